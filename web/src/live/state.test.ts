import { describe, expect, it } from "vitest";
import type { LiveMessage } from "../api/types";
import { pointAt, sessionWith, verdictWith } from "../testing/samples";
import { applyMessage, initialState, isOver } from "./state";

const following = (...messages: LiveMessage[]) =>
  messages.reduce(applyMessage, initialState(sessionWith()));
const verdictAt = (at_ms: number): LiveMessage => ({
  v: 1,
  type: "verdict",
  at_ms,
  verdict: verdictWith("same_person"),
  point: pointAt(at_ms),
});
const progress = (received: number): LiveMessage => ({
  v: 1,
  type: "progress",
  at_ms: 5000,
  frames: { received, sampled: 1, analysed: 1, dropped: 0 },
});
const source = (event: "silent" | "resumed" | "changed"): LiveMessage => ({
  v: 1,
  type: "source",
  event,
});

describe("live state", () => {
  it("starts again from a snapshot after a reconnect", () => {
    const snapshot: LiveMessage = {
      v: 1,
      type: "snapshot",
      session: sessionWith(),
      timeline: [pointAt(0), pointAt(1000)],
    };
    const state = following(verdictAt(9000), snapshot);
    expect(state.timeline.map((p) => p.at_ms)).toEqual([0, 1000]);
    expect(state.atMs).toBe(1000);
  });

  it("keeps the timeline in order and without doubles", () => {
    const state = following(verdictAt(1000), verdictAt(2000), verdictAt(2000), verdictAt(1500));
    expect(state.timeline.map((p) => p.at_ms)).toEqual([1000, 2000]);
  });

  it("keeps each evidence picture once, in order", () => {
    const item = (id: string, at_ms: number): LiveMessage => ({
      v: 1,
      type: "evidence",
      id,
      code: "live",
      at_ms,
    });
    const state = following(item("b", 2), item("a", 1), item("b", 2));
    expect(state.evidence.map((e) => e.id)).toEqual(["a", "b"]);
  });

  it("shows silence until pictures arrive again", () => {
    expect(following(source("silent")).source?.event).toBe("silent");
    expect(following(source("silent"), source("resumed")).source).toBeNull();
    expect(following(progress(700), source("silent"), progress(700)).source?.event).toBe("silent");
    expect(following(progress(700), source("silent"), progress(701)).source).toBeNull();
  });

  it("lists a change without raising a notice", () => {
    const state = following(source("changed"));
    expect(state.source).toBeNull();
    expect(state.sourceLog).toHaveLength(1);
  });

  it("is over when it ended", () => {
    const ended = following({ v: 1, type: "ended", session: sessionWith({ state: "finished" }) });
    expect(isOver(ended.session)).toBe(true);
  });
});
