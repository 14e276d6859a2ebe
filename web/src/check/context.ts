/** What every screen of the check shares: words, the state, and ways to change it. */

import { type ComponentChildren, createContext } from "preact";
import { useContext } from "preact/hooks";
import { fill, type Language, type Texts } from "./texts";
import type { Attempt, CheckState } from "./types";

/** Looks into the camera: where they are begun and followed. The check and the login each have their own. */
export interface Attempts {
  begin: (colours: boolean, hints: object) => Promise<Attempt>;
  /** Asked when the connection is lost: the last word may have been lost with it. */
  isRunning: () => Promise<boolean>;
  livePath: string;
  /** Without a look at the preview first. */
  startsAtOnce: boolean;
  /** Whether it may go on with a phone. */
  canMove: boolean;
}

export interface Check {
  texts: Texts;
  language: Language;
  state: CheckState;
  /** Who asks for the check, for sentences. */
  organisation: string;
  setState: (state: CheckState) => void;
  /** Reads the state anew: after a conflict, for instance. */
  refresh: () => Promise<void>;
  attempts: Attempts;
  /** What else stands on the first screen of the camera step, and beside its button. */
  about?: ComponentChildren;
  leave?: ComponentChildren;
  /** A refusal that no screen has an answer to. */
  fail: (code: string) => void;
}

export const CheckContext = createContext<Check | null>(null);

export function useCheck(): Check & { say: (text: string, values?: Values) => string } {
  const check = useContext(CheckContext);
  if (check === null) throw new Error("a screen of the check is shown outside of it");
  return {
    ...check,
    say: (text, values = {}) => fill(text, { organisation: check.organisation, ...values }),
  };
}

type Values = Readonly<Record<string, string | number>>;
