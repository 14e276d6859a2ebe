/** A fresh token of a receiver, shown once. */

import type { EventStreamWithToken } from "../api/event-streams";
import { CopyField } from "../components/copy-field";
import { Modal } from "../components/modal";
import { eventStreamTexts as words } from "../texts";

interface Props {
  stream: EventStreamWithToken;
  onClose: () => void;
}

export function TokenDialog({ stream, onClose }: Props) {
  return (
    <Modal title={words.tokenTitle} onClose={onClose}>
      <div class="form">
        <p>{words.tokenOnce}</p>
        <CopyField label={words.token} value={stream.token} />
        <footer class="form-foot">
          <button type="button" class="button primary" onClick={onClose}>
            {words.tokenDone}
          </button>
        </footer>
      </div>
    </Modal>
  );
}
