/** Sessions as rows; each row is one link. */

import type { SessionView } from "../api/types";
import { moment } from "../format/time";
import { isOver } from "../live/state";
import { paths } from "../router";
import { demonstrationTexts, texts } from "../texts";
import { isDemonstration } from "../verdict/demonstration";
import { reasonName } from "../verdict/reason-name";
import { standingOf } from "../verdict/standing";
import { LiveDot, StandingChip } from "./chip";

interface Props {
  title: string | null;
  sessions: SessionView[];
  now: Date;
  withPerson?: boolean;
}

export function SessionRows({ title, sessions, now, withPerson }: Props) {
  return (
    <section class="rows">
      {title !== null && <h2 class="section-title">{title}</h2>}
      <ul class={withPerson ? "" : "without-person"}>
        {sessions.map((session) => (
          <li key={session.id}>
            <a class="row" href={paths.session(session.id)}>
              <StandingChip standing={standingOf(session)} />
              {withPerson && <span class="row-person">{session.person_name}</span>}
              <span class="row-kind">
                {texts.kinds[session.kind]}
                <small>
                  {isDemonstration(session)
                    ? demonstrationTexts.title
                    : texts.sources[session.source]}
                </small>
              </span>
              <span class="row-why">{why(session)}</span>
              <span class="row-when">
                {isOver(session) ? (
                  moment(session.started_at ?? session.created_at, now)
                ) : (
                  <span class="row-live">
                    <LiveDot /> {texts.states[session.state]}
                  </span>
                )}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function why(session: SessionView): string {
  const first = session.verdict?.reasons[0];
  if (first) return reasonName(first.code);
  return session.state === "failed" || session.state === "interrupted"
    ? texts.states[session.state]
    : "";
}
