/** Sends a camera or a shared meeting to a session: as a stream by WHIP, and as single pictures where no UDP gets through. */

import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { addresses } from "../api/endpoints";
import type { Connection } from "../live/socket";
import { type Publishing, publish } from "../whip/publish";
import { sendPictures } from "./pictures";

/** Attempts in a row before pictures are sent instead. */
const ATTEMPTS = 3;
const AGAIN_MS = 1_000;
const COUNT_MS = 1_000;

/** What is enough for a sharp face, and little to decode: the service samples a few pictures a second. In a
 * gallery of a meeting each face is a fraction of the picture. `longerSide` is that of single pictures. */
const LIMITS = {
  camera: { longerSide: 640, maxBitrate: 1_500_000, maxFramerate: 15 },
  meeting: { longerSide: 1280, maxBitrate: 3_000_000, maxFramerate: 10 },
} as const;

export type SentKind = keyof typeof LIMITS;

export interface Sending {
  connection: Connection["state"] | "off";
  /** Pictures: as the service counts them, or as the stream's encoder does. */
  received: number;
  /** Not sent here, or dropped there. */
  skipped: number;
}

const OFF: Sending = { connection: "off", received: 0, skipped: 0 };

type Tell = (change: (was: Sending) => Sending) => void;

export function useSender(
  sessionId: string,
  stream: MediaStream | null,
  video: RefObject<HTMLVideoElement | null>,
  kind: SentKind,
): Sending {
  const [sending, setSending] = useState<Sending>(OFF);

  useEffect(() => {
    if (!stream) {
      setSending(OFF);
      return;
    }
    let stop = () => {};
    stop = sendStream(sessionId, stream, kind, setSending, () => {
      stop = sendPictures(sessionId, video, LIMITS[kind].longerSide, setSending);
    });
    return () => stop();
  }, [sessionId, stream, video, kind]);

  return sending;
}

/** Publishes, again when the connection is lost; `giveUp` when it comes to nothing. */
function sendStream(
  sessionId: string,
  stream: MediaStream,
  kind: SentKind,
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
    publish(stream, addresses.whip(sessionId), null, {
      maxBitrate: LIMITS[kind].maxBitrate,
      maxFramerate: LIMITS[kind].maxFramerate,
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
