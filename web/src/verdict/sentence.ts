/** The verdict as one sentence, and the line below it: what to do, or what it means. */

import { sentence } from "../api/problem";
import type { SessionView } from "../api/types";
import {
  demonstrationTexts,
  finalAdvice,
  formingDefault,
  formingSentences,
  noVerdictSentences,
  outcomeDefaults,
  runningAdvice,
  texts,
  verdictSentences,
  waitingForPicture,
} from "../texts";
import { isDemonstration } from "./demonstration";
import { standingOf } from "./standing";

type Judged = Pick<SessionView, "state" | "verdict" | "person_name" | "error" | "frames">;

export function verdictSentence(session: Judged): string {
  const standing = standingOf(session);
  const first = session.verdict?.reasons[0];
  if (standing === "forming") {
    if (session.verdict === null && session.frames.analysed === 0) return waitingForPicture;
    return formingSentences[first?.code ?? ""] ?? formingDefault;
  }
  if (standing === "none" || session.verdict === null) {
    if (session.state === "failed" || session.state === "interrupted") {
      return noVerdictSentences[session.state];
    }
    return noVerdictSentences.finished;
  }
  const names = {
    name: session.person_name,
    seenBefore: session.verdict.references.some((reference) => reference.kind === "session"),
  };
  if (standing === "accept" && isDemonstration(session.verdict)) {
    return demonstrationTexts.accept(names);
  }
  const byCode = verdictSentences[first?.code ?? ""];
  // Words that say "this is them" belong to an accept alone, whatever reason leads the list.
  const affirms = first?.code === "same_person" || first?.code === "live";
  if (byCode && affirms === (standing === "accept")) return byCode(names);
  return outcomeDefaults[standing](names);
}

/** `issues` are those of the newest face: they come first, because they can be put right at once. */
export function adviceLine(session: Judged, issues: readonly string[]): string | null {
  const standing = standingOf(session);
  const running = session.state === "running" || session.state === "created";
  if (!running) {
    if (session.verdict === null) return session.error ? sentence(session.error.detail) : null;
    if (session.verdict.outcome === "accept" && isDemonstration(session.verdict)) {
      return demonstrationTexts.advice;
    }
    return finalAdvice[session.verdict.outcome];
  }
  const issue = texts.quality[issues[0] ?? ""];
  const uncertain = standing === "forming" || standing === "refer";
  if (uncertain && issue !== undefined) return `${issue.charAt(0).toUpperCase()}${issue.slice(1)}.`;
  return runningAdvice[session.verdict?.reasons[0]?.code ?? "not_enough_faces"] ?? null;
}
