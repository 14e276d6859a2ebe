/** What waits for a human in the mock, and what was decided. Another reviewer has overturned one reject. */

import { ago } from "./data.mjs";

const decided = new Map([
  [
    "done-replay",
    [
      {
        id: "d0",
        at: ago(40),
        actor: "api_key:0198f3a0-0000-7000-8000-00000000a71c",
        outcome: "accept",
        verdict: "reject",
        agrees: false,
        note: "He showed his badge afterwards.",
      },
    ],
  ],
]);

const of = (session) => decided.get(session.id) ?? [];

export function waitsFor(session) {
  const verdict = session.verdict?.outcome;
  if (!verdict || verdict === "accept") return null;
  if (of(session).length === 0) return "first_decision";
  return decisionsOn(session).standing.waits_for_second ? "second_decision" : null;
}

export function decisionsOn(session) {
  const items = of(session);
  const verdict = session.verdict?.outcome ?? null;
  const newest = items.at(-1);
  if (!newest) {
    const standing = { outcome: verdict, is_human: false, waits_for_second: false };
    return { items, standing: verdict === null ? null : standing };
  }
  const overturns = verdict === "reject" && newest.outcome !== "reject";
  const second = items.findLast((d) => d.actor !== newest.actor);
  const waits = overturns && second?.outcome !== newest.outcome;
  const outcome = waits ? "reject" : newest.outcome;
  return { items, standing: { outcome, is_human: !waits, waits_for_second: waits } };
}

export function decide(session, { outcome, note }) {
  const decision = {
    id: `d${of(session).length}-${session.id}`,
    at: ago(0),
    actor: "api_key:mock",
    outcome,
    verdict: session.verdict?.outcome ?? null,
    agrees: session.verdict ? session.verdict.outcome === outcome : null,
    note: note ?? null,
  };
  decided.set(session.id, [...of(session), decision]);
  return decision;
}

export function reviewOf(session) {
  return {
    session,
    waits_for: waitsFor(session),
    is_yours: of(session).at(-1)?.actor === "api_key:mock",
    decisions: decisionsOn(session),
    previous: null,
    next: null,
  };
}
