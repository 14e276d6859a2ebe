/** The people a picker offers. */

import { useCallback, useEffect, useState } from "preact/hooks";
import { api } from "../api/endpoints";
import { type ApiError, asApiError } from "../api/problem";
import type { PersonView } from "../api/types";

/** Pages of a hundred: beyond this, a search on the server is needed, not a longer list. */
const MOST_PAGES = 10;

export interface People {
  /** Newest first. */
  items: PersonView[];
  /** Everybody there is has been read. */
  complete: boolean;
  error: ApiError | null;
  /** Adds one, or replaces the one with that id. */
  put: (person: PersonView) => void;
}

export function usePeople(): People {
  const [items, setItems] = useState<PersonView[]>([]);
  const [complete, setComplete] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);

  useEffect(() => {
    const abort = new AbortController();
    const load = async () => {
      let after: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const { items: some, next } = await api.people(after, abort.signal);
        setItems((was) => [...was, ...some.filter((p) => !was.some((q) => q.id === p.id))]);
        if (next === null) return setComplete(true);
        after = next;
      }
    };
    // A picker just stays short: the list beside it shows what is wrong with the connection.
    load().catch((thrown: unknown) => {
      if (!abort.signal.aborted) setError(asApiError(thrown));
    });
    return () => abort.abort();
  }, []);

  const put = useCallback((person: PersonView) => {
    setItems((was) => [person, ...was.filter((p) => p.id !== person.id)]);
  }, []);
  return { items, complete, error, put };
}
