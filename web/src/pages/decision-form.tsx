/** The form of a human's decision. What is chosen is held by the page, so that keys can choose as well. */

import type { RefObject } from "preact";
import { useId, useState } from "preact/hooks";
import { api } from "../api/endpoints";
import { type ApiError, asApiError } from "../api/problem";
import type { Decision, Outcome } from "../api/types";
import { ProblemNotice } from "../components/notice";
import { decisionTexts as words } from "../texts";

export const CHOICES: Outcome[] = ["accept", "refer", "reject"];

interface Props {
  sessionId: string;
  chosen: Outcome | null;
  onChoose: (outcome: Outcome | null) => void;
  onRecorded: (decision: Decision) => void;
  noteField?: RefObject<HTMLTextAreaElement | null>;
}

export function DecisionForm({ sessionId, chosen, onChoose, onRecorded, noteField }: Props) {
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | string | null>(null);
  const id = useId();

  const save = (event: Event) => {
    event.preventDefault();
    if (chosen === null) {
      setError(words.choose);
      return;
    }
    setBusy(true);
    setError(null);
    api
      .decide(sessionId, chosen, note)
      .then((decision) => {
        onChoose(null);
        setNote("");
        onRecorded(decision);
      })
      .catch((thrown: unknown) => setError(asApiError(thrown)))
      .finally(() => setBusy(false));
  };

  return (
    <form class="decision-form" onSubmit={save}>
      <fieldset>
        <legend>{words.lead}</legend>
        {CHOICES.map((choice) => (
          <label key={choice} class="check">
            <input
              type="radio"
              name={`${id}-outcome`}
              checked={chosen === choice}
              onChange={() => onChoose(choice)}
            />
            {words.choices[choice]}
          </label>
        ))}
      </fieldset>
      <label class="label" for={`${id}-note`}>
        {words.note}
      </label>
      <textarea
        id={`${id}-note`}
        ref={noteField ?? null}
        class="input"
        rows={3}
        maxLength={4000}
        aria-describedby={`${id}-hint`}
        value={note}
        onInput={(event) => setNote(event.currentTarget.value)}
      />
      <p id={`${id}-hint`} class="hint">
        {words.noteHint}
      </p>
      {typeof error === "string" ? (
        <p class="notice is-problem" role="alert">
          {error}
        </p>
      ) : (
        error && <ProblemNotice error={error} />
      )}
      <button type="submit" class="button primary" disabled={busy}>
        {busy ? words.saving : words.save}
      </button>
    </form>
  );
}
