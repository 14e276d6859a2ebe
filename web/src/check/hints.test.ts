import { expect, test } from "vitest";
import { FrameTiming, withoutIds } from "./hints";

test("distances between frames are summed up once, and begin anew", () => {
  const timing = new FrameTiming();
  expect(timing.take()).toBeNull();
  for (const at of [0, 40, 80, 120, 220]) timing.add(at);
  expect(timing.take()).toEqual({
    frames: 4,
    mean_ms: 55,
    p50_ms: 40,
    p95_ms: 40,
    longest_ms: 100,
  });
  expect(timing.take()).toBeNull();
});

test("ids of devices stay in the browser", () => {
  expect(withoutIds({ deviceId: "a", groupId: "b", width: 640 })).toEqual({ width: 640 });
  expect(withoutIds(undefined)).toBeNull();
});
