/** The line from the ID portrait through every accepted session, in time order. */

import type { ReferenceView } from "../api/types";
import { moment } from "../format/time";
import { paths } from "../router";
import { referenceTexts, texts } from "../texts";

const words = texts.person;

export function ReferenceTimeline({ references, now }: { references: ReferenceView[]; now: Date }) {
  const inOrder = [...references].sort((a, b) => a.captured_at.localeCompare(b.captured_at));
  return (
    <section class="line">
      <h2 class="section-title">{words.references}</h2>
      <p class="quiet">{inOrder.length > 0 ? words.referencesHint : words.noReferences}</p>
      <ol>
        {inOrder.map((reference) => (
          <li key={reference.id} class={`of-${reference.kind}`}>
            <span class="line-title">
              {reference.kind === "picture"
                ? referenceTexts.pictureTitle
                : texts.kinds[reference.session_kind ?? "interview"]}
            </span>
            <span class="line-when">{moment(reference.captured_at, now)}</span>
            <span class="line-quality">
              {reference.comparable ? words.quality(reference.quality) : words.notComparable}
            </span>
            {reference.session_id && <a href={paths.session(reference.session_id)}>{words.open}</a>}
          </li>
        ))}
      </ol>
    </section>
  );
}
