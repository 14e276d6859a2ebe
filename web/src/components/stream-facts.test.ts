import { expect, test } from "vitest";
import type { StreamFacts } from "../api/types";
import { streamRows } from "./stream-facts";

const quiet: StreamFacts = {
  size: { width: 1280, height: 720 },
  changes: 0,
  rate_hz: null,
  uneven: null,
  repeated: null,
  away_ms: 0,
  gaps_ms: 0,
  second_face: 0,
  camera: null,
};

const rows = (rest: Partial<StreamFacts>) => Object.fromEntries(streamRows({ ...quiet, ...rest }));

test("what was not measured is not listed", () => {
  expect(streamRows(quiet)).toEqual([]);
});

test("a camera is named with what speaks against it", () => {
  const size = { width: 640, height: 480 };
  const found = rows({
    camera: { label: "OBS Virtual Camera", size, fps: 30, hints: ["virtual_name", "other_shape"] },
  });
  expect(found.Camera).toBe(
    "OBS Virtual Camera, 640 × 480; the name is that of a program that makes pictures; its pictures have another shape than the stream",
  );
});
