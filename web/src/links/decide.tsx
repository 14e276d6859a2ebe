/** The form of a human's decision on a link, and the decisions so far. */

import type { RefObject } from "preact";
import { useId, useState } from "preact/hooks";
import {
  type LinkAnswer,
  type LinkDecision,
  type LinkKind,
  linkApi,
  type OpenedLink,
} from "../api/links";
import { type ApiError, asApiError } from "../api/problem";
import { ProblemNotice } from "../components/notice";
import { moment } from "../format/time";
import { decisionTexts, linkTexts as words } from "../texts";

/** What a link of that kind asks. */
export const answersTo = (kind: LinkKind): LinkAnswer[] =>
  kind === "one_room"
    ? ["same_room", "different_rooms", "unclear"]
    : ["same_person", "different_people", "unclear"];

interface Props {
  linkId: string;
  kind: LinkKind;
  chosen: LinkAnswer | null;
  onChoose: (answer: LinkAnswer | null) => void;
  onRecorded: (opened: OpenedLink) => void;
  noteField: RefObject<HTMLTextAreaElement | null>;
}

export function LinkDecisionForm({ linkId, kind, chosen, onChoose, onRecorded, noteField }: Props) {
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | string | null>(null);
  const id = useId();
  const save = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (chosen === null) {
      setError(words.choose);
      return;
    }
    setBusy(true);
    setError(null);
    linkApi
      .decide(linkId, chosen, note)
      .then((opened) => {
        onChoose(null);
        setNote("");
        onRecorded(opened);
      })
      .catch((thrown: unknown) => setError(asApiError(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <form class="decision-form" onSubmit={save}>
      <fieldset>
        <legend>{kind === "one_room" ? words.roomQuestion : words.question}</legend>
        {answersTo(kind).map((answer) => (
          <label key={answer} class="check">
            <input
              type="radio"
              name={`${id}-answer`}
              checked={chosen === answer}
              onChange={() => onChoose(answer)}
            />
            {words.answers[answer]}
          </label>
        ))}
      </fieldset>
      <label class="label" for={`${id}-note`}>
        {words.note}
      </label>
      <textarea
        id={`${id}-note`}
        ref={noteField}
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

export function LinkDecisions({ items, now }: { items: readonly LinkDecision[]; now: Date }) {
  return (
    <ol class="link-decisions" aria-label={words.earlier}>
      {items.map((item) => (
        <li key={item.id}>
          <strong>{words.answers[item.answer]}</strong>
          <br />
          <small>
            {moment(item.at, now)}, {decisionTexts.by(item.actor)}
          </small>
          {item.note && <q class="decision-note">{item.note}</q>}
        </li>
      ))}
    </ol>
  );
}
