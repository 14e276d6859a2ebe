/** What came in, what was looked at, and what the source said. */

import type { SessionView } from "../api/types";
import { exactPosition } from "../format/time";
import type { LiveState } from "../live/state";
import { texts } from "../texts";
import { StreamFactsList } from "./stream-facts";

interface Props {
  session: SessionView;
  log: LiveState["sourceLog"];
}

export function StreamPanel({ session, log }: Props) {
  const { frames, media, policy } = session;
  const words = texts.live.frames;
  const counts: [string, number][] = [
    [words.received, frames.received],
    [words.sampled, frames.sampled],
    [words.analysed, frames.analysed],
    [words.dropped, frames.dropped],
  ];
  return (
    <section class="stream">
      <h2 class="section-title">{texts.live.stream}</h2>
      <dl>
        {counts.map(([name, count]) => (
          <div key={name}>
            <dd>{count.toLocaleString("en-GB")}</dd>
            <dt>{name}</dt>
          </div>
        ))}
      </dl>
      <p class="quiet">
        {media && `${texts.live.streamLine(media.width, media.height, media.codec)} · `}
        {texts.live.policy(policy.name, policy.version)}
      </p>
      {session.verdict?.stream && <StreamFactsList facts={session.verdict.stream} />}
      {log.length > 0 && (
        <ul class="stream-log">
          {log.map((entry) => (
            <li key={`${entry.event}-${entry.atMs}`}>
              <span class="reason-at">{entry.atMs === null ? "" : exactPosition(entry.atMs)}</span>
              {texts.live.source[entry.event]}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
