/**
 * How long to wait before the next attempt: doubling from half a second to fifteen, with full jitter on the
 * upper half, so that many pages do not come back at the same moment after a restart.
 */

export const FIRST_DELAY_MS = 500;
export const LONGEST_DELAY_MS = 15_000;

/** `attempt` counts from 0; `random` is in [0, 1). */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 16));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
