import { describe, expect, it } from "vitest";
import rust from "../../../crates/domain/src/verdict.rs?raw";
import type { VerdictView } from "../api/types";
import { sessionWith, verdictWith } from "../testing/samples";
import { reasonNames, verdictSentences } from "../texts";
import { adviceLine, verdictSentence } from "./sentence";
import { standingOf } from "./standing";

const check = (code: string, rest: Partial<VerdictView>, expected: string, state = "running") => {
  const session = sessionWith({ verdict: verdictWith(code, rest), state: state as "running" });
  expect(verdictSentence(session)).toBe(expected);
};

describe("verdict sentence", () => {
  it("names the person on an accept", () => {
    check(
      "same_person",
      { outcome: "accept" },
      "This is Mara Lindqvist, live, and the person on the ID.",
    );
  });

  it("says that it was so last time too when an earlier session was compared", () => {
    const references = [
      {
        kind: "session",
        reference_id: "r2",
        state: "same",
        score: 1,
        llr: 9,
        false_match: null,
      } as const,
    ];
    check(
      "same_person",
      { outcome: "accept", references },
      "This is Mara Lindqvist, live, and the same person as last time.",
    );
  });

  it("never calls a person live in a demonstration", () => {
    const policy = { name: "demo-synthetic", version: 1 };
    const accepted = { outcome: "accept", policy } as const;
    check(
      "same_person",
      accepted,
      "This is Mara Lindqvist, the person on the ID. Presence was not judged.",
    );
    const verdict = verdictWith("same_person", accepted);
    const session = sessionWith({ verdict, policy, state: "finished" });
    expect(adviceLine(session, [])).toBe(
      "This session counts as a reference in demonstrations only.",
    );
    check("not_the_id_holder", { outcome: "reject", policy }, "This is not the person on the ID.");
    const attack = {
      state: "attack",
      attack: "presentation_attack",
      llr: 3,
      false_alarm: null,
    } as const;
    check("too_short", { policy, presence: attack }, "Nothing against them so far. Still looking.");
  });

  it("tells the hand-over in so many words", () => {
    check(
      "not_the_interviewed_person",
      { outcome: "reject" },
      "The ID matches, but this is not the person who was interviewed.",
    );
  });

  it("never affirms the person unless the outcome is accept", () => {
    check("same_person", { outcome: "reject" }, "This does not hold up.");
    check("live", { outcome: "refer" }, "A person needs to look at this.");
    check("not_the_id_holder", { outcome: "accept" }, "This is Mara Lindqvist.");
  });

  it("falls back by outcome for a code it does not know", () => {
    check("new_code", { outcome: "reject" }, "This does not hold up.");
    check("new_code", { outcome: "refer" }, "A person needs to look at this.");
    check("new_code", { outcome: "accept" }, "This is Mara Lindqvist.");
  });

  it("is forming while only time or views are missing", () => {
    check("not_enough_faces", {}, "Looking. Not enough yet to say.");
    check("too_short", {}, "Nothing against them so far. Still looking.");
  });

  it("is a refer once the session is over", () => {
    check("not_enough_faces", {}, "Too few clear views of the face to decide.", "finished");
  });

  it("is no longer forming when one question is answered with no", () => {
    const broken = verdictWith("too_short", { continuity: { state: "broken" } });
    expect(standingOf({ state: "running", verdict: broken })).toBe("refer");
  });

  it("waits for the first picture", () => {
    const frames = { received: 0, sampled: 0, analysed: 0, dropped: 0 };
    expect(verdictSentence(sessionWith({ frames }))).toBe("Waiting for the first picture.");
  });

  it("says when there is none", () => {
    expect(verdictSentence(sessionWith({ state: "failed" }))).toContain("failed");
    expect(standingOf(sessionWith({ state: "interrupted" }))).toBe("none");
  });

  it("knows every reason code of the service", () => {
    const codes = [...rust.matchAll(/Self::\w+ => "([a-z_]+)",/g)]
      .map((match) => match[1] ?? "")
      .filter((code) => !["accept", "refer", "reject"].includes(code));
    expect(codes.length).toBeGreaterThan(15);
    expect(codes.filter((code) => !(code in verdictSentences))).toEqual([]);
    expect(codes.filter((code) => !(code in reasonNames))).toEqual([]);
  });
});

describe("advice", () => {
  it("puts what can be put right at once first", () => {
    const session = sessionWith({ verdict: verdictWith("not_enough_faces") });
    expect(adviceLine(session, ["too_dark"])).toContain("light");
    expect(adviceLine(session, [])).toContain("Keep talking");
  });

  it("does not mention the light to somebody who rejects", () => {
    const session = sessionWith({ verdict: verdictWith("manipulation", { outcome: "reject" }) });
    expect(adviceLine(session, ["too_dark"])).toContain("hand");
  });

  it("passes the error on when the session failed", () => {
    const error = { code: "x", detail: "The video has no picture." };
    expect(adviceLine(sessionWith({ state: "failed", error }), [])).toBe(error.detail);
    const plain = { code: "x", detail: "the video has no picture" };
    expect(adviceLine(sessionWith({ state: "failed", error: plain }), [])).toBe(error.detail);
  });
});
