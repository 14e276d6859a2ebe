import { expect, test } from "vitest";
import type { TimelineEntry } from "../api/continuity";
import { entryText } from "./entry-text";

const NOW = new Date("2026-06-01T12:00:00Z");
const at = "2026-05-03T09:15:00.000Z";

const session: TimelineEntry = {
  id: "1",
  at,
  type: "session",
  session_id: "s",
  kind: "login",
  state: "finished",
  outcome: "reject",
  standing: { outcome: "reject", is_human: false, waits_for_second: false },
  reasons: ["not_the_interviewed_person", "live"],
  comparison: {
    meaning: "hand_over",
    text: "same as the ID portrait, not the interview of 3 May 2026",
    with: [],
  },
  error: null,
};

test("a session says what its comparison means, in a word and in a sentence", () => {
  const text = entryText(session, NOW);
  expect(text?.standing).toBe("reject");
  expect(text?.lines[0]).toMatch(/^Hand-over/);
  expect(text?.lines[1]).toBe("Same as the ID portrait, not the interview of 3 May 2026.");
  expect(text?.lines).toHaveLength(3);
  expect(text?.session).toBe("s");
});

test("what a human decided holds, and a second person is waited for", () => {
  const overturned = { outcome: "accept", is_human: true, waits_for_second: false } as const;
  expect(entryText({ ...session, standing: overturned }, NOW)?.standing).toBe("accept");
  const waits = { outcome: "reject", is_human: false, waits_for_second: true } as const;
  const lines = entryText({ ...session, standing: waits }, NOW)?.lines ?? [];
  expect(lines.at(-1)).toBe("Waits for a second person");
});

test("a link leads to its page and names nobody", () => {
  const link = { id: "l", at, type: "link", link_id: "k", kind: "one_face" } as const;
  const waiting = entryText({ ...link, answer: null, is_waiting: true }, NOW);
  expect([waiting?.standing, waiting?.link, waiting?.session]).toEqual(["refer", "k", null]);
  const settled = entryText({ ...link, answer: "same_person", is_waiting: false }, NOW);
  expect([settled?.standing, settled?.lines]).toEqual([null, ["Decided so far: same person"]]);
});

test("a session without a verdict stands for nothing", () => {
  const bare = { ...session, outcome: null, standing: null, comparison: null, reasons: [] };
  expect(entryText({ ...bare, state: "running" }, NOW)?.standing).toBe("forming");
  const failed = entryText({ ...bare, state: "failed", error: "stream_lost" }, NOW);
  expect(failed?.standing).toBe("none");
  expect(failed?.lines).toEqual(["No verdict (stream_lost)"]);
});

test("a risk event stands out while it counts", () => {
  const risk = {
    id: "r",
    kind: "help_desk_reset",
    at,
    requires: "reverify_now",
    country: "NL",
    is_hosting: true,
    settled_at: null,
  } as const;
  const open = entryText({ id: "2", at, type: "risk", risk }, NOW);
  expect(open?.standing).toBe("refer");
  expect(open?.lines[0]).toContain("from NL · hosting network");
  const settled = entryText({ id: "2", at, type: "risk", risk: { ...risk, settled_at: at } }, NOW);
  expect(settled?.standing).toBeNull();
});

test("what this page does not know yet is passed over", () => {
  expect(entryText({ id: "3", at, type: "later" } as unknown as TimelineEntry, NOW)).toBeNull();
});
