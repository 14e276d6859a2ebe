/** One session that waits for a human: loading, moving on to the next, and what was just recorded. */

import { useEffect, useState } from "preact/hooks";
import { type KindFilter, type ReviewView, reviewApi } from "../api/review";
import type { Outcome } from "../api/types";
import { ProblemNotice, Waiting } from "../components/notice";
import { go, paths } from "../router";
import { decisionTexts, texts, reviewTexts as words } from "../texts";
import { useLoad } from "../use-load";
import { ReviewScreen } from "./review-screen";
import { tellDecided } from "./use-reviews";

export function ReviewPage({ id, kind }: { id: string; kind: KindFilter }) {
  const { value, error, reload } = useLoad(`${id} ${kind}`, () => reviewApi.open(id, kind));
  const [told, setTold] = useState<string | null>(null);
  useEffect(() => {
    document.title = `${words.title} · ${texts.product}`;
  }, []);

  const recorded = async (review: ReviewView, outcome: Outcome) => {
    tellDecided();
    const overturns = review.session.verdict?.outcome === "reject" && outcome !== "reject";
    const isSecond = review.waits_for === "second_decision" && !review.is_yours;
    const said = [words.recorded(review.session.person_name, decisionTexts.choices[outcome])];
    if (overturns && !isSecond) said.push(words.recordedWaits);
    const next = review.next ?? review.previous;
    if (next === null) said.push(words.done);
    setTold(said.join(" "));
    if (next === null) reload();
    else go(paths.review(next, kind));
  };

  return (
    <div class="page review">
      <p class="review-told" role="status">
        {told}
      </p>
      {value ? (
        <ReviewScreen
          key={value.review.session.id}
          file={value}
          kind={kind}
          onRecorded={(outcome) => recorded(value.review, outcome)}
        />
      ) : error ? (
        <ProblemNotice error={error} retry={reload} />
      ) : (
        <Waiting />
      )}
    </div>
  );
}
