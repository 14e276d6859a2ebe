/** The form that makes a webhook. */

import { useId, useState } from "preact/hooks";
import { type ApiError, asApiError } from "../api/problem";
import { type WebhookWithSecret, webhookApi } from "../api/webhooks";
import { ProblemNotice } from "../components/notice";
import { webhookTexts as words } from "../texts";

export function NewWebhook({ onMade }: { onMade: (webhook: WebhookWithSecret) => void }) {
  const [url, setUrl] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const id = useId();
  const create = (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    webhookApi
      .create(url.trim())
      .then((webhook) => {
        setUrl("");
        onMade(webhook);
      })
      .catch((thrown: unknown) => setError(asApiError(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <form class="card new-webhook" onSubmit={create}>
      <h2 class="section-title">{words.add}</h2>
      <label class="label" for={id}>
        {words.url}
      </label>
      <div class="new-webhook-row">
        <input
          id={id}
          class="input mono"
          type="url"
          required
          autocomplete="off"
          spellcheck={false}
          placeholder="https://example.org/hook"
          aria-describedby={`${id}-hint`}
          value={url}
          onInput={(event) => setUrl(event.currentTarget.value)}
        />
        <button type="submit" class="button primary" disabled={busy}>
          {busy ? words.creating : words.create}
        </button>
      </div>
      <p id={`${id}-hint`} class="hint">
        {words.urlHint}
      </p>
      {error && <ProblemNotice error={error} />}
    </form>
  );
}
