/** The end: on to the application at once, or a sentence first when it did not work. Never why. */

import { useEffect } from "preact/hooks";
import { Screen } from "../check/screen";
import { fill } from "../check/texts";
import { goBack } from "./api";
import type { LoginTexts } from "./texts";
import type { LoginState } from "./types";

export function Done({ login, words }: { login: LoginState; words: LoginTexts }) {
  const { granted, application } = login;
  useEffect(() => {
    if (granted) goBack(login.login);
  }, [granted, login.login]);
  const isInterrupted = !granted && login.again === "interrupted";
  const lead = granted
    ? words.grantedLead
    : isInterrupted
      ? words.interruptedLead
      : words.deniedLead;
  const title = granted
    ? words.grantedTitle
    : isInterrupted
      ? words.interruptedTitle
      : words.deniedTitle;
  const organisation = login.notice.organisation || words.someone;
  return (
    <Screen
      title={title}
      glyph={granted ? "tick" : "problem"}
      actions={
        <button type="button" class="button primary" onClick={() => goBack(login.login)}>
          {fill(words.back, { application })}
        </button>
      }
    >
      <p class="check-lead">{fill(lead, { application, organisation })}</p>
    </Screen>
  );
}
