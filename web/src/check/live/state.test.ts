import { describe, expect, test } from "vitest";
import { readMessage } from "./messages";
import { apply, initial, type LiveState, progress } from "./state";

/** Plays messages at those milliseconds. */
function play(...said: [number, object][]): LiveState {
  return said.reduce((state, [at, json]) => {
    const message = readMessage(JSON.stringify(json));
    if (message === null) throw new Error(`not read: ${JSON.stringify(json)}`);
    return apply(state, message, at);
  }, initial(0));
}

const face = (hint: string | null) => ({ type: "face", ok: hint === null, hint });
const turn = { type: "do", movement: "turn_left", number: 1, of: 2, try: 1, within_ms: 10_000 };

describe("what is shown", () => {
  test("a movement stays whatever the face does, until it is seen", () => {
    const asked = play([0, { type: "waiting" }], [100, face("closer")], [200, turn]);
    expect(asked.shown).toMatchObject({ what: "do", movement: "turn_left", again: false });
    const moved = play([200, turn], [5_000, face("straight")]);
    expect(moved.shown.what).toBe("do");
    expect(play([200, turn], [900, { type: "seen", number: 1, of: 2 }]).shown.what).toBe("seen");
  });

  test("praise can be read before the next hint", () => {
    const seen = { type: "seen", number: 1, of: 2 };
    expect(play([0, seen], [300, face("closer")]).shown.what).toBe("seen");
    expect(play([0, seen], [1_100, face("closer")]).shown).toEqual({
      what: "look",
      hint: "closer",
    });
  });

  test("hints do not flicker", () => {
    const first = play([0, face("closer")], [200, face(null)], [400, face("closer")]);
    expect(first.shown).toEqual({ what: "look", hint: "closer" });
    const later = play([0, face("closer")], [1_000, face(null)]);
    expect(later.shown).toEqual({ what: "look", hint: null });
  });

  test("a movement asked for again says so", () => {
    const again = play(
      [0, turn],
      [1, { type: "missed", number: 1, of: 2 }],
      [2, { ...turn, try: 2 }],
    );
    expect(again.shown).toMatchObject({ what: "do", again: true });
  });

  test("the end changes nothing on the screen", () => {
    const before = play([0, turn]);
    const after = play(
      [0, turn],
      [1, { type: "end", outcome: "again", code: "x", attempts_left: 1 }],
    );
    expect(after).toEqual(before);
  });
});

test("the ring never goes back", () => {
  const steps: [number, object][] = [
    [0, { type: "waiting" }],
    [1, face(null)],
    [2, turn],
    [3, { type: "seen", number: 1, of: 2 }],
    [4, { ...turn, number: 2 }],
    [5, { type: "seen", number: 2, of: 2 }],
    [6, { type: "colours", number: 0, steps: [{ colour: "#f3f3f3", ms: 900 }] }],
    [7, { type: "sending", left_ms: 8_000 }],
  ];
  for (const colours of [true, false]) {
    const ways = steps.map((_, i) => progress(play(...steps.slice(0, i + 1)), colours));
    expect(ways).toEqual([...ways].sort((a, b) => a - b));
    expect(ways.at(-1)).toBeLessThan(1);
  }
});

describe("messages", () => {
  test("of unknown kinds and malformed ones are passed over", () => {
    for (const bad of [
      "",
      "{",
      "null",
      '{"type":"applause"}',
      '{"type":"do","movement":"jump","number":1,"of":2}',
      '{"type":"colours","number":0,"steps":[]}',
      '{"type":"colours","number":0,"steps":[{"colour":"url(x)","ms":900}]}',
      '{"type":"colours","number":0,"steps":[{"colour":"#f3f3f3","ms":-1}]}',
    ]) {
      expect(readMessage(bad), bad).toBeNull();
    }
    expect(readMessage(new Blob())).toBeNull();
  });

  test("with more in them than this page knows are read", () => {
    expect(readMessage('{"type":"sending","left_ms":5,"mood":"good"}')).toMatchObject({
      type: "sending",
    });
  });
});
