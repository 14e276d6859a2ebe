/** Everything that is needed to decide on one session, and the decision; all of it works from the keyboard. */

import { useRef, useState } from "preact/hooks";
import { addresses } from "../api/endpoints";
import type { KindFilter, ReviewFile } from "../api/review";
import type { Outcome } from "../api/types";
import { QuestionList } from "../components/question-list";
import { ReferenceList } from "../components/reference-list";
import { ReviewFaces } from "../components/review-faces";
import { ReviewReasons } from "../components/review-reasons";
import { VerdictHero } from "../components/verdict-hero";
import { CheckDocumentPanel } from "../invitations/document";
import { go, paths } from "../router";
import { reviewTexts as words } from "../texts";
import { Timeline } from "../timeline/timeline";
import { answers } from "../verdict/questions";
import { verdictSentence } from "../verdict/sentence";
import { standingOf } from "../verdict/standing";
import { ApplicationPanel } from "./application-panel";
import { CHOICES, DecisionForm } from "./decision-form";
import { Earlier } from "./decision-panel";
import { ReviewHead } from "./review-head";
import { SecondPerson } from "./second-person";
import { useReviewKeys } from "./use-review-keys";

interface Props {
  file: ReviewFile;
  kind: KindFilter;
  onRecorded: (outcome: Outcome) => void;
}

export function ReviewScreen({ file, kind, onRecorded }: Props) {
  const { review, evidence, timeline } = file;
  const { session } = review;
  const { verdict } = session;
  const [shown, setShown] = useState(() => firstShown(file));
  const [chosen, setChosen] = useState<Outcome | null>(null);
  const noteField = useRef<HTMLTextAreaElement>(null);
  const now = new Date();

  const visit = (id: string | null) => id !== null && go(paths.review(id, kind));
  const step = (by: number) =>
    setShown((was) => Math.min(evidence.length - 1, Math.max(0, was + by)));
  const keys = useReviewKeys({
    j: () => visit(review.next),
    k: () => visit(review.previous),
    n: () => noteField.current?.focus(),
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    ...Object.fromEntries(CHOICES.map((choice, i) => [String(i + 1), () => setChosen(choice)])),
  });
  const submit = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    noteField.current?.form?.requestSubmit();
  };

  return (
    <article onKeyDown={submit}>
      <ReviewHead review={review} kind={kind} now={now} />
      <VerdictHero
        standing={standingOf(session)}
        sentence={verdictSentence(session)}
        advice={null}
        over
        stale={false}
      />
      <div class="review-main">
        <div class="review-seen">
          <ReviewFaces
            portrait={addresses.portrait(session.person_id)}
            pictures={evidence}
            reasons={verdict?.reasons ?? []}
            addressOf={(id) => addresses.evidence(session.id, id)}
            shown={shown}
            onShow={setShown}
          />
          {verdict && (
            <ReviewReasons
              reasons={verdict.reasons}
              pictures={evidence}
              shown={shown}
              onShow={setShown}
            />
          )}
          <CheckDocumentPanel personId={session.person_id} sessionId={session.id} />
          <ApplicationPanel personId={session.person_id} />
        </div>
        <div class="review-judged">
          <section class="card decision" aria-labelledby="decision-title">
            <SecondPerson review={review} now={now} />
            {review.decisions.items.length > 0 && <Earlier items={review.decisions.items} />}
            <DecisionForm
              sessionId={session.id}
              chosen={chosen}
              onChoose={setChosen}
              onRecorded={(decision) => onRecorded(decision.outcome)}
              noteField={noteField}
            />
            <Keys {...keys} />
          </section>
          <QuestionList answers={answers(verdict, false, timeline.at(-1)?.at_ms ?? null, now)} />
          <ReferenceList references={verdict?.references ?? []} now={now} withMeaning />
        </div>
      </div>
      <section class="card">
        <Timeline points={timeline} reasons={verdict?.reasons ?? []} />
      </section>
      <p class="review-record">
        <a class="button" href={paths.session(session.id)}>
          {words.record}
        </a>
      </p>
    </article>
  );
}

/** The picture of the first reason that has one, otherwise the last one that was kept. */
function firstShown({ review, evidence }: ReviewFile): number {
  for (const reason of review.session.verdict?.reasons ?? []) {
    const index = evidence.findIndex((picture) => picture.code === reason.code);
    if (index >= 0) return index;
  }
  return Math.max(0, evidence.length - 1);
}

function Keys({ on, setOn }: { on: boolean; setOn: (on: boolean) => void }) {
  return (
    <details class="review-keys">
      <summary>{words.keys.title}</summary>
      <label class="check">
        <input type="checkbox" checked={on} onChange={(e) => setOn(e.currentTarget.checked)} />
        {words.keys.on}
      </label>
      <dl>
        {words.keys.rows.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
