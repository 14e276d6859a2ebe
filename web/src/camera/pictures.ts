/** Sends a stream as single pictures over a WebSocket: works wherever the page does. Newest wins: what the
 * network cannot take is skipped and counted. */

import type { RefObject } from "preact";
import { readFeed } from "../live/feed";
import { keepConnected, type SocketLike } from "../live/socket";
import { FRAMES_PER_SECOND, takePicture } from "./picture";
import type { Sending } from "./sender";

/** About ten pictures: more waiting than that would show the past. */
const MOST_WAITING_BYTES = 400_000;

/** Starts at once; the returned function ends it. */
export function sendPictures(
  url: string,
  video: RefObject<HTMLVideoElement | null>,
  longerSidePx: number,
  tell: (change: (was: Sending) => Sending) => void,
): () => void {
  const canvas = document.createElement("canvas");
  let open: WebSocket | null = null;
  let busy = false;
  let held = 0;
  let dropped = 0;

  const stop = keepConnected<SocketLike>({
    connect: () => new WebSocket(url) as SocketLike,
    onConnection: ({ state }) => {
      if (state !== "open") open = null;
      tell((was) => ({ ...was, connection: state }));
    },
    onOpen: (socket) => {
      open = socket as unknown as WebSocket;
    },
    onMessage: (data) => {
      const read = readFeed(data);
      if (!read.ok) return;
      if (read.message.type !== "ack") {
        held += 1;
        tell((was) => ({ ...was, skipped: held + dropped }));
        return;
      }
      dropped = read.message.dropped;
      const { received } = read.message;
      tell((was) => ({ ...was, received, skipped: held + dropped }));
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
}
