/** The login: whom it is for, one look into the camera, and back to the application. */

import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { codeOf } from "../check/api";
import { type Check, CheckContext } from "../check/context";
import { Frame } from "../check/frame";
import { Screen } from "../check/screen";
import { Face } from "../check/screens/face";
import { isLanguage, type Language, loadTexts, preferred, type Texts } from "../check/texts";
import { About } from "./about";
import { attemptsOf, loginApi } from "./api";
import { Done } from "./done";
import { LoginProblem } from "./problem";
import { checkStateOf, withLogin } from "./state";
import { type LoginTexts, loadLoginTexts } from "./texts";
import type { LoginState } from "./types";
import { Waiting } from "./waiting";

interface Words {
  language: Language;
  texts: Texts;
  words: LoginTexts;
}

export function App({ first }: { first: Words }) {
  const [said, setSaid] = useState(first);
  const [login, setLogin] = useState<LoginState | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const isChosen = useRef(false);

  const show = useCallback((language: Language) => {
    Promise.all([loadTexts(language), loadLoginTexts(language)])
      .then(([texts, words]) => setSaid({ language, texts, words }))
      // The words that are there stay: better than none.
      .catch(() => {});
  }, []);

  const load = useCallback(async () => {
    try {
      const now = await loginApi.state();
      setProblem(null);
      setLogin(now);
      // The application knows its people's language better than the browser does; the person best of all.
      const asked = now.ui_locales.length > 0 ? preferred(now.ui_locales) : null;
      if (asked && !isChosen.current && isLanguage(asked)) show(asked);
    } catch (thrown) {
      setProblem(codeOf(thrown));
    }
  }, [show]);

  useEffect(() => void load(), [load]);
  useEffect(() => {
    document.documentElement.lang = said.language;
  }, [said.language]);

  const { language, words } = said;
  const check = useMemo<Check | null>(() => {
    if (!login) return null;
    const cancel = () => {
      loginApi
        .cancel(login.login)
        .then(setLogin)
        .catch((thrown: unknown) =>
          // Another tab began another login: this one shows it from now on.
          codeOf(thrown) === "conflict" ? load() : setProblem(codeOf(thrown)),
        );
    };
    return {
      language,
      texts: withLogin(said.texts, words, login.application),
      state: checkStateOf(login, language),
      organisation: login.notice.organisation || said.texts.someone,
      setState: () => {},
      refresh: load,
      attempts: attemptsOf(login.login),
      about: <About login={login} words={words} />,
      leave: (
        <button type="button" class="button quiet" onClick={cancel}>
          {words.cancel}
        </button>
      ),
      fail: setProblem,
    };
  }, [login, language, said.texts, words, load]);

  const choose = (chosen: Language) => {
    isChosen.current = true;
    show(chosen);
  };
  return (
    <Frame
      texts={said.texts}
      language={language}
      onLanguage={choose}
      organisation={login?.notice.organisation ?? ""}
      step={null}
    >
      {problem !== null ? (
        <LoginProblem
          key={problem}
          code={problem}
          texts={said.texts}
          words={words}
          onRetry={load}
        />
      ) : login === null || check === null ? (
        <Screen title={said.texts.wait} />
      ) : (
        <CheckContext.Provider value={check}>
          {login.step === "camera" && <Face />}
          {login.step === "waiting" && (
            <Waiting login={login} words={words} onChange={setLogin} leave={check.leave} />
          )}
          {login.step === "done" && <Done login={login} words={words} />}
        </CheckContext.Provider>
      )}
    </Frame>
  );
}
