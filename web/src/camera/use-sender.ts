/** Sends a camera or a shared meeting to a session for as long as there is one. */

import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { addresses } from "../api/endpoints";
import { type Sending, sendTo } from "./sender";

/** What is enough for a sharp face, and little to decode: the service samples a few pictures a second. In a
 * gallery of a meeting each face is a fraction of the picture. `longerSide` is that of single pictures. */
const LIMITS = {
  camera: { longerSide: 640, maxBitrate: 1_500_000, maxFramerate: 15 },
  meeting: { longerSide: 1280, maxBitrate: 3_000_000, maxFramerate: 10 },
} as const;

export type SentKind = keyof typeof LIMITS;

const OFF: Sending = { connection: "off", received: 0, skipped: 0 };

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
    const to = { whip: addresses.whip(sessionId), frames: addresses.frames(sessionId), key: null };
    return sendTo(to, stream, video, LIMITS[kind], setSending);
  }, [sessionId, stream, video, kind]);

  return sending;
}
