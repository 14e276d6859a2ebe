/** Loads a value once and again on demand; a newer load wins over an older one. */

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type ApiError, asApiError } from "./api/problem";

export interface Loaded<T> {
  value: T | null;
  error: ApiError | null;
  reload: () => void;
  set: (value: T) => void;
}

/** `key` names what is loaded: another key starts afresh. */
export function useLoad<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const [held, setHeld] = useState<{ key: string; value: T | null; error: ApiError | null }>({
    key,
    value: null,
    error: null,
  });
  const newest = useRef(0);
  const loadNow = useRef(load);
  loadNow.current = load;

  const reload = useCallback(() => {
    newest.current += 1;
    const mine = newest.current;
    loadNow
      .current()
      .then((value) => {
        if (newest.current === mine) setHeld({ key, value, error: null });
      })
      .catch((thrown: unknown) => {
        if (newest.current === mine) {
          setHeld((was) => ({
            key,
            value: was.key === key ? was.value : null,
            error: asApiError(thrown),
          }));
        }
      });
  }, [key]);

  useEffect(() => {
    reload();
    return () => {
      newest.current += 1;
    };
  }, [reload]);

  const set = useCallback((value: T) => setHeld({ key, value, error: null }), [key]);
  const fresh = held.key === key;
  return { value: fresh ? held.value : null, error: fresh ? held.error : null, reload, set };
}
