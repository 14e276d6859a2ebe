/** Getting the camera or a shared meeting, with every refusal named. One stream may wait here for the page that will send it. */

export type CameraFault = "denied" | "missing" | "inUse" | "insecure" | "failed" | "lost";

export class CameraError extends Error {
  readonly fault: CameraFault;

  constructor(fault: CameraFault) {
    super(fault);
    this.name = "CameraError";
    this.fault = fault;
  }
}

export async function openCamera(): Promise<MediaStream> {
  if (!isSecureContext || !navigator.mediaDevices) throw new CameraError("insecure");
  try {
    return await navigator.mediaDevices.getUserMedia({
      video: { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: "user" },
      audio: false,
    });
  } catch (thrown) {
    throw new CameraError(faultOf(thrown instanceof DOMException ? thrown.name : ""));
  }
}

/** The meeting's tab, window or screen, as the browser lets one choose it. */
export async function openMeeting(): Promise<MediaStream> {
  if (!isSecureContext || !navigator.mediaDevices?.getDisplayMedia) {
    throw new CameraError("insecure");
  }
  try {
    return await navigator.mediaDevices.getDisplayMedia({
      video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 15 } },
      audio: false,
    });
  } catch (thrown) {
    throw new CameraError(faultOf(thrown instanceof DOMException ? thrown.name : ""));
  }
}

/** The names are those of the Media Capture and Streams specification. */
export function faultOf(name: string): CameraFault {
  switch (name) {
    case "NotAllowedError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "inUse";
    case "SecurityError":
      return "insecure";
    default:
      return "failed";
  }
}

export function closeCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

const MEETINGS = "likeness.meetings";

/** Whether this tab watches a meeting in that session: its page asks to share again after a reload. */
export function isMeeting(sessionId: string): boolean {
  return (sessionStorage.getItem(MEETINGS) ?? "").split(" ").includes(sessionId);
}

export function rememberMeeting(sessionId: string): void {
  const known = sessionStorage.getItem(MEETINGS) ?? "";
  sessionStorage.setItem(MEETINGS, `${known} ${sessionId}`.trim());
}

let waiting: { sessionId: string; stream: MediaStream } | null = null;

/** The camera was opened before its session existed; the session's page takes it from here. */
export function leaveFor(sessionId: string, stream: MediaStream): void {
  if (waiting) closeCamera(waiting.stream);
  waiting = { sessionId, stream };
}

export function takeFor(sessionId: string): MediaStream | null {
  if (waiting?.sessionId !== sessionId) return null;
  const { stream } = waiting;
  waiting = null;
  return stream;
}
