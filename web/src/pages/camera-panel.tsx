/** This computer's camera as the session's source: preview, what was sent, and the way out. */

import { useEffect, useRef, useState } from "preact/hooks";
import { CameraError, type CameraFault, closeCamera, openCamera, takeFor } from "../camera/open";
import { useSender } from "../camera/use-sender";
import { Icon } from "../components/icons";
import { texts } from "../texts";

const words = texts.camera;

type Camera =
  | { state: "off" | "starting" }
  | { state: "on"; stream: MediaStream }
  | { state: "fault"; fault: CameraFault };

export function CameraPanel({ sessionId, onEnd }: { sessionId: string; onEnd: () => void }) {
  const [camera, setCamera] = useState<Camera>(() => {
    const stream = takeFor(sessionId);
    return stream ? { state: "on", stream } : { state: "off" };
  });
  const video = useRef<HTMLVideoElement>(null);
  const stream = camera.state === "on" ? camera.stream : null;
  const sending = useSender(sessionId, stream, video, "camera");

  useEffect(() => {
    if (!stream) return;
    const track = stream.getVideoTracks()[0];
    const lost = () => setCamera({ state: "fault", fault: "lost" });
    if (video.current) video.current.srcObject = stream;
    track?.addEventListener("ended", lost);
    return () => {
      track?.removeEventListener("ended", lost);
      closeCamera(stream);
    };
  }, [stream]);

  const start = () => {
    setCamera({ state: "starting" });
    openCamera()
      .then((opened) => setCamera({ state: "on", stream: opened }))
      .catch((thrown: unknown) =>
        setCamera({
          state: "fault",
          fault: thrown instanceof CameraError ? thrown.fault : "failed",
        }),
      );
  };

  return (
    <section class="camera" aria-label={words.title}>
      {stream ? (
        <>
          <video ref={video} autoplay muted playsInline aria-label={words.preview} />
          <div class="camera-words">
            <p role="status">
              {sending.connection === "open"
                ? words.sent(sending.received, sending.skipped)
                : words.notConnected}
            </p>
            <button
              type="button"
              class="button"
              onClick={() => {
                setCamera({ state: "off" });
                onEnd();
              }}
            >
              {words.stop}
            </button>
          </div>
        </>
      ) : (
        <div class="camera-words">
          <p role={camera.state === "fault" ? "alert" : "status"}>
            {camera.state === "fault" ? words[camera.fault] : words.idle}
          </p>
          <button
            type="button"
            class="button primary"
            disabled={camera.state === "starting"}
            onClick={start}
          >
            <Icon name="camera" /> {camera.state === "starting" ? words.starting : words.start}
          </button>
        </div>
      )}
    </section>
  );
}
