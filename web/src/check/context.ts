/** What every screen of the check shares: words, the state, and ways to change it. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { fill, type Language, type Texts } from "./texts";
import type { CheckState } from "./types";

export interface Check {
  texts: Texts;
  language: Language;
  state: CheckState;
  /** Who asks for the check, for sentences. */
  organisation: string;
  setState: (state: CheckState) => void;
  /** Reads the state anew: after a conflict, for instance. */
  refresh: () => Promise<void>;
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
