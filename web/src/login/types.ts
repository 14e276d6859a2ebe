/** What the service says to the login's page, as `docs/LOGIN.md` has it. Codes are open: a new one is no fault. */

import type { Notice } from "../check/types";

export interface LoginState {
  /** Which login: another tab may begin another one. */
  login: string;
  step: "camera" | "waiting" | "done";
  application: string;
  notice: Notice;
  ui_locales: string[];
  languages: string[];
  expires_at: string;
  attempts_left: number;
  is_running: boolean;
  again: string | null;
  granted: boolean | null;
}
