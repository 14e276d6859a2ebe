/** The links' pages, and the count for the navigation. */

import { useEffect, useState } from "preact/hooks";
import { type LinkView, linkApi } from "../api/links";
import { type ApiError, asApiError } from "../api/problem";
import { useLoad } from "../use-load";

const PAGE = 50;
/** How often the count is read again while the page is looked at. The list is not: each look is recorded. */
const AGAIN_MS = 30_000;

/** Told on this page when a decision was recorded, so that the count follows at once. */
const DECIDED = "likeness:link-decided";
export const tellLinkDecided = () => dispatchEvent(new Event(DECIDED));

/** How many wait; null while that is unknown, or this key may not see it. */
export function useLinkCount(may: boolean): number | null {
  const [count, setCount] = useState<number | null>(null);
  useEffect(() => {
    if (!may) return;
    let gone = false;
    const look = () => {
      if (document.visibilityState !== "visible") return;
      linkApi
        .search()
        .then((search) => !gone && setCount(search.waiting))
        // Told by the page itself when somebody looks at it.
        .catch(() => {});
    };
    look();
    const timer = setInterval(look, AGAIN_MS);
    addEventListener(DECIDED, look);
    return () => {
      gone = true;
      clearInterval(timer);
      removeEventListener(DECIDED, look);
    };
  }, [may]);
  return may ? count : null;
}

export interface LinkList {
  items: LinkView[];
  loaded: boolean;
  error: ApiError | null;
  more: boolean;
  loadMore: () => void;
  reload: () => void;
}

export function useLinks(all: boolean): LinkList {
  const first = useLoad(`links ${all}`, () => linkApi.list(!all, PAGE, null));
  const [later, setLater] = useState<{ items: LinkView[]; next: string | null } | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter is another list
  useEffect(() => setLater(null), [all]);
  const next = later ? later.next : (first.value?.next ?? null);
  const known = first.value?.items ?? [];
  const ids = new Set(known.map((link) => link.id));
  const loadMore = () => {
    if (next === null) return;
    linkApi
      .list(!all, PAGE, next)
      .then((page) =>
        setLater((was) => ({ items: [...(was?.items ?? []), ...page.items], next: page.next })),
      )
      .catch((thrown: unknown) => setError(asApiError(thrown)));
  };
  return {
    items: [...known, ...(later?.items ?? []).filter((link) => !ids.has(link.id))],
    loaded: first.value !== null,
    error: error ?? first.error,
    more: next !== null,
    loadMore,
    reload: first.reload,
  };
}
