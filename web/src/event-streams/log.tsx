/** What was and will be sent to one receiver, newest first, read again while it is looked at. */

import { useEffect, useState } from "preact/hooks";
import { type EventDeliveryView, eventStreamsApi } from "../api/event-streams";
import { type ApiError, asApiError } from "../api/problem";
import { StandingIcon } from "../components/icons";
import { ProblemNotice } from "../components/notice";
import { moment } from "../format/time";
import { paths } from "../router";
import { webhookTexts, eventStreamTexts as words } from "../texts";
import { useLoad } from "../use-load";
import { deliveryState } from "../webhooks/delivery-state";

/** The first pause between two attempts is five seconds: the next one shows soon after. */
const AGAIN_MS = 3_000;

interface Props {
  streamId: string;
  /** Changes when something was put in. */
  version: number;
  /** Whether the receiver fetches what waits. */
  isFetched: boolean;
}

export function EventLog({ streamId, version, isFetched }: Props) {
  const newest = useLoad(streamId, () => eventStreamsApi.deliveries(streamId, null));
  const [older, setOlder] = useState<{ items: EventDeliveryView[]; next: string | null } | null>(
    null,
  );
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
  const more = () =>
    eventStreamsApi
      .deliveries(streamId, next)
      .then((page) =>
        setOlder({ items: [...(older?.items ?? []), ...page.items], next: page.next }),
      )
      .catch((thrown: unknown) => setError(asApiError(thrown)));
  const shown = error ?? newest.error;
  return (
    <section class="deliveries">
      <h3 class="section-title">{words.log}</h3>
      {shown && <ProblemNotice error={shown} />}
      {newest.value && items.length === 0 && <p class="quiet">{words.logEmpty}</p>}
      <ol>
        {items.map((delivery) => (
          <Delivery key={delivery.id} delivery={delivery} isFetched={isFetched} />
        ))}
      </ol>
      {next !== null && (
        <button type="button" class="button" onClick={more}>
          {words.older}
        </button>
      )}
    </section>
  );
}

function Delivery({ delivery, isFetched }: { delivery: EventDeliveryView; isFetched: boolean }) {
  const now = new Date();
  const state = deliveryState(delivery, now);
  const waits = isFetched && delivery.next_attempt_at !== null;
  return (
    <li>
      <StandingIcon standing={state.look} />
      <div>
        <p class="delivery-head">
          <strong>{delivery.event}</strong>{" "}
          <span class="quiet">{moment(delivery.created_at, now)}</span>
        </p>
        <p class="delivery-state">
          {waits ? words.waitsToBeFetched : state.sentence}
          <span class="quiet">
            {!isFetched && ` · ${webhookTexts.columns.attempts}: ${delivery.attempts}`}
            {state.last !== null && ` · ${state.last}`}
          </span>
        </p>
      </div>
      {delivery.person_id !== null && <a href={paths.person(delivery.person_id)}>{words.person}</a>}
    </li>
  );
}
