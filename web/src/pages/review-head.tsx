/** Whose session this is, why it waits, and the way to the one before and the next. */

import type { KindFilter, ReviewView } from "../api/review";
import { Icon } from "../components/icons";
import { moment } from "../format/time";
import { paths } from "../router";
import { texts, reviewTexts as words } from "../texts";

export function ReviewHead(props: { review: ReviewView; kind: KindFilter; now: Date }) {
  const { review, kind, now } = props;
  const { session, decisions } = review;
  const holds = decisions.standing;
  return (
    <header class="session-head">
      <div>
        <p>
          <a href={paths.reviews(kind)}>{words.back}</a>
        </p>
        <h1>
          <a href={paths.person(session.person_id)}>{session.person_name}</a>
        </h1>
        <p>
          {texts.kinds[session.kind]} · {texts.sources[session.source]} ·{" "}
          {moment(session.ended_at ?? session.created_at, now)}
        </p>
      </div>
      <div class="session-state">
        <span class="state-word">
          {review.waits_for
            ? words.waits[review.waits_for]
            : holds
              ? words.holds(texts.standings[holds.outcome], holds.is_human)
              : words.settled}
        </span>
        <nav class="review-nav" aria-label={words.title}>
          <Beside id={review.previous} kind={kind} label={words.previous} icon="left" />
          <Beside id={review.next} kind={kind} label={words.next} icon="right" />
        </nav>
      </div>
    </header>
  );
}

function Beside(props: {
  id: string | null;
  kind: KindFilter;
  label: string;
  icon: "left" | "right";
}) {
  const { id, kind, label, icon } = props;
  const sign = <Icon name={icon} />;
  const inside = (
    <>
      {icon === "left" && sign}
      {label}
      {icon === "right" && sign}
    </>
  );
  if (id === null)
    return (
      <button type="button" class="button" disabled>
        {inside}
      </button>
    );
  return (
    <a class="button" href={paths.review(id, kind)}>
      {inside}
    </a>
  );
}
