/** What is on the screen while an attempt runs: a pure function of what the service said, and when. */

import type { Message, Movement } from "./messages";

export type Shown =
  | { what: "connecting" }
  /** No hint: all is well. */
  | { what: "look"; hint: string | null }
  | { what: "do"; movement: Movement; number: number; of: number; again: boolean }
  | { what: "seen" }
  | { what: "missed" }
  | { what: "colours"; number: number; steps: { colour: string; ms: number }[] }
  | { what: "sending" };

export interface LiveState {
  shown: Shown;
  /** When that came to be shown, in the page's milliseconds. */
  since: number;
  /** Movements done, and how many there are; 0 until the first one is asked for. */
  done: number;
  of: number;
}

/** Praise and advice stay long enough to be read (about two words at 200 words a minute, and a breath). */
const READ_MS = 1_000;
/** Hints on the face change no faster than this: they come several times a second, and people act on one. */
const HINT_MS = 900;

export const initial = (now: number): LiveState => ({
  shown: { what: "connecting" },
  since: now,
  done: 0,
  of: 0,
});

/** `end` and `closed` change nothing here: whoever holds the attempt acts on them. */
export function apply(state: LiveState, message: Message, now: number): LiveState {
  const show = (shown: Shown, more: Partial<LiveState> = {}): LiveState => ({
    ...state,
    ...more,
    shown,
    since: now,
  });
  switch (message.type) {
    case "waiting":
      return state.shown.what === "connecting" ? state : show({ what: "connecting" });
    case "face":
      return face(state, message.ok ? null : (message.hint ?? "no_face"), now);
    case "do": {
      const { movement, number, of } = message;
      const again = message.try > 1;
      return show({ what: "do", movement, number, of, again }, { of, done: number - 1 });
    }
    case "seen":
      return show({ what: "seen" }, { done: message.number, of: message.of });
    case "missed":
      return show({ what: "missed" });
    case "colours":
      return show({ what: "colours", number: message.number, steps: message.steps });
    case "sending":
      return show({ what: "sending" });
    case "end":
    case "closed":
      return state;
  }
}

function face(state: LiveState, hint: string | null, now: number): LiveState {
  const { shown, since } = state;
  // A movement, colours and the end are told what comes next by the service, not by where the face is.
  if (shown.what === "do" || shown.what === "colours" || shown.what === "sending") return state;
  if ((shown.what === "seen" || shown.what === "missed") && now - since < READ_MS) return state;
  if (shown.what === "look") {
    if (shown.hint === hint || now - since < HINT_MS) return state;
  }
  return { ...state, shown: { what: "look", hint }, since: now };
}

/** How far it is, 0 to 1: movements, then colours or the wait for the result. */
export function progress(state: LiveState, colours: boolean): number {
  const parts = (state.of || 2) + (colours ? 2 : 1);
  const { what } = state.shown;
  if (what === "sending") return (parts - 0.5) / parts;
  if (what === "colours") return (state.done + 0.5) / parts;
  return state.done / parts;
}
