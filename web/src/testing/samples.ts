/** Builders for tests: whole values, with what the test is about on top. */

import type { SessionView, TimelinePoint, VerdictView } from "../api/types";

const frames = { received: 600, sampled: 100, analysed: 98, dropped: 2 };
const policy = { name: "interview", version: 3 };

export function verdictWith(code: string, rest: Partial<VerdictView> = {}): VerdictView {
  return {
    outcome: "refer",
    identity: { state: "not_enough", score: null, llr: null, false_match: null },
    references: [
      {
        kind: "picture",
        reference_id: "r1",
        state: "not_enough",
        score: null,
        llr: null,
        false_match: null,
      },
    ],
    presence: { state: "not_enough", attack: null, llr: null, false_alarm: null },
    continuity: { state: "not_enough" },
    cues: [],
    lights: [],
    stream: null,
    reasons: [{ code, text: "as the service says it", at_ms: null, frames: [] }],
    frames,
    policy,
    models: [],
    media: null,
    ...rest,
  };
}

export function sessionWith(rest: Partial<SessionView> = {}): SessionView {
  return {
    id: "s1",
    person_id: "p1",
    person_name: "Mara Lindqvist",
    kind: "interview",
    state: "running",
    source: "address",
    policy,
    created_at: "2026-05-03T10:00:00.000Z",
    started_at: "2026-05-03T10:00:01.000Z",
    ended_at: null,
    verdict: null,
    media: null,
    frames,
    error: null,
    ...rest,
  };
}

export function pointAt(at_ms: number, rest: Partial<TimelinePoint> = {}): TimelinePoint {
  return { at_ms, identity_llr: 1, presence_llr: -1, face_visible: true, ...rest };
}
