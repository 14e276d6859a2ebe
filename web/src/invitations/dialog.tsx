/** Inviting: what the candidate shows, in which language, for how long; then the link, once. */

import { useId, useState } from "preact/hooks";
import {
  type InvitationLanguage,
  invitationsApi,
  type MadeInvitation,
  type NewInvitation,
} from "../api/invitations";
import { type ApiError, asApiError } from "../api/problem";
import type { PersonView } from "../api/types";
import { Modal } from "../components/modal";
import { ProblemNotice } from "../components/notice";
import { Choices } from "../start/choices";
import { invitationTexts, texts } from "../texts";
import { Made } from "./made";

const words = invitationTexts.dialog;

interface Props {
  person: PersonView;
  onMade: () => void;
  onClose: () => void;
}

export function InvitationDialog({ person, onMade, onClose }: Props) {
  const [made, setMade] = useState<MadeInvitation | null>(null);
  return (
    <Modal title={made ? words.ready : words.title} onClose={onClose}>
      {made ? (
        <Made made={made} onClose={onClose} />
      ) : (
        <Options
          person={person}
          onClose={onClose}
          onMade={(fresh) => {
            setMade(fresh);
            onMade();
          }}
        />
      )}
    </Modal>
  );
}

/** What the candidate shows. */
type Shown = "required" | "skip" | "again";

const wantedFor: Record<Shown, Pick<NewInvitation, "purpose" | "document">> = {
  required: { purpose: "check", document: "required" },
  skip: { purpose: "check", document: "skip" },
  again: { purpose: "reverification", document: "skip" },
};

interface OptionsProps {
  person: PersonView;
  onMade: (made: MadeInvitation) => void;
  onClose: () => void;
}

function Options({ person, onMade, onClose }: OptionsProps) {
  const [wanted, setWanted] = useState<NewInvitation>({
    purpose: "check",
    valid_for_hours: 72,
    language: "en",
    document: "required",
    colours: true,
  });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const id = useId();
  const change = (some: Partial<NewInvitation>) => setWanted((was) => ({ ...was, ...some }));
  const make = (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    invitationsApi
      .make(person.id, wanted)
      .then(onMade)
      .catch((thrown: unknown) => {
        setError(asApiError(thrown));
        setBusy(false);
      });
  };
  return (
    <form class="form" onSubmit={make}>
      <p class="quiet">{words.lead}</p>
      <Choices
        legend={words.what}
        choices={[
          { value: "required", title: words.document, hint: words.documentHint },
          {
            value: "skip",
            title: words.face,
            hint: person.has_portrait ? words.faceHint : words.faceMissing,
            disabled: !person.has_portrait,
          },
          {
            value: "again",
            title: words.again,
            hint: person.has_portrait ? words.againHint : words.faceMissing,
            disabled: !person.has_portrait,
          },
        ]}
        chosen={wanted.purpose === "reverification" ? "again" : wanted.document}
        onChoose={(what: Shown) => change(wantedFor[what])}
      />
      <div class="invitation-options">
        <div>
          <label class="label" for={`${id}-language`}>
            {words.language}
          </label>
          <select
            id={`${id}-language`}
            class="input"
            value={wanted.language}
            onChange={(event) =>
              change({ language: event.currentTarget.value as InvitationLanguage })
            }
          >
            {Object.entries(words.languages).map(([tag, name]) => (
              <option key={tag} value={tag}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label class="label" for={`${id}-valid`}>
            {words.valid}
          </label>
          <select
            id={`${id}-valid`}
            class="input"
            value={String(wanted.valid_for_hours)}
            onChange={(event) => change({ valid_for_hours: Number(event.currentTarget.value) })}
          >
            {words.validity.map(({ hours, words: name }) => (
              <option key={hours} value={String(hours)}>
                {name}
              </option>
            ))}
          </select>
        </div>
      </div>
      <div>
        <label class="check">
          <input
            type="checkbox"
            checked={wanted.colours}
            aria-describedby={`${id}-colours`}
            onChange={(event) => change({ colours: event.currentTarget.checked })}
          />
          {words.colours}
        </label>
        <p class="hint" id={`${id}-colours`}>
          {words.coloursHint}
        </p>
      </div>
      {error && <ProblemNotice error={error} />}
      <footer class="form-foot">
        <button type="button" class="button quiet" onClick={onClose}>
          {texts.common.cancel}
        </button>
        <button type="submit" class="button primary" disabled={busy}>
          {busy ? words.making : words.make}
        </button>
      </footer>
    </form>
  );
}
