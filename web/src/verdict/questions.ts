/** The three questions with their answers in words. */

import type { ReferenceFinding, VerdictView } from "../api/types";
import { exactPosition, position, shortDay } from "../format/time";
import {
  demonstrationTexts,
  likelihoodTexts,
  questionTexts as q,
  referenceTexts,
  texts,
} from "../texts";
import { isDemonstration } from "./demonstration";
import { identityInWords, presenceInWords, signed } from "./likelihood";
import { reasonName } from "./reason-name";

export type Mark = "yes" | "no" | "open";

export interface Answer {
  id: "identity" | "presence" | "continuity";
  title: string;
  mark: Mark;
  sentence: string;
  /** The number in words; nothing when there is none. */
  explained: string | null;
  number: string | null;
}

const BREAKS = new Set([
  "person_changed",
  "face_away",
  "second_face",
  "stream_gap",
  "stream_broken",
  "frozen_picture",
  "looped_picture",
]);

export function referenceTitle(reference: ReferenceFinding, now: Date): string {
  if (reference.kind === "picture") return referenceTexts.pictureTitle;
  const kind = texts.kinds[reference.session_kind ?? "interview"];
  return reference.captured_at
    ? referenceTexts.session(kind, shortDay(reference.captured_at, now))
    : referenceTexts.sessionUndated(kind);
}

/** In a demonstration presence is shown and not answered. */
export function answers(
  verdict: VerdictView | null,
  running: boolean,
  watchedMs: number | null,
  now: Date,
): Answer[] {
  const all = judged(verdict, running, watchedMs, now);
  if (verdict === null || !isDemonstration(verdict)) return all;
  return all.map((answer) =>
    answer.id === "presence"
      ? { ...answer, mark: "open", sentence: demonstrationTexts.presence(answer.sentence) }
      : answer,
  );
}

function judged(
  verdict: VerdictView | null,
  running: boolean,
  watchedMs: number | null,
  now: Date,
): Answer[] {
  const open = running ? q.notYet : q.notDecided;
  const identity = verdict?.identity ?? {
    state: "not_enough",
    llr: null,
    false_match: null,
  };
  const presence = verdict?.presence ?? {
    state: "not_enough",
    attack: null,
    llr: null,
    false_alarm: null,
  };
  const continuity = verdict?.continuity.state ?? "not_enough";
  return [
    {
      id: "identity",
      title: texts.live.questions.identity,
      mark: identity.state === "same" ? "yes" : identity.state === "different" ? "no" : "open",
      sentence: verdict ? identitySentence(verdict, open, now) : open,
      explained:
        identity.llr === null
          ? null
          : (identity.false_match?.text ?? identityInWords(identity.llr)),
      number: identity.llr === null ? null : likelihoodTexts.label(signed(identity.llr)),
    },
    {
      id: "presence",
      title: texts.live.questions.presence,
      mark: presence.state === "live" ? "yes" : presence.state === "attack" ? "no" : "open",
      sentence: presenceSentence(verdict, running, open),
      explained:
        presence.llr === null
          ? null
          : (presence.false_alarm?.text ?? presenceInWords(presence.llr)),
      number: presence.llr === null ? null : likelihoodTexts.label(signed(presence.llr)),
    },
    {
      id: "continuity",
      title: texts.live.questions.continuity,
      mark: continuity === "held" ? "yes" : continuity === "broken" ? "no" : "open",
      sentence: continuitySentence(verdict, running),
      explained: watchedMs === null ? null : q.continuity.watched(position(watchedMs)),
      number: null,
    },
  ];
}

function identitySentence(verdict: VerdictView, open: string, now: Date): string {
  const { references, identity } = verdict;
  if (references.length === 0) return q.identity.noReference;
  const nameOf = (reference: ReferenceFinding) =>
    reference.kind === "picture"
      ? referenceTexts.picture
      : `the ${referenceTitle(reference, now).replace(/^./, (c) => c.toLowerCase())}`;
  if (identity.state === "same") {
    return references.some((r) => r.kind === "session") ? q.identity.sameAll : q.identity.sameId;
  }
  if (identity.state === "different") {
    const different = references.filter((r) => r.state === "different");
    const many = different.length > 1 && different.every((r) => r.kind === "session");
    if (many) {
      const id = references.find((r) => r.kind === "picture");
      return id?.state === "same"
        ? q.identity.idButNotSessions(different.length)
        : q.identity.differentSessions(different.length);
    }
    const others = different.map(nameOf);
    return q.identity.different(list(others.length > 0 ? others : references.map(nameOf)));
  }
  if (verdict.reasons.some((r) => r.code === "imitation_band")) return q.identity.band;
  const unsure = references.filter((r) => r.state === "not_enough");
  const some = unsure.length > 0 && unsure.length < references.length;
  return some ? q.identity.uncertainOf(list(unsure.map(nameOf))) : open;
}

const OPEN_PRESENCE: Record<string, string> = {
  presentation_attack_in_part: q.presence.inPart,
  no_blinks: q.presence.noBlinks,
  presence_uncertain: q.presence.uncertain,
  signal_missing: q.presence.missing,
};

function presenceSentence(verdict: VerdictView | null, running: boolean, open: string): string {
  if (verdict?.presence.state === "live") return q.presence.live;
  if (verdict?.presence.state === "attack") {
    return q.presence.byCode[verdict.presence.attack ?? ""] ?? q.presence.attack;
  }
  // Without a face nothing is missing but the face.
  if (verdict?.reasons.some((r) => r.code === "no_face")) {
    return running ? q.presence.noFace : q.presence.noFaceFinal;
  }
  const why = verdict?.reasons.find((r) => r.code in OPEN_PRESENCE);
  return (why && OPEN_PRESENCE[why.code]) ?? open;
}

function continuitySentence(verdict: VerdictView | null, running: boolean): string {
  const state = verdict?.continuity.state ?? "not_enough";
  if (state === "held") return q.continuity.held;
  if (state === "not_enough") return running ? q.continuity.notYet : q.continuity.notDecided;
  const reason = verdict?.reasons.find((r) => BREAKS.has(r.code));
  if (!reason) return q.continuity.broken;
  return q.continuity.brokenBy(
    reasonName(reason.code),
    reason.at_ms === null ? null : exactPosition(reason.at_ms),
  );
}

function list(items: string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;
}
