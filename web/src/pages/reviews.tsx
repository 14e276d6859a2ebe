/** The queue: what waits for a human, oldest first, by kind. */

import { useEffect } from "preact/hooks";
import type { KindFilter } from "../api/review";
import type { SessionKind } from "../api/types";
import { ProblemNotice, Waiting } from "../components/notice";
import { ReviewRows } from "../components/review-rows";
import { paths } from "../router";
import { texts, reviewTexts as words } from "../texts";
import { useReviews } from "./use-reviews";

const KINDS: SessionKind[] = ["interview", "onboarding", "login"];

export function ReviewsPage({ kind }: { kind: KindFilter }) {
  const queue = useReviews(kind);
  useEffect(() => {
    document.title = `${words.title} · ${texts.product}`;
  }, []);
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>{words.title}</h1>
          <p class="page-sub">{words.lead}</p>
        </div>
        <nav class="tabs" aria-label={words.filter}>
          {[null, ...KINDS].map((one) => (
            <a
              key={one ?? "all"}
              href={paths.reviews(one)}
              aria-current={one === kind ? "page" : undefined}
            >
              {one === null ? words.all : texts.kinds[one]}
              {queue.counts && <span class="count">{queue.counts[one ?? "total"]}</span>}
            </a>
          ))}
        </nav>
      </header>
      {queue.error && <ProblemNotice error={queue.error} retry={queue.reload} />}
      {!queue.loaded && !queue.error && <Waiting />}
      {queue.loaded && queue.items.length === 0 && (
        <div class="empty">
          <p>{kind === null ? words.empty : words.emptyOfKind}</p>
        </div>
      )}
      {queue.items.length > 0 && <ReviewRows reviews={queue.items} kind={kind} now={new Date()} />}
      {queue.more && (
        <button type="button" class="button wide-button" onClick={queue.loadMore}>
          {words.more}
        </button>
      )}
    </div>
  );
}
