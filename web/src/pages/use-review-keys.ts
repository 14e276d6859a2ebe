/**
 * Keys of the review page. They can be switched off (WCAG 2.1.4), and none answers while somebody writes
 * or a dialog is open.
 */

import { useLayoutEffect, useRef, useState } from "preact/hooks";

const KEPT = "likeness-review-keys";

export type ReviewKeys = Record<string, () => void>;

export function useReviewKeys(keys: ReviewKeys): { on: boolean; setOn: (on: boolean) => void } {
  const [on, setOnNow] = useState(() => localStorage.getItem(KEPT) !== "off");
  const newest = useRef(keys);
  newest.current = keys;
  // Before the page is painted: whoever sees the form may press a key.
  useLayoutEffect(() => {
    if (!on) return;
    const answer = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
      const act = newest.current[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", answer);
    return () => document.removeEventListener("keydown", answer);
  }, [on]);
  const setOn = (wanted: boolean) => {
    localStorage.setItem(KEPT, wanted ? "on" : "off");
    setOnNow(wanted);
  };
  return { on, setOn };
}

/** Arrow keys belong to radio buttons and plots, letters to fields. */
function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("input, textarea, select, dialog, [role=slider], [role=combobox], .timeline") !==
      null
  );
}
