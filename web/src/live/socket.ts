/** A WebSocket that comes back: one owner, one connection at a time, named states. No message format here. */

import { backoffMs } from "./backoff";

export type Connection =
  | { state: "connecting" }
  | { state: "open" }
  /** Not connected; the next attempt follows on its own. `attempt` counts from 1. */
  | { state: "waiting"; attempt: number };

export interface SocketLike {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  close(): void;
}

export interface SocketOptions<S extends SocketLike> {
  connect: () => S;
  onMessage: (data: unknown, socket: S) => void;
  onConnection: (connection: Connection) => void;
  onOpen?: (socket: S) => void;
  /** A connection that says nothing for this long is dropped and opened anew. */
  quietMs?: number;
  /** Injected by tests. */
  wait?: (ms: number, then: () => void) => () => void;
  random?: () => number;
}

const timer = (ms: number, then: () => void): (() => void) => {
  const id = setTimeout(then, ms);
  return () => clearTimeout(id);
};

/** Starts at once; the returned function ends it for good. */
export function keepConnected<S extends SocketLike>(options: SocketOptions<S>): () => void {
  const wait = options.wait ?? timer;
  const random = options.random ?? Math.random;
  let attempt = 0;
  let ended = false;
  let current: S | null = null;
  let cancelWait = () => {};
  let cancelWatch = () => {};

  const drop = (socket: S) => {
    current = null;
    cancelWatch();
    socket.close();
  };
  /** A dead network closes nothing: silence is the only sign of it. */
  const watch = (socket: S, open: boolean) => {
    cancelWatch();
    if (options.quietMs === undefined) return;
    cancelWatch = wait(options.quietMs, () => {
      drop(socket);
      if (open) connect();
      else retry();
    });
  };
  const retry = () => {
    const delay = backoffMs(attempt, random());
    attempt += 1;
    options.onConnection({ state: "waiting", attempt });
    cancelWait = wait(delay, connect);
  };
  const connect = () => {
    options.onConnection({ state: "connecting" });
    const socket = options.connect();
    current = socket;
    watch(socket, false);
    socket.onopen = () => {
      if (current !== socket) return;
      watch(socket, true);
      options.onConnection({ state: "open" });
      options.onOpen?.(socket);
    };
    socket.onmessage = (event) => {
      if (current !== socket) return;
      watch(socket, true);
      attempt = 0; // Only a connection that says something counts as a success.
      options.onMessage(event.data, socket);
    };
    socket.onclose = () => {
      if (ended || current !== socket) return;
      current = null;
      cancelWatch();
      retry();
    };
  };

  connect();
  return () => {
    ended = true;
    cancelWait();
    const socket = current;
    if (socket) drop(socket);
  };
}
