/** What a live view knows, as a pure function of the messages so far. */

import type {
  EvidenceView,
  FaceMessage,
  FacesMessage,
  LiveMessage,
  SessionView,
  SourceEvent,
  TimelinePoint,
} from "../api/types";

export type EvidenceItem = Pick<EvidenceView, "id" | "code" | "at_ms">;

/** How many things of the source are listed. */
const SOURCE_LOG = 12;

export interface LiveState {
  session: SessionView;
  timeline: TimelinePoint[];
  evidence: EvidenceItem[];
  face: Pick<FaceMessage, "seq" | "at_ms" | "quality" | "issues"> | null;
  /** Whom there is to choose from; nothing in a session that follows the largest face. */
  faces: Pick<FacesMessage, "faces" | "subject" | "chosen"> | null;
  /** The trouble of the source right now; none when frames flow. */
  source: { event: SourceEvent; detail: string } | null;
  /** What the source said, oldest first, the newest few. */
  sourceLog: { event: SourceEvent; detail: string; atMs: number | null }[];
  /** Position of the newest message that carried one. */
  atMs: number | null;
}

export function initialState(session: SessionView): LiveState {
  return {
    session,
    timeline: [],
    evidence: [],
    face: null,
    faces: null,
    source: null,
    sourceLog: [],
    atMs: null,
  };
}

export function isOver(session: SessionView): boolean {
  return session.state !== "running" && session.state !== "created";
}

export function applyMessage(state: LiveState, message: LiveMessage): LiveState {
  switch (message.type) {
    case "snapshot":
      return {
        ...state,
        session: message.session,
        timeline: message.timeline,
        atMs: message.timeline.at(-1)?.at_ms ?? state.atMs,
      };
    case "opened":
      return { ...state, session: { ...state.session, state: "running", media: message.media } };
    case "progress":
      return {
        ...state,
        // More frames than before: the stream flows, even if a `resumed` was missed.
        source: message.frames.received > state.session.frames.received ? null : state.source,
        atMs: message.at_ms,
        session: { ...state.session, state: "running", frames: message.frames },
      };
    case "face":
      return { ...state, face: message, atMs: message.at_ms };
    case "faces":
      return { ...state, faces: message, atMs: message.at_ms };
    case "verdict":
      return {
        ...state,
        atMs: message.at_ms,
        timeline: addPoint(state.timeline, message.point),
        session: { ...state.session, verdict: message.verdict, frames: message.verdict.frames },
      };
    case "source":
      return applySource(state, message.event, message.detail ?? "");
    case "evidence":
      return { ...state, evidence: addEvidence(state.evidence, message) };
    case "ended":
      return { ...state, session: message.session, source: null };
    case "closed":
      return state;
  }
}

/** A change of size or codec is news, not trouble; it is listed but raises no notice. */
function applySource(state: LiveState, event: SourceEvent, detail: string): LiveState {
  const trouble = event === "silent" || event === "reconnecting";
  return {
    ...state,
    source: trouble ? { event, detail } : event === "resumed" ? null : state.source,
    sourceLog: [...state.sourceLog, { event, detail, atMs: state.atMs }].slice(-SOURCE_LOG),
  };
}

function addPoint(points: TimelinePoint[], point: TimelinePoint): TimelinePoint[] {
  const last = points.at(-1);
  if (last && point.at_ms < last.at_ms) return points;
  if (last && point.at_ms === last.at_ms) return [...points.slice(0, -1), point];
  return [...points, point];
}

export function addEvidence(items: EvidenceItem[], item: EvidenceItem): EvidenceItem[] {
  if (items.some((known) => known.id === item.id)) return items;
  const { id, code, at_ms } = item;
  return [...items, { id, code, at_ms }].sort((a, b) => a.at_ms - b.at_ms);
}
