import { describe, expect, it } from "vitest";
import type { ReferenceFinding, VerdictView } from "../api/types";
import { verdictWith } from "../testing/samples";
import { identityInWords, presenceInWords, signed } from "./likelihood";
import { answers, referenceTitle } from "./questions";

const now = new Date("2026-06-01T12:00:00Z");
const picture: ReferenceFinding = {
  kind: "picture",
  reference_id: "r1",
  state: "same",
  score: 0.6,
  llr: 8,
  false_match: null,
};
const interview: ReferenceFinding = {
  kind: "session",
  reference_id: "r2",
  session_kind: "interview",
  captured_at: "2026-05-03T12:00:00.000Z",
  state: "different",
  score: 0.1,
  llr: -9,
  false_match: null,
};

const sentences = (rest: Partial<VerdictView>, code = "same_person", running = true) =>
  answers(verdictWith(code, rest), running, 134_000, now).map((a) => a.sentence);

describe("three questions", () => {
  it("are open without a verdict", () => {
    const all = answers(null, true, null, now);
    expect(all.map((a) => a.mark)).toEqual(["open", "open", "open"]);
    expect(all[0]?.explained).toBeNull();
  });

  it("show presence without an answer in a demonstration", () => {
    const policy = { name: "demo-synthetic", version: 1 };
    const presence = { state: "live", attack: null, llr: -2, false_alarm: null } as const;
    const all = answers(verdictWith("same_person", { policy, presence }), true, 134_000, now);
    expect(all[1]?.mark).toBe("open");
    expect(all[1]?.sentence).toBe("Shown, not judged: a live, unaltered person.");
  });

  it("name the reference that does not match", () => {
    const [identity] = sentences({
      identity: { state: "different", score: 0.1, llr: -9, false_match: null },
      references: [picture, interview],
    });
    expect(identity).toBe("Not the person of the interview of 3 May.");
  });

  it("count the earlier sessions when several do not match", () => {
    const [identity] = sentences({
      identity: { state: "different", score: 0.1, llr: -9, false_match: null },
      references: [picture, interview, { ...interview, reference_id: "r3" }],
    });
    expect(identity).toBe("The ID matches, 2 earlier sessions do not.");
  });

  it("say what is shown to the camera", () => {
    const presence = {
      state: "attack",
      attack: "manipulation",
      llr: 7,
      false_alarm: null,
    } as const;
    expect(sentences({ presence })[1]).toBe("The face looks altered or generated.");
  });

  it("say what the evidence means where that was measured", () => {
    const text = "10 in 100 genuine sessions look at least this suspicious";
    const presence = {
      state: "live",
      attack: null,
      llr: -1,
      false_alarm: { share: 0.1, is_bound: false, text },
    } as const;
    const shown = answers(verdictWith("live", { presence }), false, null, now);
    expect(shown[1]?.explained).toBe(text);
  });

  it("say that the eyes did not close", () => {
    const reasons = [{ code: "no_blinks", text: "", at_ms: null, frames: [] }];
    expect(sentences({ reasons })[1]).toBe("The eyes have not closed for unusually long.");
  });

  it("say what broke and when", () => {
    const reasons = [{ code: "person_changed", text: "", at_ms: 72_000, frames: [] }];
    expect(sentences({ continuity: { state: "broken" }, reasons })[2]).toBe(
      "Person changed, at 1:12.0.",
    );
  });

  it("miss no check while nobody is in view", () => {
    const reasons = ["no_face", "signal_missing"].map((code) => ({
      code,
      text: "",
      at_ms: null,
      frames: [],
    }));
    expect(sentences({ reasons })[1]).toBe("No face to check yet.");
    expect(sentences({ reasons }, "no_face", false)[1]).toBe("There was no face to check.");
    expect(sentences({ reasons: reasons.slice(1) })[1]).toContain("is missing");
  });

  it("stop promising more once it is over", () => {
    expect(sentences({}, "not_enough_faces", false)[0]).toBe("Not enough to say.");
  });

  it("title references with their day, and the year when it is another", () => {
    expect(referenceTitle(picture, now)).toBe("ID portrait");
    expect(referenceTitle(interview, now)).toBe("Interview of 3 May");
    const old = { ...interview, captured_at: "2024-05-03T12:00:00.000Z" };
    expect(referenceTitle(old, now)).toBe("Interview of 3 May 2024");
  });
});

describe("likelihood in words", () => {
  it("rounds to what a number of this kind can carry", () => {
    expect(identityInWords(9.2)).toBe(
      "Fits the same person about 10,000 times better than somebody else.",
    );
    expect(identityInWords(-3)).toBe(
      "Fits somebody else about 20 times better than the same person.",
    );
    expect(identityInWords(40)).toContain("more than a million times");
    expect(identityInWords(0.3)).toContain("equally well");
    expect(identityInWords(null)).toBe("No number yet.");
  });

  it("reads presence the other way round", () => {
    expect(presenceInWords(5)).toContain("Fits an attack about 100 times");
    expect(presenceInWords(-5)).toContain("Fits a live person about 100 times");
  });

  it("writes signs, and no minus zero", () => {
    expect([signed(9.25), signed(-4), signed(-0.01)]).toEqual(["+9.3", "−4.0", "0.0"]);
  });
});
