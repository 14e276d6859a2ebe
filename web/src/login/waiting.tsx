/** Somebody is asked whether it is you: the page asks again until they have said, or it is too late. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Screen } from "../check/screen";
import { fill } from "../check/texts";
import { loginApi } from "./api";
import type { LoginTexts } from "./texts";
import type { LoginState } from "./types";

/** A person is not quicker than this, and a lost answer is made up for. */
const ASK_EVERY_MS = 3_000;

interface Props {
  login: LoginState;
  words: LoginTexts;
  onChange: (login: LoginState) => void;
  leave: ComponentChildren;
}

export function Waiting({ login, words, onChange, leave }: Props) {
  const change = useRef(onChange);
  change.current = onChange;
  useEffect(() => {
    const timer = setInterval(() => {
      loginApi
        .state()
        .then((now) => change.current(now))
        // The connection comes back, or the next look says what is wrong.
        .catch(() => {});
    }, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const until = new Date(login.expires_at).toLocaleTimeString(document.documentElement.lang, {
    hour: "2-digit",
    minute: "2-digit",
  });
  const organisation = login.notice.organisation || words.someone;
  return (
    <Screen title={words.waitingTitle} glyph="person" actions={leave}>
      <p class="check-lead">{fill(words.waitingLead, { organisation })}</p>
      <p class="check-small" role="status">
        {fill(words.waitingUntil, { time: until })}
      </p>
    </Screen>
  );
}
