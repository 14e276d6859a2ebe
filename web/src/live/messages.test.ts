import { describe, expect, it } from "vitest";
import { pointAt, sessionWith, verdictWith } from "../testing/samples";
import { readFeed } from "./feed";
import { readLive } from "./messages";

/** What the service's own tests pin: every live message among them must be read here. */
const golden = Object.entries(
  import.meta.glob<string>("../../../crates/api/golden/**/*.json", {
    query: "?raw",
    import: "default",
    eager: true,
  }),
).filter(([, text]) => /"v":\s*1/.test(text));

const frames = { received: 1, sampled: 1, analysed: 1, dropped: 0 };
const good: Record<string, object> = {
  snapshot: { session: sessionWith({ verdict: verdictWith("no_face") }), timeline: [pointAt(0)] },
  opened: { media: { duration_ms: null, width: 640, height: 360, codec: "H.264" } },
  progress: { at_ms: 200, frames },
  face: { at_ms: 200, seq: 1, box: { x: 1, y: 2, width: 3, height: 4 }, quality: 80, issues: [] },
  verdict: { at_ms: 200, verdict: verdictWith("same_person"), point: pointAt(200) },
  source: { event: "silent", detail: "no frame for 3 s" },
  evidence: { id: "e1", code: "live", at_ms: 200 },
  ended: { session: sessionWith({ state: "finished" }) },
  closed: { code: "too_slow" },
};

const why = (value: unknown) => {
  const read = readLive(typeof value === "string" ? value : JSON.stringify(value));
  return read.ok ? "ok" : read.why;
};

describe("live messages", () => {
  it.each(Object.keys(good))("reads %s", (type) => {
    const read = readLive(JSON.stringify({ v: 1, type, ...good[type] }));
    expect(read.ok && read.message.type).toBe(type);
  });

  it("reads the service's golden files", () => {
    const unread = golden.filter(([, text]) => !readLive(text).ok && !readFeed(text).ok);
    expect(unread.map(([path]) => path)).toEqual([]);
  });

  it("tells another version apart, whatever is in it", () => {
    expect(why({ v: 2, type: "progress", ...good.progress })).toBe("version");
    expect(why({ v: 0, type: "hello" })).toBe("version");
  });

  it("passes over kinds that this page does not know", () => {
    expect(why({ v: 1, type: "cue", text: "turn left" })).toBe("unknown");
  });

  it.each([
    ["no version", { type: "progress", ...good.progress }],
    ["a version as text", { v: "1", type: "progress", ...good.progress }],
    ["a missing field", { v: 1, type: "progress", at_ms: 1 }],
    ["a number as text", { v: 1, type: "evidence", id: "e", code: "live", at_ms: "1" }],
    ["a negative count", { v: 1, type: "progress", at_ms: 1, frames: { ...frames, dropped: -1 } }],
    [
      "an outcome that does not exist",
      {
        v: 1,
        type: "verdict",
        at_ms: 1,
        verdict: { ...verdictWith("live"), outcome: "maybe" },
        point: pointAt(1),
      },
    ],
    ["no JSON", "{"],
    ["not an object", "null"],
  ])("refuses %s", (_, value) => {
    expect(why(value)).toBe("malformed");
  });

  it("refuses binary", () => {
    expect(readLive(new ArrayBuffer(4)).ok).toBe(false);
  });

  it("keeps codes that are newer than this page", () => {
    expect(why({ v: 1, type: "evidence", id: "e", code: "brand_new", at_ms: 1 })).toBe("ok");
    expect(why({ v: 1, type: "closed", code: "brand_new" })).toBe("ok");
  });

  it("reads acknowledgements of pictures", () => {
    expect(readFeed('{"v":1,"type":"ack","received":3,"dropped":1}').ok).toBe(true);
    expect(readFeed('{"v":1,"type":"refused","code":"not_a_picture","detail":"x"}').ok).toBe(true);
    expect(readFeed('{"v":2,"type":"ack","received":3,"dropped":1}').ok).toBe(false);
  });
});
