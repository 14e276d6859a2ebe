/** The document in front of a camera: a frame to fill, advice while it moves, and one large button. */

import { useEffect, useRef, useState } from "preact/hooks";
import { CameraError, type CameraFault, closeCamera } from "../../camera/open";
import { openDocument } from "../camera/open";
import { useCheck } from "../context";
import { Screen } from "../screen";
import { frameFor } from "./frame";
import { greyOf } from "./grey";
import { type DocumentHint, type Frame, hintOf, measure } from "./judge";
import { stillOf } from "./picture";

/** Looks a second; advice changes after this many that agree. */
const LOOK_MS = 250;
const AGREEING = 3;

interface Props {
  onPicture: (picture: Blob) => void;
  onFault: (fault: CameraFault) => void;
  onBack: () => void;
}

export function Shooting({ onPicture, onFault, onBack }: Props) {
  const { texts } = useCheck();
  const words = texts.document;
  const video = useRef<HTMLVideoElement>(null);
  const [frame, setFrame] = useState<(Frame & { ratio: number }) | null>(null);
  const [hint, setHint] = useState<DocumentHint | null>(null);
  const fault = useRef(onFault);
  fault.current = onFault;

  useEffect(() => {
    let stream: MediaStream | null = null;
    let gone = false;
    openDocument()
      .then((opened) => {
        stream = opened;
        if (gone) return closeCamera(opened);
        opened.getVideoTracks()[0]?.addEventListener("ended", () => fault.current("lost"));
        if (video.current) video.current.srcObject = opened;
      })
      .catch((thrown: unknown) =>
        fault.current(thrown instanceof CameraError ? thrown.fault : "failed"),
      );
    return () => {
      gone = true;
      if (stream) closeCamera(stream);
    };
  }, []);

  useEffect(() => {
    if (!frame) return;
    const canvas = document.createElement("canvas");
    let last: DocumentHint | null = null;
    let agreeing = 0;
    const timer = setInterval(() => {
      const grey = video.current && greyOf(video.current, canvas);
      if (!grey) return;
      const seen = hintOf(measure(grey, frame));
      agreeing = seen === last ? agreeing + 1 : 1;
      last = seen;
      if (agreeing >= AGREEING) setHint(seen);
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [frame]);

  const size = () => {
    const { videoWidth: width = 0, videoHeight: height = 0 } = video.current ?? {};
    if (width > 0) setFrame({ ...frameFor(width, height), ratio: width / height });
  };
  const take = () => {
    if (!video.current) return;
    stillOf(video.current).then((picture) => picture && onPicture(picture));
  };
  const percent = (share: number) => `${(100 * share).toFixed(2)}%`;

  return (
    <Screen
      title={words.frame}
      actions={
        <>
          <button type="button" class="button primary" disabled={!frame} onClick={take}>
            {words.capture}
          </button>
          <button type="button" class="button quiet" onClick={onBack}>
            {texts.back}
          </button>
        </>
      }
    >
      <p class="check-hint" role="status">
        {hint ? words.hint[hint] : frame ? "" : words.opening}
      </p>
      <div
        class={`check-shot${hint === "ok" ? " is-ok" : ""}`}
        style={frame ? { aspectRatio: String(frame.ratio) } : {}}
      >
        <video
          ref={video}
          autoplay
          muted
          playsInline
          aria-label={words.frame}
          onLoadedMetadata={size}
          onResize={size}
        />
        {frame && (
          <span
            class="check-shot-frame"
            style={{
              left: percent(frame.left),
              top: percent(frame.top),
              width: percent(frame.width),
              height: percent(frame.height),
            }}
          />
        )}
      </div>
    </Screen>
  );
}
