/** Webhooks, for administrators: who is told, with what secret, and what became of each message. */

import { useEffect, useState } from "preact/hooks";
import { type WebhookWithSecret, webhookApi } from "../api/webhooks";
import { ProblemNotice, Waiting } from "../components/notice";
import { texts, webhookTexts as words } from "../texts";
import { useLoad } from "../use-load";
import { NewWebhook } from "../webhooks/new-webhook";
import { SecretDialog } from "../webhooks/secret-dialog";
import { WebhookCard } from "../webhooks/webhook-card";

export function WebhooksPage() {
  const { value, error, reload } = useLoad("webhooks", webhookApi.list);
  const [secret, setSecret] = useState<WebhookWithSecret | null>(null);
  useEffect(() => {
    document.title = `${words.title} · ${texts.product}`;
  }, []);
  const show = (webhook: WebhookWithSecret) => {
    setSecret(webhook);
    reload();
  };
  return (
    <div class="page webhooks">
      <header class="page-head">
        <div>
          <h1>{words.title}</h1>
          <p class="page-sub">{words.lead}</p>
        </div>
      </header>
      {error && <ProblemNotice error={error} retry={reload} />}
      {!value && !error && <Waiting />}
      {value && (
        <>
          <NewWebhook onMade={show} />
          {value.items.length === 0 && <p class="quiet">{words.none}</p>}
          {value.items.map((webhook) => (
            <WebhookCard key={webhook.id} webhook={webhook} onSecret={show} onRemoved={reload} />
          ))}
        </>
      )}
      {secret && <SecretDialog webhook={secret} onClose={() => setSecret(null)} />}
    </div>
  );
}
