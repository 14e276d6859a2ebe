/** Sends a stream's pictures to a session. Newest wins: what the network cannot take is skipped and counted. */

import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { addresses } from "../api/endpoints";
import { readFeed } from "../live/messages";
import { type Connection, keepConnected, type SocketLike } from "../live/socket";
import { FRAMES_PER_SECOND, takePicture } from "./picture";

/** About ten pictures of a camera, four of a meeting: more waiting than that would show the past. */
const MOST_WAITING_BYTES = 400_000;

export interface Sending {
  connection: Connection["state"] | "off";
  /** As the service counts them. */
  received: number;
  /** Not sent here, or dropped there. */
  skipped: number;
}

const OFF: Sending = { connection: "off", received: 0, skipped: 0 };

export function useSender(
  sessionId: string,
  stream: MediaStream | null,
  video: RefObject<HTMLVideoElement | null>,
  longerSidePx: number,
): Sending {
  const [sending, setSending] = useState<Sending>(OFF);

  useEffect(() => {
    if (!stream) {
      setSending(OFF);
      return;
    }
    const canvas = document.createElement("canvas");
    let open: WebSocket | null = null;
    let busy = false;
    let held = 0;
    let dropped = 0;

    const stop = keepConnected<SocketLike>({
      connect: () => new WebSocket(addresses.frames(sessionId)) as SocketLike,
      onConnection: ({ state }) => {
        if (state !== "open") open = null;
        setSending((was) => ({ ...was, connection: state }));
      },
      onOpen: (socket) => {
        open = socket as unknown as WebSocket;
      },
      onMessage: (data) => {
        const read = readFeed(data);
        if (!read.ok) return;
        if (read.message.type === "refused") {
          held += 1;
          setSending((was) => ({ ...was, skipped: held + dropped }));
          return;
        }
        dropped = read.message.dropped;
        const { received } = read.message;
        setSending((was) => ({ ...was, received, skipped: held + dropped }));
      },
    });

    const timer = setInterval(() => {
      const socket = open;
      if (!socket || !video.current) return;
      if (busy || socket.bufferedAmount > MOST_WAITING_BYTES) {
        held += 1;
        return;
      }
      busy = true;
      takePicture(video.current, canvas, longerSidePx)
        .then((picture) => {
          if (picture && socket.readyState === WebSocket.OPEN) socket.send(picture);
        })
        .finally(() => {
          busy = false;
        });
    }, 1000 / FRAMES_PER_SECOND);

    return () => {
      clearInterval(timer);
      stop();
    };
  }, [sessionId, stream, video, longerSidePx]);

  return sending;
}
