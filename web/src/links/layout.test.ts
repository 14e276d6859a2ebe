import { describe, expect, it } from "vitest";
import type { LinkView } from "../api/links";
import { clustersOf, layOut } from "./layout";

function link(id: string, ...people: string[]): LinkView {
  return {
    id,
    kind: people.length === 2 ? "one_face" : "several_faces",
    people: people.map((p) => ({
      id: p,
      display_name: p.toUpperCase(),
      created_at: "2026-11-01T00:00:00.000Z",
      references: [],
    })),
    found_at: "2026-11-02T00:00:00.000Z",
    leading: null,
    leading_room: null,
    answer: null,
    waits_for: "first_decision",
  };
}

describe("the graph", () => {
  it("puts together who hangs together, over several links", () => {
    const groups = clustersOf([link("1", "a", "b"), link("2", "c"), link("3", "d", "b")]);
    expect(groups.map((g) => g.map((p) => p.id).sort())).toEqual([["a", "b", "d"], ["c"]]);
    expect(groups[0]?.[0]).toEqual({ id: "b", name: "B" });
    expect(clustersOf([])).toEqual([]);
  });

  it("keeps everybody inside and apart", () => {
    const links = ["a", "b", "c", "d", "e", "f"].map((p, i) => link(String(i), p, `${p}2`));
    links.push(link("loop", "z"), link("x", "a", "b"));
    const graph = layOut(links, 600);
    expect(graph.points.length).toBe(13);
    expect(graph.lines.length).toBe(8);
    for (const point of graph.points) {
      expect(point.x).toBeGreaterThan(0);
      expect(point.x).toBeLessThan(graph.width);
      expect(point.y).toBeLessThan(graph.height);
    }
    const places = new Set(graph.points.map((p) => `${Math.round(p.x)} ${Math.round(p.y)}`));
    expect(places.size).toBe(13);
  });
});
