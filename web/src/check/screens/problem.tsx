/** Why the check cannot go on, and what helps. */

import { Screen } from "../screen";
import { fill, type Texts } from "../texts";

interface Props {
  code: string;
  texts: Texts;
  onRetry: () => void;
}

type Kind = "invalid" | "noLink" | "expired" | "used" | "inUse" | "revoked" | "busy" | "offline";

const KINDS: Readonly<Record<string, Kind>> = {
  invitation_unknown: "invalid",
  unauthenticated: "noLink",
  invitation_expired: "expired",
  invitation_used: "used",
  invitation_in_use: "inUse",
  replaced: "inUse",
  invitation_revoked: "revoked",
  too_many_attempts: "busy",
  busy: "busy",
  offline: "offline",
};

/** Nothing changes by trying these again. */
const FINAL: readonly (Kind | undefined)[] = ["invalid", "noLink", "expired", "used", "revoked"];

export function Problem({ code, texts, onRetry }: Props) {
  const words = texts.problem;
  const kind = KINDS[code];
  const title = kind ? words[`${kind}Title`] : words.otherTitle;
  return (
    <Screen
      title={title}
      glyph={kind === "used" ? "shield" : "problem"}
      actions={
        !FINAL.includes(kind) && (
          <button type="button" class="button primary" onClick={onRetry}>
            {texts.tryAgain}
          </button>
        )
      }
    >
      <p class="check-lead">{kind ? words[kind] : words.other}</p>
      {!kind && <p class="check-small">{fill(words.code, { code })}</p>}
    </Screen>
  );
}
