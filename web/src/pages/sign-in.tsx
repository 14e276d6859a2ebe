import { useEffect, useId, useRef, useState } from "preact/hooks";
import { api } from "../api/endpoints";
import { ApiError, asApiError, lacking } from "../api/problem";
import { Mark } from "../components/icons";
import { ThemeButton } from "../components/theme-button";
import { texts } from "../texts";

const words = texts.signIn;

export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();

  useEffect(() => {
    document.title = `${words.title} · ${texts.product}`;
    input.current?.focus();
  }, []);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const key = input.current?.value.trim() ?? "";
    if (key === "") {
      setError(lacking(words.empty));
      input.current?.focus();
      return;
    }
    setBusy(true);
    setError(null);
    api
      .signIn(key)
      .then(onSignedIn)
      .catch((thrown: unknown) => {
        const problem = asApiError(thrown);
        const refused = problem.status === 401;
        setError(refused ? new ApiError(problem.status, problem.code, words.refused) : problem);
        setBusy(false);
        input.current?.select();
      });
  };

  return (
    <main class="sign-in">
      <div class="sign-in-theme">
        <ThemeButton />
      </div>
      <form onSubmit={submit} noValidate>
        <Mark />
        <h1>{texts.product}</h1>
        <p class="lead">{words.lead}</p>
        <label class="label" for={id}>
          {words.label}
        </label>
        <input
          id={id}
          ref={input}
          class="input mono"
          type="password"
          autocomplete="current-password"
          spellcheck={false}
          aria-invalid={error !== null}
          aria-describedby={`${id}-hint ${id}-error`}
        />
        <p id={`${id}-hint`} class="hint">
          {words.hint}
        </p>
        <div id={`${id}-error`} role="alert">
          {error && (
            <p class="field-error">
              {error.message} {error.status > 0 && <code>{texts.common.code(error.code)}</code>}
            </p>
          )}
        </div>
        <button type="submit" class="button primary large" disabled={busy}>
          {busy ? words.busy : words.submit}
        </button>
      </form>
    </main>
  );
}
