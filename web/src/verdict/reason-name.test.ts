import { describe, expect, it } from "vitest";
import { caption } from "./reason-name";

describe("caption of an evidence picture", () => {
  it("is the reason's name while the verdict gives that reason", () => {
    expect(caption("frozen_picture", [{ code: "frozen_picture" }])).toBe("Picture stood still");
  });

  it("says of a suspicion that passed when it was one", () => {
    expect(caption("not_the_id_holder", [{ code: "same_person" }])).toBe(
      "While forming: not the person on the ID",
    );
    expect(caption("a_new_code", [])).toBe("While forming: a new code");
  });
});
