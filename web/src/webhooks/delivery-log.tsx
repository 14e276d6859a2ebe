/** What was and will be posted to one webhook, newest first, read again while it is looked at. */

import { useEffect, useState } from "preact/hooks";
import { type ApiError, asApiError } from "../api/problem";
import { type DeliveryView, webhookApi } from "../api/webhooks";
import { StandingIcon } from "../components/icons";
import { ProblemNotice } from "../components/notice";
import { moment } from "../format/time";
import { webhookTexts as words } from "../texts";
import { useLoad } from "../use-load";
import { deliveryState } from "./delivery-state";

/** The first pause between two attempts is five seconds: the next one shows soon after. */
const AGAIN_MS = 3_000;

interface Props {
  webhookId: string;
  /** Changes when something was put in. */
  version: number;
  canRetry: boolean;
}

export function DeliveryLog({ webhookId, version, canRetry }: Props) {
  const newest = useLoad(webhookId, () => webhookApi.deliveries(webhookId, null));
  const [older, setOlder] = useState<{ items: DeliveryView[]; next: string | null } | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const { reload } = newest;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is another state of the log
  useEffect(() => {
    reload();
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") reload();
    }, AGAIN_MS);
    return () => clearInterval(timer);
  }, [reload, version]);

  const first = newest.value?.items ?? [];
  const ids = new Set(first.map((d) => d.id));
  const items = [...first, ...(older?.items ?? []).filter((d) => !ids.has(d.id))];
  const next = older ? older.next : (newest.value?.next ?? null);
  const fail = (thrown: unknown) => setError(asApiError(thrown));
  const loadMore = () =>
    webhookApi
      .deliveries(webhookId, next)
      .then((page) =>
        setOlder({ items: [...(older?.items ?? []), ...page.items], next: page.next }),
      )
      .catch(fail);
  const retry = (id: string) => webhookApi.retry(webhookId, id).then(reload).catch(fail);

  const shown = error ?? newest.error;
  return (
    <section class="deliveries">
      <h3 class="section-title">{words.log}</h3>
      {shown && <ProblemNotice error={shown} />}
      {newest.value && items.length === 0 && <p class="quiet">{words.logEmpty}</p>}
      <ol>
        {items.map((delivery) => (
          <Delivery
            key={delivery.id}
            delivery={delivery}
            onRetry={canRetry ? () => retry(delivery.id) : null}
          />
        ))}
      </ol>
      {next !== null && (
        <button type="button" class="button" onClick={loadMore}>
          {words.older}
        </button>
      )}
    </section>
  );
}

function Delivery(props: { delivery: DeliveryView; onRetry: (() => void) | null }) {
  const { delivery, onRetry } = props;
  const now = new Date();
  const when = moment(delivery.created_at, now);
  const state = deliveryState(delivery, now);
  return (
    <li>
      <StandingIcon standing={state.look} />
      <div>
        <p class="delivery-head">
          <strong>{delivery.event}</strong> <span class="quiet">{when}</span>
        </p>
        <p class="delivery-state">
          {state.sentence}
          <span class="quiet">
            {" "}
            · {words.columns.attempts}: {delivery.attempts}
            {state.last !== null && ` · ${state.last}`}
          </span>
        </p>
        <details>
          <summary>{words.body}</summary>
          <pre>{indented(delivery.body)}</pre>
        </details>
      </div>
      {onRetry && (
        <button
          type="button"
          class="button small"
          aria-label={words.retryOf(delivery.event, when)}
          onClick={onRetry}
        >
          {words.retry}
        </button>
      )}
    </li>
  );
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
