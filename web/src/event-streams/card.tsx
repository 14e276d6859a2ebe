/** One receiver: where its events go, what can be done with it, and its log. */

import { useState } from "preact/hooks";
import { type EventStreamView, eventStreamsApi } from "../api/event-streams";
import { type ApiError, asApiError } from "../api/problem";
import { ProblemNotice } from "../components/notice";
import { moment } from "../format/time";
import { eventStreamTexts as words } from "../texts";
import { ConfirmDialog } from "../webhooks/confirm-dialog";
import { EventLog } from "./log";

interface Props {
  stream: EventStreamView;
  onRemoved: () => void;
}

export function StreamCard({ stream, onRemoved }: Props) {
  const [isAsking, setAsking] = useState(false);
  const [version, setVersion] = useState(0);
  const [told, setTold] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const title = stream.url ?? words.polls;

  const test = () => {
    setError(null);
    eventStreamsApi
      .test(stream.id)
      .then(() => {
        setTold(words.tested);
        setVersion((was) => was + 1);
      })
      .catch((thrown: unknown) => setError(asApiError(thrown)));
  };

  return (
    <section class="card webhook" aria-label={`${title}, ${stream.audience}`}>
      <h2 class="webhook-url">{title}</h2>
      <p class="quiet">
        {[
          words.facts(stream.audience, moment(stream.created_at, new Date())),
          words.formats[stream.subject_format],
          stream.subject_issuer,
          stream.has_push_header && words.header_kept,
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <p class="webhook-tools">
        <button type="button" class="button" onClick={test}>
          {words.test}
        </button>
        <button type="button" class="button danger" onClick={() => setAsking(true)}>
          {words.remove}
        </button>
      </p>
      <p class="hint" role="status">
        {told}
      </p>
      {error && <ProblemNotice error={error} />}
      <EventLog streamId={stream.id} version={version} isFetched={stream.url === null} />
      {isAsking && (
        <ConfirmDialog
          title={words.removeTitle}
          body={words.removeBody}
          confirm={words.removeConfirm}
          danger
          act={async () => {
            await eventStreamsApi.remove(stream.id);
            setAsking(false);
            onRemoved();
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}
