/** After a session: what the human decides, their note, and the record to take away. */

import { useId, useState } from "preact/hooks";
import { addresses, api } from "../api/endpoints";
import { type ApiError, asApiError } from "../api/problem";
import type { Decision, Outcome } from "../api/types";
import { StandingIcon } from "../components/icons";
import { ProblemNotice } from "../components/notice";
import { moment } from "../format/time";
import { decisionTexts as words } from "../texts";
import { useLoad } from "../use-load";

const CHOICES: Outcome[] = ["accept", "refer", "reject"];

export function DecisionPanel({ sessionId }: { sessionId: string }) {
  const { value, error, reload } = useLoad(sessionId, () => api.decisions(sessionId));
  const waits = value?.standing?.waits_for_second ?? false;
  return (
    <section class="card decision" aria-labelledby="decision-title">
      <h2 id="decision-title" class="section-title">
        {words.title}
      </h2>
      {error && <ProblemNotice error={error} retry={reload} />}
      {value && value.items.length > 0 && <Earlier items={value.items} />}
      {waits && (
        <p class="notice" role="status">
          {words.waits}
        </p>
      )}
      <DecisionForm sessionId={sessionId} onRecorded={reload} />
      <p class="decision-record">
        <a class="button" href={addresses.bundle(sessionId)} download="">
          {words.bundle}
        </a>
        <button type="button" class="button" onClick={() => print()}>
          {words.print}
        </button>
      </p>
      <p class="hint">{words.bundleHint}</p>
    </section>
  );
}

function DecisionForm({ sessionId, onRecorded }: { sessionId: string; onRecorded: () => void }) {
  const [chosen, setChosen] = useState<Outcome | null>(null);
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
      .then(() => {
        setChosen(null);
        setNote("");
        onRecorded();
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
              onChange={() => setChosen(choice)}
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

function Earlier({ items }: { items: Decision[] }) {
  const now = new Date();
  return (
    <ol class="decision-list" aria-label={words.earlier}>
      {items.map((item) => (
        <li key={item.id} class={`is-${item.outcome}`}>
          <StandingIcon standing={item.outcome} />
          <span>
            <strong>{words.choices[item.outcome]}</strong>{" "}
            {item.agrees !== null && (item.agrees ? words.agrees : words.differs)}
            <br />
            <small>
              {moment(item.at, now)}, {words.by(item.actor)}
            </small>
            {item.note && <q class="decision-note">{item.note}</q>}
          </span>
        </li>
      ))}
    </ol>
  );
}
