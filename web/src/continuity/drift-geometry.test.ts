import { expect, test } from "vitest";
import type { Drift, DriftPoint } from "../api/continuity";
import { lines, range } from "./drift-geometry";

const BOX = { left: 10, right: 110, top: 0, bottom: 100 };

function point(reference: string, day: number, score: number): DriftPoint {
  const at = `2026-05-${String(day).padStart(2, "0")}T00:00:00.000Z`;
  return {
    session_id: `s${day}`,
    kind: "login",
    at,
    reference_id: reference,
    score,
    state: "same",
  };
}

function drift(points: DriftPoint[]): Drift {
  const references = ["a", "b"].map((id) => ({
    id,
    kind: "picture" as const,
    captured_at: "2026-05-01T00:00:00.000Z",
    quality: 80,
    comparable: true,
  }));
  return { references, points };
}

test("time goes to the right and score goes up", () => {
  const [line] = lines(drift([point("a", 1, 0), point("a", 3, 1), point("a", 2, 0.5)]), BOX);
  expect(line?.points.map((p) => [p.x, p.y])).toEqual([
    [10, 100],
    [110, 0],
    [60, 50],
  ]);
});

test("one moment stands in the middle, and a reference without a score has no line", () => {
  const found = lines(drift([point("b", 1, 0.5)]), BOX);
  expect(found.map((l) => l.reference)).toEqual(["b"]);
  expect(found[0]?.points[0]?.x).toBe(60);
});

test("scores outside the usual range have room", () => {
  expect(range([point("a", 1, 0.3)])).toEqual([0, 1]);
  const [low, high] = range([point("a", 1, -0.2)]);
  expect(low).toBeLessThan(-0.2);
  expect(high).toBe(1);
});
