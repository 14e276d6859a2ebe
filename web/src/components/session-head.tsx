import type { SessionView } from "../api/types";
import { isMeeting } from "../camera/open";
import { moment, position } from "../format/time";
import { paths } from "../router";
import { texts } from "../texts";
import { LiveDot } from "./chip";

interface Props {
  session: SessionView;
  watchedMs: number | null;
  over: boolean;
  stale: boolean;
  stopping: boolean;
  onStop: () => void;
  now: Date;
}

export function SessionHead({ session, watchedMs, over, stale, stopping, onStop, now }: Props) {
  return (
    <header class="session-head">
      <div>
        <h1>
          <a href={paths.person(session.person_id)}>{session.person_name}</a>
        </h1>
        <p>
          {texts.kinds[session.kind]} · {sourceOf(session)} ·{" "}
          {moment(session.started_at ?? session.created_at, now)}
        </p>
      </div>
      <div class="session-state">
        {over ? (
          <span class="state-word">
            {texts.states[session.state]}
            {watchedMs !== null && <span class="clock">{position(watchedMs)}</span>}
          </span>
        ) : (
          <>
            <span class="state-word">
              {stale ? (
                texts.live.disconnected
              ) : (
                <>
                  <LiveDot /> {texts.states[session.state]}
                </>
              )}
              {watchedMs !== null && <span class="clock">{position(watchedMs)}</span>}
            </span>
            <button type="button" class="button" disabled={stopping} onClick={onStop}>
              {stopping ? texts.live.stopping : texts.live.stop}
            </button>
          </>
        )}
      </div>
    </header>
  );
}

/** The service knows a shared meeting as a camera; the tab that shares it knows better. */
function sourceOf(session: SessionView): string {
  return session.source === "camera" && isMeeting(session.id)
    ? texts.start.meeting
    : texts.sources[session.source];
}
