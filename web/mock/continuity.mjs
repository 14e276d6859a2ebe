/** A person's timeline, drift and dates in the mock, put together from what else it shows. */

import { ago, people, sessions } from "./data.mjs";

const DAY = 24 * 60;

const MEANINGS = {
  accept: ["same", "same as the ID portrait and the interview of 3 May 2026"],
  refer: ["not_told", "same as the ID portrait, cannot be told for the interview of 3 May 2026"],
  reject: ["hand_over", "same as the ID portrait, not the interview of 3 May 2026"],
};

function sessionEntry(session) {
  const outcome = session.verdict?.outcome ?? null;
  const [meaning, text] = MEANINGS[outcome] ?? [];
  return {
    id: `s-${session.id}`,
    at: session.created_at,
    type: "session",
    session_id: session.id,
    kind: session.kind,
    state: session.state,
    outcome,
    standing: outcome && { outcome, is_human: false, waits_for_second: false },
    reasons: session.verdict?.reasons.map((reason) => reason.code) ?? [],
    comparison: outcome && { meaning, text, with: [] },
    error: session.error?.code ?? null,
  };
}

const RISK = {
  id: "risk",
  kind: "help_desk_reset",
  at: ago(1.5 * DAY),
  requires: "reverify_now",
  country: "NL",
  is_hosting: true,
  settled_at: null,
};

function entriesOf(person) {
  const told = {
    delivery_id: "d",
    channel: "security_event",
    event: "session-revoked",
    error: null,
  };
  const turn = { type: "reverification", group: "remote", due_at: ago(-9 * DAY), session_id: null };
  return [
    { id: "created", at: person.created_at, type: "created" },
    ...person.references.map((reference) => ({
      id: `r-${reference.id}`,
      at: reference.captured_at,
      type: "reference",
      reference,
    })),
    ...sessions.filter((s) => s.person_id === person.id).map(sessionEntry),
    { ...turn, id: "joined", at: ago(80 * DAY), turn: "joined" },
    { id: "risk", at: RISK.at, type: "risk", risk: RISK },
    {
      id: "link",
      at: ago(890),
      type: "link",
      link_id: "l2",
      kind: "one_face",
      answer: null,
      is_waiting: true,
    },
    { ...told, id: "told", at: ago(29), type: "told", state: "delivered", delivered_at: ago(29) },
  ].sort((a, b) => b.at.localeCompare(a.at));
}

function driftOf(person) {
  const points = sessions
    .filter((s) => s.person_id === person.id && s.state === "finished")
    .sort((a, b) => a.created_at.localeCompare(b.created_at))
    .flatMap((session, i) =>
      person.references.map((reference, j) => ({
        session_id: session.id,
        kind: session.kind,
        at: session.created_at,
        reference_id: reference.id,
        score: session.verdict?.outcome === "reject" ? 0.2 : 0.55 + 0.06 * j + 0.04 * Math.sin(i),
        state: session.verdict?.outcome === "reject" ? "different" : "same",
      })),
    );
  return { references: person.references, points };
}

/** Answers what a person's page and the list of who is due ask for; false for all others. */
export function continuityRoutes(path, query, json) {
  const [, , kind, id, what] = path.split("/");
  if (kind === "reverifications") {
    const line = { person_id: "mara", display_name: "Mara Lindqvist", group: "remote" };
    const items = [
      { ...line, due_at: ago(9 * DAY), overdue_at: ago(2 * DAY), state: "overdue" },
      { ...line, person_id: "tomas", display_name: "Tomás Okafor-Reyes", state: "current" },
    ].map((item) => ({ due_at: ago(-40 * DAY), overdue_at: ago(-47 * DAY), ...item }));
    json(200, { items, next: null });
    return true;
  }
  const person = kind === "people" && people.find((p) => p.id === id);
  if (!person) return false;
  if (what === "timeline") {
    const all = entriesOf(person);
    const from = Number(query.get("after") ?? 0);
    const to = from + Number(query.get("limit") ?? 50);
    json(200, { items: all.slice(from, to), next: to < all.length ? String(to) : null });
  } else if (what === "drift") {
    json(200, driftOf(person));
  } else if (what === "reverification") {
    json(200, {
      person_id: id,
      group: "remote",
      groups: ["contractors", "remote"],
      since: ago(80 * DAY),
      due_at: ago(-9 * DAY),
      overdue_at: ago(-16 * DAY),
      state: "current",
      requirement: id === "mara" ? "reverify_now" : "none",
      risk_events: id === "mara" ? [RISK] : [],
    });
  } else {
    return false;
  }
  return true;
}
