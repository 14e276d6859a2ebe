/** The people a picker offers. */

import { useCallback, useEffect, useState } from "preact/hooks";
import { api } from "../api/endpoints";
import type { PersonView } from "../api/types";

/** Pages of a hundred: beyond this, a search on the server is needed, not a longer list. */
const MOST_PAGES = 10;

export interface People {
  items: PersonView[];
  /** Adds one, or replaces the one with that id. */
  put: (person: PersonView) => void;
}

export function usePeople(): People {
  const [items, setItems] = useState<PersonView[]>([]);

  useEffect(() => {
    const abort = new AbortController();
    const load = async () => {
      let after: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const { items: some, next } = await api.people(after, abort.signal);
        setItems((was) => [...was, ...some.filter((p) => !was.some((q) => q.id === p.id))]);
        if (next === null) return;
        after = next;
      }
    };
    load().catch(() => {
      // The list of sessions shows what is wrong with the connection; the picker just stays short.
    });
    return () => abort.abort();
  }, []);

  const put = useCallback((person: PersonView) => {
    setItems((was) => [person, ...was.filter((p) => p.id !== person.id)]);
  }, []);
  return { items, put };
}
