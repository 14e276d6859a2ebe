import { describe, expect, it } from "vitest";
import { pointAt } from "../testing/samples";
import {
  absences,
  areaPath,
  bound,
  evenly,
  linePath,
  nearest,
  stretches,
  thin,
  timeAt,
  timeSpan,
  timeTicks,
  xAt,
  yAt,
} from "./geometry";

const identity = (p: { identity_llr: number | null }) => p.identity_llr;

describe("scales", () => {
  it("do not stretch the first seconds over the whole width", () => {
    expect(timeSpan([pointAt(0), pointAt(3000)])).toEqual({ from: 0, to: 30_000 });
    expect(timeSpan([pointAt(0), pointAt(90_000)])).toEqual({ from: 0, to: 90_000 });
    expect(timeSpan([])).toEqual({ from: 0, to: 30_000 });
  });

  it("go from time to place and back", () => {
    const span = { from: 10_000, to: 50_000 };
    expect(xAt(30_000, span, 800)).toBe(400);
    expect(timeAt(400, span, 800)).toBe(30_000);
    expect(timeAt(-50, span, 800)).toBe(10_000);
    expect(timeAt(9999, span, 800)).toBe(50_000);
  });

  it("put zero in the middle and positive up", () => {
    expect(yAt(0, 8, 80)).toBe(40);
    expect(yAt(8, 8, 80)).toBe(0);
    expect(yAt(-8, 8, 80)).toBe(80);
  });

  it("hold every value, and small noise small", () => {
    expect(bound([0.3, null, -0.2])).toBe(4);
    expect(bound([5, -12])).toBe(16);
  });

  it("have few, round ticks", () => {
    expect(timeTicks({ from: 0, to: 30_000 })).toEqual([
      0, 5000, 10_000, 15_000, 20_000, 25_000, 30_000,
    ]);
    expect(timeTicks({ from: 0, to: 3_600_000 }).length).toBeLessThanOrEqual(8);
    expect(timeTicks({ from: 1200, to: 31_200 })[0]).toBe(5000);
  });
});

describe("lines", () => {
  it("break where no face was, where nothing was assessed, and over a gap in time", () => {
    const points = [
      pointAt(0),
      pointAt(1000),
      pointAt(2000, { face_visible: false }),
      pointAt(3000),
      pointAt(4000, { identity_llr: null }),
      pointAt(5000),
      pointAt(60_000),
    ];
    expect(stretches(points, identity).map((s) => s.map((p) => p.atMs))).toEqual([
      [0, 1000],
      [3000],
      [5000],
      [60_000],
    ]);
  });

  it("keep their extremes when thinned", () => {
    const items = Array.from({ length: 4000 }, (_, i) => ({ i, value: i === 1234 ? 99 : 0 }));
    const kept = thin(items, 100);
    expect(kept.length).toBeLessThanOrEqual(400);
    expect(kept.some((item) => item.value === 99)).toBe(true);
    expect(kept[0]).toBe(items[0]);
    expect(kept.at(-1)).toBe(items.at(-1));
    expect(kept.map((k) => k.i)).toEqual(kept.map((k) => k.i).sort((a, b) => a - b));
  });

  it("become paths", () => {
    const spots = [
      { x: 0, y: 1.26 },
      { x: 10, y: 2 },
    ];
    expect(linePath(spots)).toBe("M0 1.3L10 2");
    expect(areaPath(spots, 5)).toBe("M0 1.3L10 2L10 5L0 5Z");
    expect(areaPath([], 5)).toBe("");
  });
});

describe("reading", () => {
  it("finds absences, also one that lasts", () => {
    const away = { face_visible: false };
    const points = [
      pointAt(0),
      pointAt(1000, away),
      pointAt(2000, away),
      pointAt(3000),
      pointAt(4000, away),
    ];
    expect(absences(points)).toEqual([
      { from: 1000, to: 3000 },
      { from: 4000, to: 4000 },
    ]);
  });

  it("finds the nearest point", () => {
    const points = [pointAt(0), pointAt(1000), pointAt(5000)];
    expect([-50, 400, 600, 2900, 3100, 9000].map((at) => nearest(points, at))).toEqual([
      0, 0, 1, 1, 2, 2,
    ]);
    expect(nearest([], 10)).toBe(-1);
  });

  it("chooses rows evenly, with both ends", () => {
    expect(evenly([0, 1, 2, 3, 4, 5, 6, 7, 8], 3)).toEqual([0, 4, 8]);
    expect(evenly([1, 2], 3)).toEqual([1, 2]);
  });
});
