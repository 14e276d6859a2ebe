/**
 * How a session stands, for icon, colour and word. `forming` is not a verdict of the service: it is `refer`
 * while the session runs and only time or views are missing, so that nobody is referred for being new.
 */

import type { SessionState, VerdictView } from "../api/types";
import { isDemonstration } from "./demonstration";

export type Standing = "accept" | "refer" | "reject" | "forming" | "none";

const ONLY_MORE_NEEDED = new Set(["not_enough_faces", "no_face", "too_short"]);

export function isForming(verdict: VerdictView): boolean {
  const first = verdict.reasons[0]?.code;
  return (
    verdict.outcome === "refer" &&
    first !== undefined &&
    ONLY_MORE_NEEDED.has(first) &&
    verdict.identity.state !== "different" &&
    (verdict.presence.state !== "attack" || isDemonstration(verdict)) &&
    verdict.continuity.state !== "broken"
  );
}

export function standingOf(session: {
  state: SessionState;
  verdict: VerdictView | null;
}): Standing {
  const running = session.state === "running" || session.state === "created";
  if (session.verdict === null) return running ? "forming" : "none";
  if (running && isForming(session.verdict)) return "forming";
  return session.verdict.outcome;
}
