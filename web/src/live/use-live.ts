/** One session, followed: REST for what is stored, the WebSocket for what happens. */

import { useCallback, useEffect, useReducer, useState } from "preact/hooks";
import { addresses, api } from "../api/endpoints";
import { ApiError } from "../api/problem";
import type { LiveMessage, SessionView, TimelinePoint } from "../api/types";
import { readLive } from "./messages";
import { type Connection, keepConnected, type SocketLike } from "./socket";
import {
  addEvidence,
  applyMessage,
  type EvidenceItem,
  initialState,
  isOver,
  type LiveState,
} from "./state";

/** Frames are reported several times a second; a silent source says so and costs one snapshot per period. */
const QUIET_MS = 20_000;

/** Attempts in vain after which the service is asked what became of the session. */
const ASK_AFTER = 2;

export type LinkState =
  | Connection
  | { state: "off" }
  | { state: "unreadable"; why: "version" | "malformed" };

type Action =
  | { kind: "message"; message: LiveMessage }
  | { kind: "session"; session: SessionView }
  | { kind: "timeline"; points: TimelinePoint[] }
  | { kind: "evidence"; items: EvidenceItem[] };

function reduce(state: LiveState, action: Action): LiveState {
  switch (action.kind) {
    case "message":
      return applyMessage(state, action.message);
    case "session":
      return { ...state, session: action.session };
    case "timeline":
      return action.points.length >= state.timeline.length
        ? { ...state, timeline: action.points }
        : state;
    case "evidence":
      return { ...state, evidence: action.items.reduce(addEvidence, state.evidence) };
  }
}

export interface Live {
  state: LiveState;
  link: LinkState;
  /** The session was erased while it was followed. */
  gone: boolean;
}

export function useLive(initial: SessionView): Live {
  const [state, dispatch] = useReducer(reduce, initial, initialState);
  const [link, setLink] = useState<LinkState>({ state: "off" });
  const [gone, setGone] = useState(false);
  const id = initial.id;
  const over = isOver(state.session);

  const ask = useCallback(() => {
    api
      .session(id)
      .then((session) => dispatch({ kind: "session", session }))
      .catch((thrown: unknown) => {
        if (thrown instanceof ApiError && thrown.status === 404) setGone(true);
      });
  }, [id]);

  useEffect(() => {
    // Twice at most: when the page opens, and for the whole story when the session is over.
    api
      .evidence(id)
      .then(({ items }) => dispatch({ kind: "evidence", items }))
      .catch(() => {});
    if (!over) return;
    api
      .timeline(id)
      .then(({ points }) => dispatch({ kind: "timeline", points }))
      .catch(() => {});
  }, [id, over]);

  useEffect(() => {
    if (over || gone) {
      setLink({ state: "off" });
      return;
    }
    const stop = keepConnected<SocketLike>({
      quietMs: QUIET_MS,
      connect: () => new WebSocket(addresses.live(id)) as SocketLike,
      onConnection: (connection) => {
        setLink(connection);
        if (connection.state === "waiting" && connection.attempt >= ASK_AFTER) ask();
      },
      onMessage: (data, socket) => {
        const read = readLive(data);
        if (!read.ok) {
          if (read.why === "unknown") return;
          setLink({ state: "unreadable", why: read.why });
          if (read.why === "version") stop();
          return;
        }
        if (read.message.type === "closed") {
          if (read.message.code === "gone") ask();
          socket.close();
          return;
        }
        dispatch({ kind: "message", message: read.message });
      },
    });
    return stop;
  }, [id, over, gone, ask]);

  return { state, link, gone };
}
