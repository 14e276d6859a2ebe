/** Runtime validation of live messages. A message of another version is told apart from a malformed one. */

import * as v from "valibot";
import type {
  FrameCounts,
  LiveMessage,
  MediaInfo,
  SessionView,
  TimelinePoint,
  VerdictView,
} from "../api/types";
import { MESSAGE_VERSION, type Read, read } from "./read";

const number = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const kind = v.picklist(["interview", "onboarding", "login"]);
const identityState = v.picklist(["same", "different", "not_enough"]);

const frames: v.GenericSchema<unknown, FrameCounts> = v.object({
  received: count,
  sampled: count,
  analysed: count,
  dropped: count,
});

const policy = v.object({ name: v.string(), version: count });

const media: v.GenericSchema<unknown, MediaInfo> = v.object({
  duration_ms: v.nullable(number),
  width: count,
  height: count,
  codec: v.string(),
});

const point: v.GenericSchema<unknown, TimelinePoint> = v.object({
  at_ms: number,
  identity_llr: v.nullable(number),
  presence_llr: v.nullable(number),
  face_visible: v.boolean(),
});

const meaning = v.nullable(v.object({ share: number, is_bound: v.boolean(), text: v.string() }));

const verdict: v.GenericSchema<unknown, VerdictView> = v.object({
  outcome: v.picklist(["accept", "refer", "reject"]),
  identity: v.object({
    state: identityState,
    score: v.nullable(number),
    llr: v.nullable(number),
    false_match: meaning,
  }),
  references: v.array(
    v.object({
      kind: v.picklist(["picture", "session"]),
      reference_id: v.string(),
      session_kind: v.nullish(kind),
      captured_at: v.nullish(v.string()),
      state: identityState,
      score: v.nullable(number),
      llr: v.nullable(number),
      false_match: meaning,
    }),
  ),
  presence: v.object({
    state: v.picklist(["live", "attack", "not_enough"]),
    attack: v.nullable(v.string()),
    llr: v.nullable(number),
    false_alarm: meaning,
  }),
  continuity: v.object({ state: v.picklist(["held", "broken", "not_enough"]) }),
  cues: v.array(
    v.object({
      kind: v.picklist([
        "turn_left",
        "turn_right",
        "look_up",
        "look_down",
        "come_closer",
        "move_back",
        "profile_left",
        "profile_right",
        "stand_up",
        "cover_face",
        "pass_hand",
        "touch_nose",
        "remove_glasses",
        "read_digits",
      ]),
      digits: v.nullable(v.string()),
      asked_at_ms: number,
      state: v.picklist(["waiting", "done", "missed", "not_assessed"]),
      after_ms: v.nullable(number),
      lowest_score: v.nullable(number),
      highest_manipulation: v.nullable(number),
    }),
  ),
  stream: v.nullable(
    v.object({
      size: v.nullable(v.object({ width: number, height: number })),
      changes: number,
      rate_hz: v.nullable(number),
      uneven: v.nullable(number),
      repeated: v.nullable(number),
      away_ms: number,
      gaps_ms: number,
      second_face: v.nullable(number),
      camera: v.nullable(
        v.object({
          label: v.string(),
          size: v.object({ width: number, height: number }),
          fps: v.nullable(number),
          hints: v.array(v.picklist(["virtual_name", "other_shape", "enlarged"])),
        }),
      ),
    }),
  ),
  lights: v.array(
    v.object({
      shown_at_ms: number,
      state: v.picklist(["waiting", "answered", "unanswered", "wrong", "not_assessed", "skipped"]),
      missing: v.nullable(v.picklist(["too_few_samples", "not_shown", "too_weak"])),
      skipped: v.nullable(v.picklist(["photosensitive", "stopped"])),
      delay_ms: v.nullable(number),
      strength: v.nullable(number),
      one_in: v.nullable(number),
      seen_from: v.nullable(number),
    }),
  ),
  reasons: v.array(
    v.object({
      code: v.string(),
      text: v.string(),
      at_ms: v.nullable(number),
      frames: v.array(v.object({ seq: count, at_ms: number })),
    }),
  ),
  frames,
  policy,
  models: v.array(v.object({ role: v.string(), id: v.string(), sha256: v.string() })),
  media: v.nullable(media),
});

const session: v.GenericSchema<unknown, SessionView> = v.object({
  id: v.string(),
  person_id: v.string(),
  person_name: v.string(),
  kind,
  state: v.picklist(["created", "running", "finished", "failed", "interrupted"]),
  source: v.picklist(["address", "upload", "camera", "stream"]),
  policy,
  created_at: v.string(),
  started_at: v.nullable(v.string()),
  ended_at: v.nullable(v.string()),
  verdict: v.nullable(verdict),
  media: v.nullable(media),
  frames,
  error: v.nullable(v.object({ code: v.string(), detail: v.string() })),
});

const one = v.literal(MESSAGE_VERSION);
const box = v.object({ x: number, y: number, width: number, height: number });

const message = v.variant("type", [
  v.object({ v: one, type: v.literal("snapshot"), session, timeline: v.array(point) }),
  v.object({ v: one, type: v.literal("opened"), media }),
  v.object({ v: one, type: v.literal("progress"), at_ms: number, frames }),
  v.object({
    v: one,
    type: v.literal("face"),
    at_ms: number,
    seq: count,
    box,
    quality: number,
    issues: v.array(v.string()),
    score: v.nullish(number),
    pad: v.nullish(number),
    manipulation: v.nullish(number),
  }),
  v.object({
    v: one,
    type: v.literal("faces"),
    at_ms: number,
    faces: v.array(v.object({ track: count, box })),
    subject: v.nullable(count),
    chosen: v.boolean(),
  }),
  v.object({ v: one, type: v.literal("verdict"), at_ms: number, verdict, point }),
  v.object({
    v: one,
    type: v.literal("source"),
    event: v.picklist(["silent", "resumed", "reconnecting", "changed"]),
    detail: v.nullish(v.string()),
  }),
  v.object({
    v: one,
    type: v.literal("evidence"),
    id: v.string(),
    code: v.string(),
    at_ms: number,
  }),
  v.object({ v: one, type: v.literal("ended"), session }),
  v.object({ v: one, type: v.literal("closed"), code: v.string() }),
]);

const LIVE_TYPES = new Set<string>(message.options.map((option) => option.entries.type.literal));

export const readLive = (text: unknown): Read<LiveMessage> => read(message, text, LIVE_TYPES);
