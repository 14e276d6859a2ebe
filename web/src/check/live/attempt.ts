/** One attempt at the camera: the stream goes out, instructions come in. No page here; whoever begins it is told. */

import type { RefObject } from "preact";
import { type Limits, sendTo } from "../../camera/sender";
import { keepConnected, type SocketLike } from "../../live/socket";
import { socketAddress } from "../api";
import type { Attempt } from "../types";
import { type Message, readMessage } from "./messages";

/** Enough for a sharp face, and little to send over a phone's network. */
const LIMITS: Limits = { longerSide: 640, maxBitrate: 1_500_000, maxFramerate: 15 };

/** Hints of one attempt: fewer than the service takes, so that the last ones are not lost. */
const MOST_HINTS = 40;

export interface Running {
  say(message: object): void;
  hint(kind: "visibility" | "timing" | "camera", data: object): void;
  /** Ends sending and listening here; the service hears nothing of it. */
  leave(): void;
}

export interface Listener {
  onMessage(message: Message): void;
  /** The service cannot be reached at the moment, or is again. */
  onConnected(connected: boolean): void;
}

export function run(
  attempt: Attempt,
  stream: MediaStream,
  video: RefObject<HTMLVideoElement | null>,
  listener: Listener,
): Running {
  let socket: WebSocket | null = null;
  let hints = 0;
  let stopSending: (() => void) | null = null;

  const stopListening = keepConnected<SocketLike>({
    connect: () => new WebSocket(socketAddress(attempt.live_path)) as SocketLike,
    onConnection: ({ state }) => {
      if (state !== "open") socket = null;
      listener.onConnected(state !== "waiting");
    },
    onOpen: (opened) => {
      socket = opened as unknown as WebSocket;
      // The service wants to be listened to before it gets pictures.
      stopSending ??= sendTo(
        {
          whip: attempt.whip ? location.origin + attempt.whip.path : null,
          key: attempt.whip?.key ?? null,
          frames: socketAddress(attempt.frames_path),
        },
        stream,
        video,
        LIMITS,
        () => {},
      );
    },
    onMessage: (data) => {
      const message = readMessage(data);
      if (message) listener.onMessage(message);
    },
  });

  const say = (message: object) => {
    socket?.send(JSON.stringify(message));
  };
  return {
    say,
    hint: (kind, data) => {
      if (hints >= MOST_HINTS) return;
      hints += 1;
      say({ type: "hint", kind, data });
    },
    leave: () => {
      stopSending?.();
      stopListening();
    },
  };
}

/** Ends an attempt that an earlier page began. Resolves when the service has closed it, or cannot be asked. */
export function endRunning(livePath: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = new WebSocket(socketAddress(livePath));
    socket.onopen = () => socket.send(JSON.stringify({ type: "stop" }));
    socket.onmessage = ({ data }) => {
      if (readMessage(data)?.type === "end") socket.close();
    };
    socket.onclose = () => resolve();
    socket.onerror = () => resolve();
  });
}
