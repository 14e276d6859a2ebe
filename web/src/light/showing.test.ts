import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Showing } from "./showing";

const steps = [
  { colour: "#3f3f42", for_ms: 700 },
  { colour: "#80ed90", for_ms: 1300 },
  { colour: "#89a0ff", for_ms: 800 },
];

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("every colour is shown for its time, and its beginning is noted", () => {
  const colours: string[] = [];
  const onDone = vi.fn();
  new Showing(steps, (colour) => colours.push(colour), onDone);
  expect(colours).toEqual(["#3f3f42"]);
  vi.advanceTimersByTime(1999);
  expect(colours).toEqual(["#3f3f42", "#80ed90"]);
  vi.advanceTimersByTime(802);
  expect(colours).toHaveLength(3);
  expect(onDone).toHaveBeenCalledWith([0, 700, 2000, 2800]);
});

test("what is cancelled shows nothing more and is never done", () => {
  const colours: string[] = [];
  const onDone = vi.fn();
  const showing = new Showing(steps, (colour) => colours.push(colour), onDone);
  showing.cancel();
  vi.advanceTimersByTime(10_000);
  expect(colours).toHaveLength(1);
  expect(onDone).not.toHaveBeenCalled();
  expect(showing.isCancelled).toBe(true);
});
