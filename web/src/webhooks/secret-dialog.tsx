/** A fresh secret, shown once. */

import type { WebhookWithSecret } from "../api/webhooks";
import { CopyField } from "../components/copy-field";
import { Modal } from "../components/modal";
import { moment } from "../format/time";
import { webhookTexts as words } from "../texts";

interface Props {
  webhook: WebhookWithSecret;
  onClose: () => void;
}

export function SecretDialog({ webhook, onClose }: Props) {
  const until = webhook.earlier_secret_until;
  return (
    <Modal title={words.secretTitle} onClose={onClose}>
      <div class="form">
        <p>{words.secretOnce}</p>
        <CopyField label={words.secret} value={webhook.secret} />
        {until !== null && <p class="quiet">{words.secretBoth(moment(until, new Date()))}</p>}
        <footer class="form-foot">
          <button type="button" class="button primary" onClick={onClose}>
            {words.secretDone}
          </button>
        </footer>
      </div>
    </Modal>
  );
}
