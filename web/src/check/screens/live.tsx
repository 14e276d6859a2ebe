/** A running attempt: one instruction at a time, large, with an arrow; colours over everything when they come. */

import { useCallback, useEffect, useReducer, useRef, useState } from "preact/hooks";
import { Oval } from "../camera/oval";
import { useCheck } from "../context";
import { Arrow } from "../glyphs";
import { FrameTiming } from "../hints";
import { type Running, run } from "../live/attempt";
import type { Message } from "../live/messages";
import { apply, initial, type LiveState, progress, type Shown } from "../live/state";
import type { Texts } from "../texts";
import { fill } from "../texts";
import type { Attempt } from "../types";
import { Colours } from "./colours";

/** How often the distances between the camera's frames are told. */
const TIMING_MS = 5_000;

interface Props {
  attempt: Attempt;
  stream: MediaStream;
  /** Whether there will be colours, for the ring. */
  colours: boolean;
  onOver: () => void;
}

const reduce = (state: LiveState, message: Message) => apply(state, message, performance.now());

export function Live({ attempt, stream, colours, onOver }: Props) {
  const { texts, fail, attempts } = useCheck();
  const words = texts.live;
  const video = useRef<HTMLVideoElement>(null);
  const [state, dispatch] = useReducer(reduce, performance.now(), initial);
  const [connected, setConnected] = useState(true);
  const running = useRef<Running | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const over = useRef(onOver);
  over.current = onOver;
  const refuse = useRef(fail);
  refuse.current = fail;
  const asks = useRef(attempts);
  asks.current = attempts;

  useEffect(() => {
    document.title = words.title;
    heading.current?.focus({ preventScroll: true });
  }, [words.title]);

  useEffect(() => {
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      now.leave();
      over.current();
    };
    const now = run(attempt, stream, video, {
      onConnected: (isThere) => {
        setConnected(isThere);
        if (isThere) return;
        // The last word may have been lost with the connection.
        asks.current
          .isRunning()
          .then((running) => {
            if (!running) end();
          })
          .catch(() => {});
      },
      onMessage: (message) => {
        if (message.type === "seen") navigator.vibrate?.(40);
        if (message.type === "end") {
          end();
        } else if (message.type === "closed" && message.code === "replaced") {
          now.leave();
          refuse.current("replaced");
        } else {
          dispatch(message);
        }
      },
    });
    running.current = now;
    const onVisibility = () => now.hint("visibility", { hidden: document.hidden });
    document.addEventListener("visibilitychange", onVisibility);
    const stopTiming = watchTiming(video.current, (summary) => now.hint("timing", summary));
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      stopTiming();
      isOver = true;
      now.leave();
    };
  }, [attempt, stream]);

  const say = useCallback((message: object) => running.current?.say(message), []);
  const { shown } = state;
  const spoken = connected ? instruction(shown, texts) : { text: words.again };
  return (
    <div class="check-live">
      <h1 ref={heading} tabIndex={-1} class="visually-hidden">
        {words.title}
      </h1>
      <p class="check-count">
        {shown.what === "do" ? fill(words.movement, { number: shown.number, of: shown.of }) : ""}
      </p>
      <p class="check-say" role="status" aria-live="polite">
        <strong>{spoken.text}</strong>
        {spoken.more && <span>{spoken.more}</span>}
      </p>
      <Oval video={video} stream={stream} done={progress(state, colours)} tone={toneOf(shown)}>
        {shown.what === "do" && <Arrow movement={shown.movement} />}
        {shown.what === "seen" && (
          <svg class="oval-tick" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
            <path d="M10 25l10 10 18-22" />
          </svg>
        )}
      </Oval>
      <div class="check-actions">
        <button type="button" class="button quiet" onClick={() => say({ type: "stop" })}>
          {words.cancel}
        </button>
      </div>
      {shown.what === "colours" && (
        <Colours key={shown.number} number={shown.number} steps={shown.steps} say={say} />
      )}
    </div>
  );
}

/** What is to be done now, in words. */
export function instruction(shown: Shown, texts: Texts): { text: string; more?: string } {
  const words = texts.live;
  switch (shown.what) {
    case "connecting":
      return { text: words.connecting, more: words.connectingHint };
    case "look": {
      if (shown.hint === null) return { text: words.look };
      const hints = texts.faceHint;
      return {
        text: shown.hint in hints ? hints[shown.hint as keyof typeof hints] : hints.no_face,
      };
    }
    case "do":
      return { text: words[shown.movement], more: words.holdIt };
    case "seen":
      return { text: words.seen };
    case "missed":
      return { text: words.missed };
    case "colours":
      return { text: words.colours };
    case "sending":
      return { text: words.sending };
  }
}

function toneOf(shown: Shown): "plain" | "good" | "advice" {
  if (shown.what === "seen" || shown.what === "sending") return "good";
  if (shown.what === "missed" || (shown.what === "look" && shown.hint !== null)) return "advice";
  return "plain";
}

/** Summaries of when the camera's frames came, where the browser tells. */
function watchTiming(video: HTMLVideoElement | null, tell: (summary: object) => void): () => void {
  if (!video || !("requestVideoFrameCallback" in video)) return () => {};
  const timing = new FrameTiming();
  let handle = 0;
  const next = (at: number) => {
    timing.add(at);
    handle = video.requestVideoFrameCallback(next);
  };
  handle = video.requestVideoFrameCallback(next);
  const timer = setInterval(() => {
    const summary = timing.take();
    if (summary) tell(summary);
  }, TIMING_MS);
  return () => {
    clearInterval(timer);
    video.cancelVideoFrameCallback(handle);
  };
}
