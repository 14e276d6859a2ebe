/** Deleting a person asks for their name in writing. */

import { useId, useState } from "preact/hooks";
import { api } from "../api/endpoints";
import { type ApiError, asApiError } from "../api/problem";
import type { PersonView } from "../api/types";
import { Modal } from "../components/modal";
import { ProblemNotice } from "../components/notice";
import { go, paths } from "../router";
import { texts } from "../texts";

const words = texts.person;

export function EraseDialog({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const id = useId();
  const confirmed = typed.trim() === person.display_name.trim();

  const erase = (event: SubmitEvent) => {
    event.preventDefault();
    if (!confirmed || busy) return;
    setBusy(true);
    api
      .erasePerson(person.id)
      .then(() => go(paths.sessions(), "replace"))
      .catch((thrown: unknown) => {
        setError(asApiError(thrown));
        setBusy(false);
      });
  };

  return (
    <Modal title={words.eraseTitle} onClose={onClose}>
      <form class="form" onSubmit={erase}>
        <p>{words.eraseBody}</p>
        <div>
          <label class="label" for={id}>
            {words.eraseLabel(person.display_name)}
          </label>
          <input
            id={id}
            class="input"
            autocomplete="off"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </div>
        {error && <ProblemNotice error={error} />}
        <footer class="form-foot">
          <button type="button" class="button quiet" onClick={onClose}>
            {texts.common.cancel}
          </button>
          <button type="submit" class="button danger solid" disabled={!confirmed || busy}>
            {busy ? words.erasing : words.eraseConfirm}
          </button>
        </footer>
      </form>
    </Modal>
  );
}
