/** Receivers of security events, for administrators: who is told, what became of each event, and the keys. */

import { useEffect, useState } from "preact/hooks";
import { type EventStreamWithToken, eventStreamsApi } from "../api/event-streams";
import { ProblemNotice, Waiting } from "../components/notice";
import { StreamCard } from "../event-streams/card";
import { NewStream } from "../event-streams/new-stream";
import { TokenDialog } from "../event-streams/token-dialog";
import { KeysCard } from "../signing-keys/card";
import { texts, eventStreamTexts as words } from "../texts";
import { useLoad } from "../use-load";

export function EventStreamsPage() {
  const { value, error, reload } = useLoad("event-streams", eventStreamsApi.list);
  const [fresh, setFresh] = useState<EventStreamWithToken | null>(null);
  useEffect(() => {
    document.title = `${words.title} · ${texts.product}`;
  }, []);
  const show = (stream: EventStreamWithToken) => {
    setFresh(stream);
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
          <NewStream onMade={show} />
          {value.items.length === 0 && <p class="quiet">{words.none}</p>}
          {value.items.map((stream) => (
            <StreamCard key={stream.id} stream={stream} onRemoved={reload} />
          ))}
          <KeysCard key={value.items.length} use="events" />
        </>
      )}
      {fresh && <TokenDialog stream={fresh} onClose={() => setFresh(null)} />}
    </div>
  );
}
