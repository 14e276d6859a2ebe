/** This computer's camera as the session's source: preview, what was sent, and the way out. */

import { useCapture } from "../camera/use-capture";
import { Icon } from "../components/icons";
import { texts } from "../texts";

const words = texts.camera;

export function CameraPanel({ sessionId, onEnd }: { sessionId: string; onEnd: () => void }) {
  const { isOn, isStarting, fault, sending, video, start, stop } = useCapture(sessionId, "camera");

  return (
    <section class="camera" aria-label={words.title}>
      {isOn ? (
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
                stop();
                onEnd();
              }}
            >
              {words.stop}
            </button>
          </div>
        </>
      ) : (
        <div class="camera-words">
          <p role={fault ? "alert" : "status"}>{fault ? words[fault] : words.idle}</p>
          <button type="button" class="button primary" disabled={isStarting} onClick={start}>
            <Icon name="camera" /> {isStarting ? words.starting : words.start}
          </button>
        </div>
      )}
    </section>
  );
}
