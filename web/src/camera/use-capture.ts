/** A camera or a shared meeting on a page: opened, sent, lost, and let go when the page goes. */

import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../api/endpoints";
import {
  CameraError,
  type CameraFault,
  closeCamera,
  openCamera,
  openMeeting,
  takeFor,
} from "./open";
import type { Sending } from "./sender";
import { type SentKind, useSender } from "./use-sender";

type State =
  | { state: "off" | "starting" }
  | { state: "on"; stream: MediaStream }
  | { state: "fault"; fault: CameraFault };

const OPEN = { camera: openCamera, meeting: openMeeting } as const;

export interface Capture {
  isOn: boolean;
  isStarting: boolean;
  /** Why there is no picture; nothing when nobody tried or all is well. */
  fault: CameraFault | null;
  sending: Sending;
  /** Where the picture is shown, and taken from when single pictures are sent. */
  video: RefObject<HTMLVideoElement | null>;
  start: () => void;
  stop: () => void;
}

/** Says which camera runs. A session that does not want to know goes on without. */
function nameCamera(sessionId: string, track: MediaStreamTrack) {
  const { width = 0, height = 0, frameRate } = track.getSettings();
  const fps = frameRate ? { fps: frameRate } : {};
  api
    .nameCamera(sessionId, { label: track.label, size: { width, height }, ...fps })
    .catch(() => {});
}

export function useCapture(sessionId: string, kind: SentKind): Capture {
  const [capture, setCapture] = useState<State>(() => {
    const stream = takeFor(sessionId);
    return stream ? { state: "on", stream } : { state: "off" };
  });
  const video = useRef<HTMLVideoElement>(null);
  const stream = capture.state === "on" ? capture.stream : null;
  const sending = useSender(sessionId, stream, video, kind);

  useEffect(() => {
    if (!stream) return;
    const track = stream.getVideoTracks()[0];
    const lost = () => setCapture({ state: "fault", fault: "lost" });
    if (video.current) video.current.srcObject = stream;
    track?.addEventListener("ended", lost);
    if (track && kind === "camera") nameCamera(sessionId, track);
    return () => {
      track?.removeEventListener("ended", lost);
      closeCamera(stream);
    };
  }, [stream, sessionId, kind]);

  const start = () => {
    setCapture({ state: "starting" });
    OPEN[kind]()
      .then((opened) => setCapture({ state: "on", stream: opened }))
      .catch((thrown: unknown) =>
        setCapture({
          state: "fault",
          fault: thrown instanceof CameraError ? thrown.fault : "failed",
        }),
      );
  };

  return {
    isOn: stream !== null,
    isStarting: capture.state === "starting",
    fault: capture.state === "fault" ? capture.fault : null,
    sending,
    video,
    start,
    stop: () => setCapture({ state: "off" }),
  };
}
