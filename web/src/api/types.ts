/**
 * What the service says and hears, by hand, in one file.
 * It mirrors the wire contract v1 and is to be replaced by types generated from `/openapi.json`.
 * Codes that may grow on the server (reasons, quality issues, errors) are open: a page never fails on a new one.
 */

export type Outcome = "accept" | "refer" | "reject";
export type IdentityState = "same" | "different" | "not_enough";
export type PresenceState = "live" | "attack" | "not_enough";
export type ContinuityState = "held" | "broken" | "not_enough";
export type SessionKind = "interview" | "onboarding" | "login";
export type SessionState = "created" | "running" | "finished" | "failed" | "interrupted";
export type SourceKind = "address" | "upload" | "camera" | "stream";
export type ReferenceKind = "picture" | "session";
export type Pace = "as_fast" | "realtime";

/** ISO 8601, UTC, milliseconds. */
export type Time = string;

export interface FrameCounts {
  received: number;
  sampled: number;
  analysed: number;
  dropped: number;
}

export interface PolicyStamp {
  name: string;
  version: number;
}

export interface ModelStamp {
  role: string;
  id: string;
  sha256: string;
}

export interface MediaInfo {
  duration_ms: number | null;
  width: number;
  height: number;
  codec: string;
}

export interface ReferenceFinding {
  kind: ReferenceKind;
  reference_id: string;
  session_kind?: SessionKind | null | undefined;
  captured_at?: Time | null | undefined;
  state: IdentityState;
  score: number | null;
  /** ln P(score | same person) / P(score | other person): positive speaks for the same person. */
  llr: number | null;
  false_match: Meaning | null;
}

/** What a number means: the share of strangers that look at least this similar, or of genuine sessions
 * that look at least this suspicious. */
export interface Meaning {
  share: number;
  /** The true share is this or less. */
  is_bound: boolean;
  /** "1 in 12 000 strangers would look this similar". */
  text: string;
}

export type CueKind =
  | "turn_left"
  | "turn_right"
  | "look_up"
  | "look_down"
  | "come_closer"
  | "move_back"
  | "profile_left"
  | "profile_right"
  | "stand_up"
  | "cover_face"
  | "pass_hand"
  | "touch_nose"
  | "remove_glasses"
  | "read_digits";

/** A camera as the browser names it. */
export interface CameraName {
  label: string;
  size: { width: number; height: number };
  fps?: number;
}

/** Measurements of the stream itself: for the eye, not for the outcome. */
export interface StreamFacts {
  size: { width: number; height: number } | null;
  changes: number;
  rate_hz: number | null;
  uneven: number | null;
  repeated: number | null;
  away_ms: number;
  gaps_ms: number;
  second_face: number | null;
  camera: {
    label: string;
    size: { width: number; height: number };
    fps: number | null;
    hints: ("virtual_name" | "other_shape" | "enlarged")[];
  } | null;
}

/** A movement the person was asked for, and what came of it. */
export interface Cue {
  kind: CueKind;
  /** What is to be read aloud. */
  digits: string | null;
  asked_at_ms: number;
  state: "waiting" | "done" | "missed" | "not_assessed";
  after_ms: number | null;
  lowest_score: number | null;
  highest_manipulation: number | null;
}

/** A light card and what came of it. */
export interface Light {
  shown_at_ms: number;
  state: "waiting" | "answered" | "unanswered" | "wrong" | "not_assessed" | "skipped";
  missing: "too_few_samples" | "not_shown" | "too_weak" | null;
  skipped: "photosensitive" | "stopped" | null;
  delay_ms: number | null;
  /** Growth of the skin's light from a black to a white card, as a share. */
  strength: number | null;
  /** One card in this many would be followed as well by chance. */
  one_in: number | null;
  /** The weakest answer that would have been seen, as `strength`. */
  seen_from: number | null;
}

/** A light card to be shown now. */
export interface LightCard {
  number: number;
  steps: { colour: string; for_ms: number }[];
}

export interface Reason {
  code: string;
  text: string;
  at_ms: number | null;
  /** Frames that show it, in stream order; empty for what no single frame shows. */
  frames: { seq: number; at_ms: number }[];
}

export interface VerdictView {
  outcome: Outcome;
  identity: {
    state: IdentityState;
    score: number | null;
    llr: number | null;
    false_match: Meaning | null;
  };
  references: ReferenceFinding[];
  /** `llr`: ln P(signals | attack) / P(signals | bona fide): positive speaks for an attack. */
  presence: {
    state: PresenceState;
    attack: string | null;
    llr: number | null;
    false_alarm: Meaning | null;
  };
  continuity: { state: ContinuityState };
  /** What was asked of the person, in that order. */
  cues: Cue[];
  lights: Light[];
  /** What the stream shows besides faces; null in verdicts of versions that did not look. */
  stream: StreamFacts | null;
  /** Most important first. */
  reasons: Reason[];
  frames: FrameCounts;
  policy: PolicyStamp;
  models: ModelStamp[];
  media: MediaInfo | null;
}

export interface SessionView {
  id: string;
  person_id: string;
  person_name: string;
  kind: SessionKind;
  state: SessionState;
  source: SourceKind;
  policy: PolicyStamp;
  created_at: Time;
  started_at: Time | null;
  ended_at: Time | null;
  verdict: VerdictView | null;
  media: MediaInfo | null;
  frames: FrameCounts;
  error: { code: string; detail: string } | null;
}

export interface ReferenceView {
  id: string;
  kind: ReferenceKind;
  session_kind?: SessionKind | null;
  session_id?: string | null;
  captured_at: Time;
  /** 0 to 100. */
  quality: number;
  /** False when it was made with another face model: it takes no part until it is enrolled again. */
  comparable: boolean;
}

export interface PersonView {
  id: string;
  display_name: string;
  external_ref: string | null;
  created_at: Time;
  consent: { text_version: string; at: Time } | null;
  has_portrait: boolean;
  references: ReferenceView[];
}

export interface NewPerson {
  display_name: string;
  external_ref?: string;
  consent?: { text_version: string };
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PortraitReceipt {
  reference_id: string;
  quality: { score: number; issues: string[] };
  rotated_deg: number;
  face: Box;
}

export interface TimelinePoint {
  at_ms: number;
  identity_llr: number | null;
  presence_llr: number | null;
  face_visible: boolean;
}

export interface EvidenceView {
  id: string;
  code: string;
  at_ms: number;
  seq: number;
  sha256: string;
}

/** What one human made of one session. */
export interface Decision {
  id: string;
  at: Time;
  actor: string;
  outcome: Outcome;
  verdict: Outcome | null;
  agrees: boolean | null;
  note: string | null;
}

export interface Decisions {
  items: Decision[];
  standing: { outcome: Outcome; is_human: boolean; waits_for_second: boolean } | null;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Me {
  key_id: string;
  name: string;
  scopes: string[];
}

/** One role of the model pack, or several whose models go together. */
export interface ModelPart {
  role: string;
  models: string[];
  /** The pack that names them; null when no pack that is here has one. */
  pack: string | null;
  /** Why this one, or what its absence costs. */
  reason: string;
}

export interface About {
  version: string;
  pack: string;
  models: ModelStamp[];
  parts: ModelPart[];
  policies: PolicyStamp[];
  webcam: boolean;
  whip: boolean;
  rtmp_port: number | null;
  rtmps_port: number | null;
}

export type StartSource =
  | { type: "address"; address: string }
  | { type: "camera" }
  | { type: "stream" };

/** How a stream is sent into a session; told once. */
export interface StreamDoor {
  key: string;
  whip_path: string | null;
  rtmp_port: number | null;
  rtmps_port: number | null;
}

export type StartedSession = SessionView & { stream?: StreamDoor };

export interface StartSession {
  person_id: string;
  kind: SessionKind;
  policy?: string;
  source: StartSource;
  /** Whom it follows: the largest face, or nobody until somebody is chosen. */
  follow?: "largest" | "chosen";
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
}

/** Messages of `/v1/sessions/{id}/live`. */
export type LiveMessage =
  | { v: 1; type: "snapshot"; session: SessionView; timeline: TimelinePoint[] }
  | { v: 1; type: "opened"; media: MediaInfo }
  | { v: 1; type: "progress"; at_ms: number; frames: FrameCounts }
  | FaceMessage
  | FacesMessage
  | { v: 1; type: "verdict"; at_ms: number; verdict: VerdictView; point: TimelinePoint }
  | { v: 1; type: "source"; event: SourceEvent; detail?: string | null | undefined }
  | { v: 1; type: "evidence"; id: string; code: string; at_ms: number }
  | { v: 1; type: "ended"; session: SessionView }
  | { v: 1; type: "closed"; code: string };

export type SourceEvent = "silent" | "resumed" | "reconnecting" | "changed";

export interface FaceMessage {
  v: 1;
  type: "face";
  at_ms: number;
  seq: number;
  box: Box;
  /** 0 to 100. */
  quality: number;
  issues: string[];
  score?: number | null | undefined;
  pad?: number | null | undefined;
  manipulation?: number | null | undefined;
}

/** Who is in the picture, in a session where somebody chooses whom it follows. */
export interface FacesMessage {
  v: 1;
  type: "faces";
  at_ms: number;
  faces: { track: number; box: Box }[];
  /** Track of the one it follows; nothing while that one is not in the picture. */
  subject: number | null;
  chosen: boolean;
}

/** What the service answers on `/v1/sessions/{id}/frames`, once for each picture. */
export type FeedMessage =
  | { v: 1; type: "ack"; received: number; dropped: number }
  | { v: 1; type: "passed_over" }
  | { v: 1; type: "refused"; code: string; detail: string };
