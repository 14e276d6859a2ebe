/** The rule of the second pair of eyes, where it applies: who wants the reject overturned, and who must agree. */

import { sentence } from "../api/problem";
import type { ReviewView } from "../api/review";
import { moment } from "../format/time";
import { decisionTexts, reviewTexts as words } from "../texts";

export function SecondPerson({ review, now }: { review: ReviewView; now: Date }) {
  const newest = review.decisions.items.at(-1);
  const isSecond = review.waits_for === "second_decision" && newest !== undefined;
  return (
    <>
      <h2 id="decision-title" class="section-title">
        {isSecond ? words.secondTitle : decisionTexts.title}
      </h2>
      {isSecond && (
        <p class="notice second-person" role="status">
          {review.is_yours
            ? words.secondYours(decisionTexts.choices[newest.outcome])
            : sentence(
                words.secondTheirs(
                  decisionTexts.by(newest.actor),
                  decisionTexts.choices[newest.outcome],
                  moment(newest.at, now),
                ),
              )}
        </p>
      )}
    </>
  );
}
