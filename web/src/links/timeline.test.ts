import { describe, expect, it } from "vitest";
import type { LinkPerson, LinkView, OpenedLink } from "../api/links";
import { happenings } from "./timeline";

const time = (day: number) => `2026-11-0${day}T09:00:00.000Z`;

const person = (id: string, day: number): LinkPerson => ({
  id,
  display_name: id,
  created_at: time(day),
  references: [
    {
      id: `${id}-1`,
      kind: "picture",
      session_kind: null,
      session_id: null,
      captured_at: time(day + 1),
      quality: 80,
    },
  ],
});

describe("the timeline of a cluster", () => {
  it("tells everything in order of time", () => {
    const people = [person("Ana", 3), person("Bea", 1)];
    const link: LinkView = {
      id: "l",
      kind: "one_face",
      people,
      found_at: time(5),
      leading: null,
      leading_room: null,
      answer: null,
      waits_for: "second_decision",
    };
    const opened: OpenedLink = {
      link,
      is_yours: false,
      model: "m",
      pairs: [],
      room_pairs: [],
      rooms: [],
      in_common: [],
      shared: [],
      decisions: [{ id: "d", at: time(6), actor: "operator", answer: "unclear", note: null }],
      cluster: people,
      cluster_links: [link],
    };
    expect(happenings(opened).map((h) => h.text)).toEqual([
      "Bea was recorded",
      "ID portrait of Bea",
      "Ana was recorded",
      "ID portrait of Ana",
      "Link found: One face, two identities (Ana, Bea)",
      "the operator decided: Unclear",
    ]);
  });
});
