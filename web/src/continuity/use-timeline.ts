/** Pages of a timeline, one behind the other. */

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { continuityApi, type TimelineEntry } from "../api/continuity";
import { type ApiError, asApiError } from "../api/problem";

interface Held {
  items: TimelineEntry[];
  next: string | null;
  loaded: boolean;
  error: ApiError | null;
}

const EMPTY: Held = { items: [], next: null, loaded: false, error: null };

export function useTimeline(personId: string) {
  const [held, setHeld] = useState<Held>(EMPTY);
  const asked = useRef(0);

  const load = useCallback(
    (place: string | null) => {
      asked.current += 1;
      const mine = asked.current;
      continuityApi
        .timeline(personId, place)
        .then(({ items, next }) => {
          if (asked.current !== mine) return;
          setHeld((was) => ({
            items: place === null ? items : [...was.items, ...items],
            next,
            loaded: true,
            error: null,
          }));
        })
        .catch((thrown: unknown) => {
          if (asked.current === mine) setHeld((was) => ({ ...was, error: asApiError(thrown) }));
        });
    },
    [personId],
  );

  useEffect(() => {
    setHeld(EMPTY);
    load(null);
    return () => {
      asked.current += 1;
    };
  }, [load]);

  return {
    ...held,
    more: held.next === null ? null : () => load(held.next),
    reload: () => load(null),
  };
}
