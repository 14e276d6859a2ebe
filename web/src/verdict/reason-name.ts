/** The short name of a reason. */

import { reasonNames } from "../texts";

/** A code this page does not know yet, made readable. */
export function reasonName(code: string): string {
  const known = reasonNames[code];
  if (known !== undefined) return known;
  const words = code.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
