/**
 * A log-likelihood ratio in words. This only writes the number differently (a natural logarithm as "so many
 * times"); nothing is compared with a threshold here. Deciding is the service's business.
 */

import { likelihoodTexts } from "../texts";

/** Below e^0.7, about twice, a ratio is not worth a number. */
const EVEN = 0.7;
const MILLION = 1_000_000;

export function signed(llr: number): string {
  const rounded = Math.abs(llr) < 0.05 ? 0 : llr;
  const sign = rounded > 0 ? "+" : rounded < 0 ? "−" : "";
  return `${sign}${Math.abs(rounded).toFixed(1)}`;
}

export function times(llr: number): string {
  const ratio = Math.exp(Math.abs(llr));
  if (ratio > MILLION) return likelihoodTexts.beyond;
  const scale = 10 ** Math.floor(Math.log10(ratio));
  return likelihoodTexts.times((Math.round(ratio / scale) * scale).toLocaleString("en-GB"));
}

export function identityInWords(llr: number | null): string {
  if (llr === null) return likelihoodTexts.none;
  if (Math.abs(llr) < EVEN) return likelihoodTexts.even;
  return llr > 0 ? likelihoodTexts.same(times(llr)) : likelihoodTexts.other(times(llr));
}

export function presenceInWords(llr: number | null): string {
  if (llr === null) return likelihoodTexts.none;
  if (Math.abs(llr) < EVEN) return likelihoodTexts.even;
  return llr > 0 ? likelihoodTexts.attack(times(llr)) : likelihoodTexts.live(times(llr));
}
