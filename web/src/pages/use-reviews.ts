/** The queue's pages, its counts, and the count for the navigation. */

import { useEffect, useState } from "preact/hooks";
import { type ApiError, asApiError } from "../api/problem";
import { type KindFilter, type ReviewCounts, type ReviewView, reviewApi } from "../api/review";
import { useLoad } from "../use-load";

const PAGE = 30;
/** How often the queue is read again while the page is looked at. */
const AGAIN_MS = 10_000;

/** Told on this page when a decision was recorded, so that counts follow at once. */
const DECIDED = "likeness:decided";
export const tellDecided = () => dispatchEvent(new Event(DECIDED));

function useAgain(reload: () => void, asks = true): void {
  useEffect(() => {
    if (!asks) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") reload();
    }, AGAIN_MS);
    addEventListener(DECIDED, reload);
    return () => {
      clearInterval(timer);
      removeEventListener(DECIDED, reload);
    };
  }, [reload, asks]);
}

/** How many wait; nothing while that is unknown, or this key may not see it. */
export function useReviewCounts(): ReviewCounts | null {
  const { value, error, reload } = useLoad("reviews", reviewApi.counts);
  // A key without the scope will not get it by asking again.
  useAgain(reload, error?.status !== 403);
  return value;
}

export interface ReviewQueue {
  items: ReviewView[];
  counts: ReviewCounts | null;
  loaded: boolean;
  error: ApiError | null;
  more: boolean;
  loadMore: () => void;
  reload: () => void;
}

export function useReviews(kind: KindFilter): ReviewQueue {
  const first = useLoad(`reviews ${kind}`, () => reviewApi.list(kind, PAGE, null));
  const counts = useReviewCounts();
  const [later, setLater] = useState<{ items: ReviewView[]; next: string | null } | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  useAgain(first.reload);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another kind is another list
  useEffect(() => setLater(null), [kind]);

  const next = later ? later.next : (first.value?.next ?? null);
  const known = first.value?.items ?? [];
  const ids = new Set(known.map((r) => r.session.id));
  const loadMore = () => {
    if (next === null) return;
    reviewApi
      .list(kind, PAGE, next)
      .then((page) =>
        setLater((was) => ({ items: [...(was?.items ?? []), ...page.items], next: page.next })),
      )
      .catch((thrown: unknown) => setError(asApiError(thrown)));
  };
  return {
    items: [...known, ...(later?.items ?? []).filter((r) => !ids.has(r.session.id))],
    counts,
    loaded: first.value !== null,
    error: error ?? first.error,
    more: next !== null,
    loadMore,
    reload: first.reload,
  };
}
