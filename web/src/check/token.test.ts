import { expect, test } from "vitest";
import { tokenOf } from "./token";

test("a fragment that is an invitation's secret is taken, every other is not", () => {
  expect(tokenOf("#li_0198ab_9f3c-X")).toBe("li_0198ab_9f3c-X");
  for (const other of ["", "#", "#main", "#lk_12", "#li_", "#li_a b", "#li_a/../b", "li_a"]) {
    expect(tokenOf(other), other).toBeNull();
  }
});
