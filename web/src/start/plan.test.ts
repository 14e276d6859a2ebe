import { describe, expect, it } from "vitest";
import type { PersonView, SessionView } from "../api/types";
import { faultOf } from "../camera/open";
import { fitted } from "../camera/picture";
import { matching } from "../components/person-picker";
import { merged } from "../pages/use-sessions";
import { sessionWith } from "../testing/samples";
import { planOf, type SourceDraft } from "./source-field";

const person = (id: string, display_name: string, rest: Partial<PersonView> = {}): PersonView => ({
  id,
  display_name,
  external_ref: null,
  created_at: "2026-05-03T10:00:00.000Z",
  consent: null,
  has_portrait: true,
  references: [],
  ...rest,
});
const draft: SourceDraft = { type: "address", address: "", video: null, pace: "realtime" };

describe("a plan", () => {
  it("says what is missing, in order", () => {
    const mara = person("p", "Mara");
    expect(planOf(null, "interview", draft)).toContain("person");
    expect(planOf({ ...mara, has_portrait: false }, "interview", draft)).toContain("ID photo");
    expect(planOf(mara, "interview", draft)).toContain("address");
    expect(planOf(mara, "interview", { ...draft, type: "upload" })).toContain("video");
  });

  it("is made of what was chosen", () => {
    const plan = planOf(person("p", "Mara"), "login", { ...draft, address: " rtsp://a/b " });
    expect(plan).toEqual({
      personId: "p",
      kind: "login",
      source: { type: "address", address: "rtsp://a/b" },
    });
  });
});

describe("finding people", () => {
  it("looks at names and own references, in any case", () => {
    const people = [person("1", "Mara"), person("2", "Tomás", { external_ref: "A-77" })];
    const ids = (typed: string) => matching(people, typed).map((p) => p.id);
    expect([ids(""), ids("MAR"), ids("a-7"), ids("x")]).toEqual([["1", "2"], ["1"], ["2"], []]);
  });
});

describe("the list of sessions", () => {
  it("keeps older pages behind the fresh one, and drops what is gone from it", () => {
    const at = (id: string, created_at: string): SessionView => sessionWith({ id, created_at });
    const fresh = [at("d", "4"), at("b", "2")];
    const known = [at("c", "3"), at("b", "2"), at("a", "1")];
    expect(merged(fresh, known).map((s) => s.id)).toEqual(["d", "b", "a"]);
  });
});

describe("the camera", () => {
  it("names every refusal", () => {
    expect(faultOf("NotAllowedError")).toBe("denied");
    expect(faultOf("NotFoundError")).toBe("missing");
    expect(faultOf("NotReadableError")).toBe("inUse");
    expect(faultOf("Whatever")).toBe("failed");
  });

  it("sends small pictures and never enlarges", () => {
    expect(fitted(1280, 720, 640)).toEqual({ width: 640, height: 360 });
    expect(fitted(720, 1280, 640)).toEqual({ width: 360, height: 640 });
    expect(fitted(320, 240, 640)).toEqual({ width: 320, height: 240 });
  });
});
