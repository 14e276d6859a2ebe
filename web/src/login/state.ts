/** A login in the words of the check's camera step, which both share. */

import type { Language, Texts } from "../check/texts";
import { fill } from "../check/texts";
import type { CheckState } from "../check/types";
import type { LoginTexts } from "./texts";
import type { LoginState } from "./types";

export function checkStateOf(login: LoginState, language: Language): CheckState {
  return {
    step: "camera",
    language,
    languages: login.languages,
    organisation: login.notice.organisation,
    expires_at: login.expires_at,
    notice: login.notice,
    colours: true,
    document: { wanted: false, reads_zone: false, side: null, attempts_left: 0 },
    camera: { attempts_left: login.attempts_left, is_running: login.is_running },
    result: login.again === null ? null : { outcome: "again", code: login.again },
  };
}

/** The camera step's texts, with what a login says otherwise. */
export function withLogin(texts: Texts, words: LoginTexts, application: string): Texts {
  const { lead, ...camera } = words.camera;
  return {
    ...texts,
    camera: { ...texts.camera, ...camera, lead: fill(lead, { application }) },
    live: { ...texts.live, ...words.live },
  };
}
