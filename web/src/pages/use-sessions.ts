/** Pages of the session list, with the newest page read again while the page is looked at. */

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { api } from "../api/endpoints";
import { type ApiError, asApiError } from "../api/problem";
import type { SessionView } from "../api/types";

const PAGE = 30;
const AGAIN_MS = 4_000;

export interface SessionList {
  items: SessionView[];
  loaded: boolean;
  more: boolean;
  error: ApiError | null;
  loadMore: () => void;
  reload: () => void;
}

interface Held {
  items: SessionView[];
  next: string | null;
  loaded: boolean;
  error: ApiError | null;
}

const EMPTY: Held = { items: [], next: null, loaded: false, error: null };

/** The fresh page in front; what was loaded of older pages stays behind it. */
export function merged(fresh: SessionView[], known: SessionView[]): SessionView[] {
  const ids = new Set(fresh.map((s) => s.id));
  const oldest = fresh.at(-1)?.created_at ?? "";
  return [...fresh, ...known.filter((s) => !ids.has(s.id) && s.created_at <= oldest)];
}

export function useSessions(personId: string | null): SessionList {
  const [held, setHeld] = useState<Held>(EMPTY);
  const asked = useRef(0);
  const filter = personId === null ? {} : { personId };
  const key = personId ?? "";

  // biome-ignore lint/correctness/useExhaustiveDependencies: `filter` follows `key`
  const reload = useCallback(() => {
    asked.current += 1;
    const mine = asked.current;
    api
      .sessions({ limit: PAGE, ...filter })
      .then(({ items, next }) => {
        if (asked.current !== mine) return;
        setHeld((was) => ({
          items: merged(items, was.items),
          next: was.items.length > items.length ? was.next : next,
          loaded: true,
          error: null,
        }));
      })
      .catch((thrown: unknown) => {
        if (asked.current === mine) setHeld((was) => ({ ...was, error: asApiError(thrown) }));
      });
  }, [key]);

  useEffect(() => {
    setHeld(EMPTY);
    reload();
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") reload();
    }, AGAIN_MS);
    return () => {
      clearInterval(timer);
      asked.current += 1;
    };
  }, [reload]);

  const loadMore = () => {
    if (held.next === null) return;
    api
      .sessions({ limit: PAGE, after: held.next, ...filter })
      .then(({ items, next }) =>
        setHeld((was) => {
          const ids = new Set(was.items.map((s) => s.id));
          return { ...was, items: [...was.items, ...items.filter((s) => !ids.has(s.id))], next };
        }),
      )
      .catch((thrown: unknown) => setHeld((was) => ({ ...was, error: asApiError(thrown) })));
  };

  return { ...held, more: held.next !== null, loadMore, reload };
}
