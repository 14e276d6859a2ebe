/** The camera's picture as in a mirror, in an oval, with the way that is done as a ring around it. */

import type { ComponentChildren, RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { useCheck } from "../context";

/** Clockwise from the top. */
const RING = "M150 7A143 193 0 0 1 150 393A143 193 0 0 1 150 7";

interface Props {
  video: RefObject<HTMLVideoElement | null>;
  stream: MediaStream;
  /** 0 to 1. */
  done: number;
  tone: "plain" | "good" | "advice";
  children?: ComponentChildren;
}

export function Oval({ video, stream, done, tone, children }: Props) {
  const { texts } = useCheck();
  useEffect(() => {
    if (video.current && video.current.srcObject !== stream) video.current.srcObject = stream;
  }, [stream, video]);
  return (
    <div class={`oval is-${tone}`}>
      <video ref={video} autoplay muted playsInline aria-label={texts.camera.preview} />
      <svg viewBox="0 0 300 400" aria-hidden="true" focusable="false">
        <path class="oval-track" d={RING} pathLength="100" />
        <path
          class="oval-done"
          d={RING}
          pathLength="100"
          stroke-dasharray={`${(100 * done).toFixed(1)} 100`}
        />
      </svg>
      {children}
    </div>
  );
}
