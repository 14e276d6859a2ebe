/** Why the login cannot go on, and what helps. */

import { Screen } from "../check/screen";
import { fill, type Texts } from "../check/texts";
import type { LoginTexts } from "./texts";

interface Props {
  code: string;
  texts: Texts;
  words: LoginTexts;
  onRetry: () => void;
}

type Kind = keyof LoginTexts["problem"] | "busy" | "offline";

const KINDS: Readonly<Record<string, Kind>> = {
  unauthenticated: "none",
  login_off: "none",
  login_expired: "late",
  too_many_logins: "many",
  replaced: "replaced",
  busy: "busy",
  offline: "offline",
};

export function LoginProblem({ code, texts, words, onRetry }: Props) {
  const kind = KINDS[code];
  const said =
    kind === "busy" || kind === "offline"
      ? { title: texts.problem[`${kind}Title`], lead: texts.problem[kind] }
      : kind
        ? words.problem[kind]
        : { title: texts.problem.otherTitle, lead: texts.problem.other };
  const isFinal = kind === "none" || kind === "late" || kind === "many";
  return (
    <Screen
      title={said.title}
      glyph="problem"
      actions={
        !isFinal && (
          <button type="button" class="button primary" onClick={onRetry}>
            {texts.tryAgain}
          </button>
        )
      }
    >
      <p class="check-lead">{said.lead}</p>
      {!kind && <p class="check-small">{fill(texts.problem.code, { code })}</p>}
    </Screen>
  );
}
