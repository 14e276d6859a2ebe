import { describe, expect, it } from "vitest";
import { exactPosition, position } from "./time";

describe("positions in a stream", () => {
  it("are minutes and seconds, with hours where there are any", () => {
    expect([0, 59_999, 60_000, 3_600_000].map(position)).toEqual([
      "0:00",
      "0:59",
      "1:00",
      "1:00:00",
    ]);
  });

  it("tell two moments of one second apart where they must", () => {
    expect([400, 800, 59_999, 72_000].map(exactPosition)).toEqual([
      "0:00.4",
      "0:00.8",
      "0:59.9",
      "1:12.0",
    ]);
  });
});
