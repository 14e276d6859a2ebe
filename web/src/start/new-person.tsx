/** Name, own reference, consent: the little that is asked of a new person. */

import { useId, useState } from "preact/hooks";
import { api } from "../api/endpoints";
import { type ApiError, asApiError, lacking } from "../api/problem";
import type { NewPerson, PersonView } from "../api/types";
import { ProblemNotice } from "../components/notice";
import { NOTICE_VERSION, texts } from "../texts";
import { NoticeText } from "./notice-text";

const words = texts.start;

interface Props {
  onCreated: (person: PersonView) => void;
  onBack: () => void;
  /** What the button behind `onBack` says. */
  back: string;
}

export function NewPersonForm({ onCreated, onBack, back }: Props) {
  const [name, setName] = useState("");
  const [externalRef, setExternalRef] = useState("");
  const [consented, setConsented] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const id = useId();

  const create = () => {
    if (name.trim() === "") {
      setError(lacking(words.needName));
      return;
    }
    const person: NewPerson = { display_name: name.trim() };
    if (externalRef.trim() !== "") person.external_ref = externalRef.trim();
    if (consented) person.consent = { text_version: NOTICE_VERSION };
    setBusy(true);
    api
      .createPerson(person)
      .then(onCreated)
      .catch((thrown: unknown) => {
        setError(asApiError(thrown));
        setBusy(false);
      });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.isComposing) return;
    // The form around it, where there is one, is another question.
    event.preventDefault();
    if (!busy) create();
  };

  return (
    <div class="new-person">
      <div>
        <label class="label" for={`${id}-name`}>
          {words.name}
        </label>
        <input
          id={`${id}-name`}
          class="input"
          autocomplete="off"
          onKeyDown={onKeyDown}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </div>
      <div>
        <label class="label" for={`${id}-ref`}>
          {words.externalRef}
        </label>
        <input
          id={`${id}-ref`}
          class="input"
          autocomplete="off"
          onKeyDown={onKeyDown}
          aria-describedby={`${id}-ref-hint`}
          value={externalRef}
          onInput={(event) => setExternalRef(event.currentTarget.value)}
        />
        <p id={`${id}-ref-hint`} class="hint">
          {words.externalRefHint}
        </p>
      </div>
      <NoticeText />
      <label class="check">
        <input
          type="checkbox"
          checked={consented}
          onChange={(event) => setConsented(event.currentTarget.checked)}
        />
        {words.consent}
      </label>
      {error && <ProblemNotice error={error} />}
      <div class="inline-foot">
        <button type="button" class="button primary" disabled={busy} onClick={create}>
          {words.createAndGo}
        </button>
        <button type="button" class="button quiet" onClick={onBack}>
          {back}
        </button>
      </div>
    </div>
  );
}
