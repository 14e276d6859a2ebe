/** A question before something that cannot be taken back. */

import { useState } from "preact/hooks";
import { type ApiError, asApiError } from "../api/problem";
import { Modal } from "../components/modal";
import { ProblemNotice } from "../components/notice";
import { texts } from "../texts";

interface Props {
  title: string;
  body: string;
  confirm: string;
  danger?: boolean;
  act: () => Promise<void>;
  onClose: () => void;
}

export function ConfirmDialog({ title, body, confirm, danger, act, onClose }: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const go = () => {
    setBusy(true);
    act().catch((thrown: unknown) => {
      setError(asApiError(thrown));
      setBusy(false);
    });
  };
  return (
    <Modal title={title} onClose={onClose}>
      <div class="form">
        <p>{body}</p>
        {error && <ProblemNotice error={error} />}
        <footer class="form-foot">
          <button type="button" class="button quiet" onClick={onClose}>
            {texts.common.cancel}
          </button>
          <button
            type="button"
            class={danger ? "button danger solid" : "button primary"}
            disabled={busy}
            onClick={go}
          >
            {confirm}
          </button>
        </footer>
      </div>
    </Modal>
  );
}
