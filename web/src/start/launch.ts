/** Turns what was chosen into a running session. */

import { api } from "../api/endpoints";
import type { Pace, SessionKind, SessionView } from "../api/types";
import { closeCamera, leaveFor, openCamera, openMeeting, rememberMeeting } from "../camera/open";
import { leaveDoor } from "../whip/door";

export interface Plan {
  personId: string;
  kind: SessionKind;
  source:
    | { type: "meeting" }
    | { type: "camera" }
    | { type: "stream" }
    | { type: "address"; address: string }
    | { type: "upload"; video: File; pace: Pace };
}

export async function launch(plan: Plan, onSent: (share: number) => void): Promise<SessionView> {
  const { personId, kind, source } = plan;
  if (source.type === "upload") {
    return api.uploadSession({ personId, kind, pace: source.pace, video: source.video }, onSent);
  }
  if (source.type === "address") {
    return api.startSession({ person_id: personId, kind, source });
  }
  if (source.type === "stream") {
    const session = await api.startSession({ person_id: personId, kind, source });
    if (session.stream) leaveDoor(session.id, session.stream);
    return session;
  }
  // The picture comes first: when it is refused, no empty session is left behind.
  const meeting = source.type === "meeting";
  const stream = await (meeting ? openMeeting() : openCamera());
  try {
    const session = await api.startSession({
      person_id: personId,
      kind,
      source: { type: "camera" },
      follow: meeting ? "chosen" : "largest",
    });
    if (meeting) rememberMeeting(session.id);
    leaveFor(session.id, stream);
    return session;
  } catch (thrown) {
    closeCamera(stream);
    throw thrown;
  }
}
