/** Sets the ID photo and says what was found in it. */

import { useId, useState } from "preact/hooks";
import { api } from "../api/endpoints";
import { type ApiError, asApiError } from "../api/problem";
import type { PersonView, PortraitReceipt } from "../api/types";
import { ProblemNotice } from "../components/notice";
import { texts } from "../texts";

const words = texts.start;

interface Props {
  person: PersonView;
  onSet: () => void;
  compact?: boolean;
}

export function PortraitField({ person, onSet, compact }: Props) {
  const [busy, setBusy] = useState(false);
  const [receipt, setReceipt] = useState<PortraitReceipt | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const id = useId();

  const set = (file: File | undefined) => {
    if (!file) return;
    setBusy(true);
    setError(null);
    setReceipt(null);
    api
      .setPortrait(person.id, file)
      .then((found) => {
        setReceipt(found);
        onSet();
      })
      .catch((thrown: unknown) => setError(asApiError(thrown)))
      .finally(() => setBusy(false));
  };

  return (
    <div class="portrait-field">
      <input
        id={id}
        class="visually-hidden"
        type="file"
        accept="image/jpeg,image/png,image/webp"
        disabled={busy}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          set(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
      <label class="button file" for={id}>
        {busy ? words.reading : person.has_portrait ? words.replacePhoto : words.choosePhoto}
      </label>
      <div id={`${id}-hint`} role="status" class="hint">
        {receipt
          ? `${words.quality(receipt.quality.score)} ${receipt.rotated_deg === 0 ? "" : words.turned(receipt.rotated_deg)}`
          : person.has_portrait
            ? ""
            : compact
              ? words.photoHint
              : `${words.photoMissing} ${words.photoHint}`}
      </div>
      {error && <ProblemNotice error={error} />}
    </div>
  );
}
