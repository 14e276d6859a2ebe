/** The newest value, at most once per period; the last one is never lost. */

import { useEffect, useRef, useState } from "preact/hooks";

export function useThrottled<T>(value: T, periodMs: number): T {
  const [shown, setShown] = useState(value);
  const shownAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const wait = Math.max(0, shownAt.current + periodMs - performance.now());
    const timer = setTimeout(() => {
      shownAt.current = performance.now();
      setShown(() => value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value, periodMs]);
  return shown;
}
