/** Where people stand in the graph: every cluster on a circle of its own, clusters side by side in rows. */

import type { LinkView } from "../api/links";

export interface GraphPoint {
  id: string;
  name: string;
  x: number;
  y: number;
  /** Where the name stands: outside the circle, so that no line goes through it. */
  label: { x: number; y: number; anchor: "start" | "middle" | "end" };
}

export interface GraphLine {
  link: LinkView;
  from: GraphPoint;
  to: GraphPoint;
}

export interface Graph {
  width: number;
  height: number;
  points: GraphPoint[];
  lines: GraphLine[];
}

/** Room for a name beside a point, in the graph's own units. */
const NAME = 150;
const ROW = 44;
/** Circumference that one person takes, and the least radius of several. */
const EACH = 88;
const LEAST = 62;
/** From a point to its name. */
const GAP = 16;

/** Groups of people that links tie together, largest first; in a group those with most links first. */
export function clustersOf(links: readonly LinkView[]): { id: string; name: string }[][] {
  const leader = new Map<string, string>();
  const names = new Map<string, string>();
  const degree = new Map<string, number>();
  const find = (id: string): string => {
    let top = id;
    while (leader.get(top) !== top) top = leader.get(top) ?? top;
    leader.set(id, top);
    return top;
  };
  for (const { people } of links) {
    for (const person of people) {
      names.set(person.id, person.display_name);
      degree.set(person.id, (degree.get(person.id) ?? 0) + 1);
      if (!leader.has(person.id)) leader.set(person.id, person.id);
    }
    const [a, b] = people;
    if (a && b) leader.set(find(a.id), find(b.id));
  }
  const groups = new Map<string, { id: string; name: string }[]>();
  for (const [id, name] of names) {
    const top = find(id);
    groups.set(top, [...(groups.get(top) ?? []), { id, name }]);
  }
  const links_of = (id: string) => degree.get(id) ?? 0;
  for (const group of groups.values()) group.sort((a, b) => links_of(b.id) - links_of(a.id));
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

export function layOut(links: readonly LinkView[], width: number): Graph {
  const points = new Map<string, GraphPoint>();
  let widest = width;
  let left = 0;
  let top = 0;
  let rowHeight = 0;
  for (const group of clustersOf(links)) {
    const radius = group.length === 1 ? 0 : Math.max(LEAST, (group.length * EACH) / (2 * Math.PI));
    const [w, h] = [2 * radius + 2 * NAME, 2 * radius + 2 * ROW];
    if (left > 0 && left + w > width) {
      left = 0;
      top += rowHeight;
      rowHeight = 0;
    }
    widest = Math.max(widest, w);
    group.forEach(({ id, name }, i) => {
      const angle = (2 * Math.PI * i) / group.length - Math.PI / 2;
      const x = left + w / 2 + radius * Math.cos(angle);
      const y = top + h / 2 + radius * Math.sin(angle);
      points.set(id, { id, name, x, y, label: labelOf(x, y, group.length === 1 ? null : angle) });
    });
    left += w;
    rowHeight = Math.max(rowHeight, h);
  }
  const lines = links.flatMap((link) => {
    const from = points.get(link.people[0]?.id ?? "");
    const to = points.get(link.people[1]?.id ?? link.people[0]?.id ?? "");
    return from && to ? [{ link, from, to }] : [];
  });
  return { width: widest, height: top + rowHeight, points: [...points.values()], lines };
}

/** A name on the side that looks away from the middle; of somebody alone below. */
function labelOf(x: number, y: number, angle: number | null): GraphPoint["label"] {
  if (angle === null) return { x, y: y + GAP + 12, anchor: "middle" };
  const [across, down] = [Math.cos(angle), Math.sin(angle)];
  if (Math.abs(across) < 0.2) return { x, y: y + (down < 0 ? -GAP : GAP + 12), anchor: "middle" };
  return { x: x + Math.sign(across) * GAP, y: y + 5, anchor: across < 0 ? "end" : "start" };
}
