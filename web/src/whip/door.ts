/** The key of a stream session is told once, in the answer that starts it; it waits here for its page. */

import type { StreamDoor } from "../api/types";

let waiting: { sessionId: string; door: StreamDoor } | null = null;

export function leaveDoor(sessionId: string, door: StreamDoor): void {
  waiting = { sessionId, door };
}

/** Null when this page did not start the session, or was loaded anew. */
export function doorOf(sessionId: string): StreamDoor | null {
  return waiting?.sessionId === sessionId ? waiting.door : null;
}
