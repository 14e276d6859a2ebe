/** What the service says to the candidate's page, as `docs/CHECK.md` has it. Codes are open: a new one is no fault. */

export type Step = "consent" | "document" | "camera" | "done";

export interface Notice {
  version: string;
  organisation: string;
  contact: string | null;
  privacy_url: string | null;
  /** Null: for as long as the person is enrolled. */
  keep_sessions_days: number | null;
  keep_references_days: number | null;
}

export interface CheckResult {
  outcome: string;
  code: string | null;
}

export interface CheckState {
  step: Step;
  language: string;
  languages: string[];
  organisation: string;
  expires_at: string;
  notice: Notice;
  colours: boolean;
  document: {
    wanted: boolean;
    reads_zone: boolean;
    /** The side of a card that is wanted next; null while it may be either, or a whole page. */
    side: "front" | "back" | null;
    attempts_left: number;
  };
  camera: { attempts_left: number; is_running: boolean };
  result: CheckResult | null;
}

export interface DocumentAnswer {
  accepted: boolean;
  problems: { code: string; retry: boolean }[];
  state: CheckState;
}

export interface Attempt {
  session_id: string;
  whip: { path: string; key: string } | null;
  frames_path: string;
  live_path: string;
  attempts_left: number;
}

export interface Moved {
  link: string;
  qr_svg: string;
}
