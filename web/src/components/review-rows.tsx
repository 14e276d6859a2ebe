/** Sessions that wait, as rows; each row is one link to its review. */

import type { KindFilter, ReviewView } from "../api/review";
import { moment } from "../format/time";
import { paths } from "../router";
import { reviewTexts, texts } from "../texts";
import { reasonName } from "../verdict/reason-name";
import { standingOf } from "../verdict/standing";
import { StandingChip } from "./chip";

interface Props {
  reviews: ReviewView[];
  kind: KindFilter;
  now: Date;
}

export function ReviewRows({ reviews, kind, now }: Props) {
  return (
    <section class="rows" aria-label={reviewTexts.title}>
      <ul>
        {reviews.map(({ session, waits_for }) => (
          <li key={session.id}>
            <a class="row" href={paths.review(session.id, kind)}>
              <StandingChip standing={standingOf(session)} />
              <span class="row-person">{session.person_name}</span>
              <span class="row-kind">{texts.kinds[session.kind]}</span>
              <span class="row-why">
                {waits_for === "second_decision"
                  ? reviewTexts.waits[waits_for]
                  : why(session.verdict?.reasons[0]?.code)}
              </span>
              <span class="row-when">{moment(session.ended_at ?? session.created_at, now)}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

const why = (code: string | undefined) => (code === undefined ? "" : reasonName(code));
