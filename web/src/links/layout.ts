/** Where people stand in the graph: every cluster on a circle of its own, clusters side by side in rows. */

import type { LinkView } from "../api/links";

export interface GraphPoint {
  id: string;
  name: string;
  x: number;
  y: number;
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
const NAME = 84;
const ROW = 40;
/** Circumference that one person takes. */
const EACH = 74;

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
  let left = 0;
  let top = 0;
  let rowHeight = 0;
  for (const group of clustersOf(links)) {
    const radius = group.length === 1 ? 0 : Math.max(34, (group.length * EACH) / (2 * Math.PI));
    const [w, h] = [2 * radius + 2 * NAME, 2 * radius + 2 * ROW];
    if (left > 0 && left + w > width) {
      left = 0;
      top += rowHeight;
      rowHeight = 0;
    }
    group.forEach(({ id, name }, i) => {
      const angle = (2 * Math.PI * i) / group.length - Math.PI / 2;
      const x = left + w / 2 + radius * Math.cos(angle);
      const y = top + h / 2 + radius * Math.sin(angle);
      points.set(id, { id, name, x, y });
    });
    left += w;
    rowHeight = Math.max(rowHeight, h);
  }
  const lines = links.flatMap((link) => {
    const from = points.get(link.people[0]?.id ?? "");
    const to = points.get(link.people[1]?.id ?? link.people[0]?.id ?? "");
    return from && to ? [{ link, from, to }] : [];
  });
  return { width, height: top + rowHeight, points: [...points.values()], lines };
}
