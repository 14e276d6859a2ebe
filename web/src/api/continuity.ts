/** A person's timeline, drift and re-verification: wire types and one function per endpoint. */

import { call } from "./client";
import type { LinkAnswer, LinkKind } from "./links";
import type {
  IdentityState,
  Outcome,
  ReferenceKind,
  ReferenceView,
  SessionKind,
  SessionState,
  Time,
} from "./types";

/** What the references together say of a session. May grow. */
export type Meaning =
  | "same"
  | "hand_over"
  | "borrowed_id"
  | "mixed"
  | "somebody_else"
  | "not_told"
  | "nothing_to_compare";

export interface Comparison {
  meaning: Meaning;
  /** In a sentence, without a capital and a full stop. */
  text: string;
  with: {
    reference_id: string;
    kind: ReferenceKind;
    session_kind: SessionKind | null;
    captured_at: Time | null;
    state: IdentityState;
    score: number | null;
  }[];
}

export type Requirement = "none" | "login" | "reverify_now" | "blocked";
export type DueState = "current" | "due" | "overdue";

export interface RiskEvent {
  id: string;
  kind: string;
  at: Time;
  requires: Requirement;
  country: string | null;
  is_hosting: boolean | null;
  settled_at: Time | null;
}

export type InvitationStep =
  | "invited"
  | "opened"
  | "agreed"
  | "declined"
  | "document"
  | "finished"
  | "revoked";

/** One thing that happened. Types may grow: a page passes over those it does not know. */
export type TimelineEntry = { id: string; at: Time } & (
  | { type: "created" }
  | { type: "consent"; text_version: string }
  | { type: "reference"; reference: ReferenceView }
  | {
      type: "invitation";
      invitation_id: string;
      purpose: "check" | "reverification";
      step: InvitationStep;
      outcome: Outcome | null;
    }
  | {
      type: "session";
      session_id: string;
      kind: SessionKind;
      state: SessionState;
      outcome: Outcome | null;
      standing: { outcome: Outcome; is_human: boolean; waits_for_second: boolean } | null;
      reasons: string[];
      comparison: Comparison | null;
      error: string | null;
    }
  | {
      type: "decision";
      decision_id: string;
      session_id: string;
      actor: string;
      outcome: Outcome;
      verdict: Outcome | null;
      note: string | null;
    }
  | {
      type: "reverification";
      turn: "joined" | "left" | "due" | "overdue" | "done";
      group: string;
      due_at: Time | null;
      session_id: string | null;
    }
  | { type: "risk"; risk: RiskEvent }
  /** Only for keys with the scope `links`. */
  | {
      type: "link";
      link_id: string;
      kind: LinkKind;
      answer: LinkAnswer | null;
      is_waiting: boolean;
    }
  | {
      type: "told";
      delivery_id: string;
      channel: "webhook" | "security_event";
      event: string;
      state: "delivered" | "waiting" | "given_up";
      delivered_at: Time | null;
      error: string | null;
    }
);

export interface DriftPoint {
  session_id: string;
  kind: SessionKind;
  at: Time;
  reference_id: string;
  score: number;
  state: IdentityState;
}

export interface Drift {
  references: ReferenceView[];
  points: DriftPoint[];
}

export interface Reverification {
  person_id: string;
  group: string | null;
  /** The groups of the configuration. */
  groups: string[];
  since: Time | null;
  due_at: Time | null;
  overdue_at: Time | null;
  state: DueState | null;
  requirement: Requirement;
  risk_events: RiskEvent[];
}

export interface DueLine {
  person_id: string;
  display_name: string;
  group: string;
  due_at: Time;
  overdue_at: Time;
  state: DueState;
}

const of = (personId: string) => `/v1/people/${encodeURIComponent(personId)}`;
const after = (place: string | null) =>
  place === null ? "" : `&after=${encodeURIComponent(place)}`;
const PAGE = 60;

export const continuityApi = {
  timeline: (personId: string, place: string | null) =>
    call<{ items: TimelineEntry[]; next: string | null }>(
      `${of(personId)}/timeline?limit=${PAGE}${after(place)}`,
    ),
  drift: (personId: string) => call<Drift>(`${of(personId)}/drift`),
  reverification: (personId: string) => call<Reverification>(`${of(personId)}/reverification`),
  setGroup: (personId: string, group: string | null) =>
    call<Reverification>(`${of(personId)}/reverification`, { method: "PUT", json: { group } }),
  due: (place: string | null) =>
    call<{ items: DueLine[]; next: string | null }>(
      `/v1/reverifications?limit=${PAGE}${after(place)}`,
    ),
};
