/** Sends a stream to where it is told: by WHIP, and as single pictures where no UDP gets through. */

import type { RefObject } from "preact";
import type { Connection } from "../live/socket";
import { type Publishing, publish } from "../whip/publish";
import { sendPictures } from "./pictures";

/** Attempts in a row before pictures are sent instead. */
const ATTEMPTS = 3;
const AGAIN_MS = 1_000;
const COUNT_MS = 1_000;

/** Addresses that take the stream. */
export interface Destination {
  /** None where the service takes no WebRTC. */
  whip: string | null;
  /** For single pictures: a WebSocket. */
  frames: string;
  /** A stream key for WHIP; without one the browser's cookie authorises. */
  key: string | null;
}

/** `longerSide` is that of single pictures. */
export interface Limits {
  longerSide: number;
  maxBitrate: number;
  maxFramerate: number;
}

export interface Sending {
  connection: Connection["state"] | "off";
  /** Pictures: as the service counts them, or as the stream's encoder does. */
  received: number;
  /** Not sent here, or dropped there. */
  skipped: number;
}

type Tell = (change: (was: Sending) => Sending) => void;

/** Starts at once; the returned function ends it without a word, and the session waits. */
export function sendTo(
  to: Destination,
  stream: MediaStream,
  video: RefObject<HTMLVideoElement | null>,
  limits: Limits,
  tell: Tell,
): () => void {
  const pictures = () => sendPictures(to.frames, video, limits.longerSide, tell);
  const { whip, key } = to;
  if (whip === null) return pictures();
  let stop = () => {};
  stop = sendStream({ whip, key }, stream, limits, tell, () => {
    stop = pictures();
  });
  return () => stop();
}

/** Publishes, again when the connection is lost; `giveUp` when it comes to nothing. */
function sendStream(
  to: { whip: string; key: string | null },
  stream: MediaStream,
  limits: Limits,
  tell: Tell,
  giveUp: () => void,
): () => void {
  let ended = false;
  let failed = 0;
  let wasLive = false;
  let current: Publishing | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;

  const retry = () => {
    if (ended) return;
    current = null;
    failed += 1;
    tell((was) => ({ ...was, connection: "waiting" }));
    // Where it never worked there is no way for it: nobody waits for two more attempts.
    if (!wasLive || failed >= ATTEMPTS) {
      ended = true;
      clearInterval(counter);
      giveUp();
    } else {
      again = setTimeout(begin, AGAIN_MS);
    }
  };
  const begin = () => {
    let isRefused = true;
    tell((was) => ({ ...was, connection: "connecting" }));
    publish(stream, to.whip, to.key, {
      maxBitrate: limits.maxBitrate,
      maxFramerate: limits.maxFramerate,
      onState: (state) => {
        if (state === "live") {
          failed = 0;
          wasLive = true;
          tell((was) => ({ ...was, connection: "open" }));
        } else if (state === "lost" && !isRefused) {
          retry();
        }
      },
    })
      .then((publishing) => {
        isRefused = false;
        if (ended) publishing.leave();
        else if (publishing.state === "lost") retry();
        else current = publishing;
      })
      .catch(retry);
  };
  const counter = setInterval(() => {
    current?.sent().then((received) => {
      if (!ended) tell((was) => ({ ...was, received: Math.max(received, was.received) }));
    });
  }, COUNT_MS);

  begin();
  return () => {
    ended = true;
    clearTimeout(again);
    clearInterval(counter);
    current?.leave();
  };
}
