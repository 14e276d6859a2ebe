/** One webhook: where it posts, what can be done with it, and its log. */

import { useState } from "preact/hooks";
import { type ApiError, asApiError } from "../api/problem";
import { type WebhookView, type WebhookWithSecret, webhookApi } from "../api/webhooks";
import { ProblemNotice } from "../components/notice";
import { moment } from "../format/time";
import { webhookTexts as words } from "../texts";
import { ConfirmDialog } from "./confirm-dialog";
import { DeliveryLog } from "./delivery-log";

interface Props {
  webhook: WebhookView;
  onSecret: (webhook: WebhookWithSecret) => void;
  onRemoved: () => void;
}

export function WebhookCard({ webhook, onSecret, onRemoved }: Props) {
  const [asking, setAsking] = useState<"rotate" | "remove" | null>(null);
  const [version, setVersion] = useState(0);
  const [told, setTold] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const now = new Date();
  const works = webhook.disabled_at === null;

  const test = () => {
    setError(null);
    webhookApi
      .test(webhook.id)
      .then(() => {
        setTold(words.tested);
        setVersion((was) => was + 1);
      })
      .catch((thrown: unknown) => setError(asApiError(thrown)));
  };

  return (
    <section class="card webhook" aria-label={webhook.url}>
      <h2 class="webhook-url">{webhook.url}</h2>
      <p class="quiet">
        {words.created(moment(webhook.created_at, now))}
        {webhook.earlier_secret_until !== null &&
          ` · ${words.secretBoth(moment(webhook.earlier_secret_until, now))}`}
      </p>
      {webhook.disabled_at !== null && (
        <p class="notice is-problem">{words.disabled(moment(webhook.disabled_at, now))}</p>
      )}
      <p class="webhook-tools">
        {works && (
          <button type="button" class="button" onClick={test}>
            {words.test}
          </button>
        )}
        {works && (
          <button type="button" class="button" onClick={() => setAsking("rotate")}>
            {words.rotate}
          </button>
        )}
        <button type="button" class="button danger" onClick={() => setAsking("remove")}>
          {words.remove}
        </button>
      </p>
      <p class="hint" role="status">
        {told}
      </p>
      {error && <ProblemNotice error={error} />}
      <DeliveryLog webhookId={webhook.id} version={version} canRetry={works} />
      {asking === "rotate" && (
        <ConfirmDialog
          title={words.rotateTitle}
          body={words.rotateBody}
          confirm={words.rotateConfirm}
          act={async () => {
            const fresh = await webhookApi.rotate(webhook.id);
            setAsking(null);
            onSecret(fresh);
          }}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === "remove" && (
        <ConfirmDialog
          title={words.removeTitle}
          body={words.removeBody}
          confirm={words.removeConfirm}
          danger
          act={async () => {
            await webhookApi.remove(webhook.id);
            setAsking(null);
            onRemoved();
          }}
          onClose={() => setAsking(null)}
        />
      )}
    </section>
  );
}
