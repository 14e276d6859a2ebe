/** The candidate's check: opens the invitation, then shows the screen of the step that the service names. */

import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { checkApi, codeOf, LIVE_PATH } from "./api";
import { type Attempts, type Check, CheckContext } from "./context";
import { Frame } from "./frame";
import { Screen } from "./screen";
import { Consent } from "./screens/consent";
import { Document } from "./screens/document";
import { End } from "./screens/end";
import { Face } from "./screens/face";
import { Problem } from "./screens/problem";
import { isLanguage, type Language, loadTexts, type Texts } from "./texts";
import type { CheckState } from "./types";

const ATTEMPTS: Attempts = {
  begin: checkApi.begin,
  isRunning: () => checkApi.state().then(({ camera }) => camera.is_running),
  livePath: LIVE_PATH,
  startsAtOnce: false,
  canMove: true,
};

interface Props {
  /** Null when the page was opened or loaded again without one: the cookie then tells which check it is. */
  token: string | null;
  first: { language: Language; texts: Texts };
}

export function App({ token, first }: Props) {
  const [words, setWords] = useState(first);
  const [state, setState] = useState<CheckState | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const unopened = useRef(token);

  const show = useCallback((language: string) => {
    if (!isLanguage(language)) return;
    loadTexts(language)
      .then((texts) => setWords({ language, texts }))
      // The words that are there stay: better than none.
      .catch(() => {});
  }, []);

  const load = useCallback(async () => {
    try {
      const at = unopened.current ? await checkApi.open(unopened.current) : await checkApi.state();
      unopened.current = null;
      show(at.language);
      setProblem(null);
      setState(at);
    } catch (thrown) {
      setProblem(codeOf(thrown));
    }
  }, [show]);

  useEffect(() => void load(), [load]);
  useEffect(() => {
    document.documentElement.lang = words.language;
  }, [words.language]);

  const check = useMemo<Check | null>(
    () =>
      state && {
        ...words,
        state,
        organisation: state.organisation || words.texts.someone,
        setState,
        refresh: load,
        attempts: ATTEMPTS,
        fail: setProblem,
      },
    [state, words, load],
  );
  const choose = (language: Language) => {
    show(language);
    if (!state || state.step === "done") return;
    // Kept for the next visit; the page is in that language either way.
    checkApi
      .language(language)
      .then(setState)
      .catch(() => {});
  };

  return (
    <Frame
      {...words}
      onLanguage={choose}
      organisation={state?.organisation ?? ""}
      step={problem === null && state ? stepOf(state) : null}
    >
      {problem !== null ? (
        <Problem key={problem} code={problem} texts={words.texts} onRetry={load} />
      ) : check === null ? (
        <Screen title={words.texts.wait} />
      ) : (
        <CheckContext.Provider value={check}>
          <Step step={check.state.step} />
        </CheckContext.Provider>
      )}
    </Frame>
  );
}

function Step({ step }: { step: CheckState["step"] }) {
  switch (step) {
    case "consent":
      return <Consent />;
    case "document":
      return <Document />;
    case "camera":
      return <Face />;
    default:
      return <End />;
  }
}

/** Nothing is left to be counted at the end. */
export function stepOf(state: CheckState): { number: number; of: number } | null {
  const steps = state.document.wanted ? ["consent", "document", "camera"] : ["consent", "camera"];
  const at = steps.indexOf(state.step);
  return at < 0 ? null : { number: at + 1, of: steps.length };
}
