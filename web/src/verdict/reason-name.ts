/** The short name of a reason, and the caption of a picture of one. */

import { reasonNames, texts } from "../texts";

/** A code this page does not know yet, made readable. */
export function reasonName(code: string): string {
  const known = reasonNames[code];
  if (known !== undefined) return known;
  const words = code.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * The caption of an evidence picture. One whose reason is not among the verdict's was kept while the verdict
 * formed: a suspicion that passed, and its picture must not read as a finding.
 */
export function caption(code: string, reasons: readonly { code: string }[]): string {
  const name = reasonName(code);
  if (reasons.some((reason) => reason.code === code)) return name;
  return texts.evidence.passing(name.charAt(0).toLowerCase() + name.slice(1));
}
