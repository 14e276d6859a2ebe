/** What happened to everybody of a cluster, in order of time. */

import type { OpenedLink } from "../api/links";
import { moment } from "../format/time";
import { decisionTexts, texts, linkTexts as words } from "../texts";

interface Happening {
  at: string;
  text: string;
}

export function happenings(opened: OpenedLink): Happening[] {
  const all: Happening[] = [];
  for (const person of opened.cluster) {
    const name = person.display_name;
    all.push({ at: person.created_at, text: words.events.person(name) });
    for (const { captured_at, session_kind } of person.references) {
      const text = session_kind
        ? words.events.session(name, texts.kinds[session_kind])
        : words.events.portrait(name);
      all.push({ at: captured_at, text });
    }
  }
  for (const link of opened.cluster_links) {
    const names = link.people.map((p) => p.display_name).join(", ");
    all.push({
      at: link.found_at,
      text: `${words.events.link(words.kinds[link.kind])} (${names})`,
    });
  }
  for (const decision of opened.decisions) {
    const who = decisionTexts.by(decision.actor);
    all.push({ at: decision.at, text: words.events.decision(who, words.answers[decision.answer]) });
  }
  // Times are ISO 8601 in one zone: their order is that of their letters.
  return all.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

export function LinkTimeline({ opened, now }: { opened: OpenedLink; now: Date }) {
  return (
    <section class="card" aria-labelledby="link-timeline-title">
      <h2 id="link-timeline-title" class="section-title">
        {words.timeline}
      </h2>
      <ol class="link-timeline">
        {happenings(opened).map(({ at, text }) => (
          <li key={`${at} ${text}`}>
            <time dateTime={at}>{moment(at, now)}</time>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
