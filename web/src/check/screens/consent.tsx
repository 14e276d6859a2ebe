/** What the check is, what becomes of the data, and a yes or a no: both are one button away. */

import { useState } from "preact/hooks";
import { checkApi, codeOf } from "../api";
import { useCheck } from "../context";
import { Glyph, type GlyphName } from "../glyphs";
import { MoveButton } from "../move";
import { Screen } from "../screen";
import { NoticeText } from "./notice";

type At = "welcome" | "notice" | "refusing";

export function Consent() {
  const { texts, language, state, setState, refresh, fail, say } = useCheck();
  const [at, setAt] = useState<At>("welcome");
  const [busy, setBusy] = useState(false);

  const answer = (agreed: boolean) => {
    setBusy(true);
    checkApi
      .consent(agreed, state.notice.version, language)
      .then(setState)
      .catch((thrown: unknown) =>
        codeOf(thrown) === "conflict" ? refresh() : fail(codeOf(thrown)),
      )
      .finally(() => setBusy(false));
  };

  if (at === "refusing") {
    return (
      <Screen
        key={at}
        title={texts.refuse.title}
        actions={
          <>
            <button type="button" class="button" disabled={busy} onClick={() => answer(false)}>
              {busy ? texts.refuse.working : texts.refuse.confirm}
            </button>
            <button type="button" class="button" disabled={busy} onClick={() => setAt("notice")}>
              {texts.refuse.back}
            </button>
          </>
        }
      >
        <p class="check-lead">{say(texts.refuse.lead)}</p>
      </Screen>
    );
  }
  if (at === "notice") {
    return (
      <Screen
        key={at}
        title={texts.consent.title}
        actions={
          <>
            <button
              type="button"
              class="button primary"
              disabled={busy}
              onClick={() => answer(true)}
            >
              {texts.consent.agree}
            </button>
            <button type="button" class="button" disabled={busy} onClick={() => setAt("refusing")}>
              {texts.consent.refuse}
            </button>
          </>
        }
      >
        <NoticeText />
      </Screen>
    );
  }
  const needs: [GlyphName, string][] = [
    ...(state.document.wanted
      ? ([["document", texts.welcome.document]] as [GlyphName, string][])
      : []),
    ["camera", texts.welcome.camera],
    ["light", texts.welcome.light],
  ];
  return (
    <Screen
      key={at}
      title={texts.welcome.title}
      glyph="shield"
      actions={
        <>
          <button type="button" class="button primary" onClick={() => setAt("notice")}>
            {texts.welcome.begin}
          </button>
          <MoveButton />
        </>
      }
    >
      <p class="check-lead">
        {say(state.document.wanted ? texts.welcome.lead : texts.welcome.leadShort)}
      </p>
      <h2>{texts.welcome.needs}</h2>
      <ul class="check-list">
        {needs.map(([glyph, words]) => (
          <li key={glyph}>
            <Glyph name={glyph} /> {words}
          </li>
        ))}
      </ul>
    </Screen>
  );
}
