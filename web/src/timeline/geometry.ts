/**
 * Where things lie in the timeline plot. Pure: milliseconds and log-likelihood ratios in, SVG units out.
 * It reads values and never judges them: no threshold is known here.
 */

import type { TimelinePoint } from "../api/types";

export interface Spot {
  x: number;
  y: number;
}

export interface Span {
  from: number;
  to: number;
}

/** A new session does not stretch its first seconds over the whole width. */
const SHORTEST_SPAN_MS = 30_000;
/** Without a point for this long, the line is broken. */
const GAP_MS = 5_000;
/** The smallest value range, so that small noise stays small in the plot. */
const SMALLEST_BOUND = 4;
const MOST_TICKS = 7;
const TICK_STEPS_S = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

export function timeSpan(points: readonly TimelinePoint[]): Span {
  const from = points[0]?.at_ms ?? 0;
  const to = points.at(-1)?.at_ms ?? from;
  return { from, to: Math.max(to, from + SHORTEST_SPAN_MS) };
}

export function xAt(atMs: number, span: Span, width: number): number {
  return ((atMs - span.from) / (span.to - span.from)) * width;
}

export function timeAt(x: number, span: Span, width: number): number {
  const share = Math.min(1, Math.max(0, x / width));
  return span.from + share * (span.to - span.from);
}

/** The half-range of the vertical axis: a power of two that holds every value. */
export function bound(values: readonly (number | null)[]): number {
  let most = SMALLEST_BOUND;
  for (const value of values) {
    while (value !== null && Math.abs(value) > most) most *= 2;
  }
  return most;
}

/** Zero in the middle, positive up. */
export function yAt(value: number, half: number, height: number): number {
  return height / 2 - (value / half) * (height / 2);
}

/** Stretches with a value and a face in view; anything else breaks the line. */
export function stretches(
  points: readonly TimelinePoint[],
  pick: (point: TimelinePoint) => number | null,
): { atMs: number; value: number }[][] {
  const all: { atMs: number; value: number }[][] = [];
  let open: { atMs: number; value: number }[] | null = null;
  for (const point of points) {
    const value = pick(point);
    const last = open?.at(-1);
    if (value === null || !point.face_visible) {
      open = null;
    } else if (open === null || (last && point.at_ms - last.atMs > GAP_MS)) {
      open = [{ atMs: point.at_ms, value }];
      all.push(open);
    } else {
      open.push({ atMs: point.at_ms, value });
    }
  }
  return all;
}

/** Keeps first, last, lowest and highest of each of `buckets` equal parts, in order. */
export function thin<T extends { value: number }>(items: readonly T[], buckets: number): T[] {
  if (items.length <= buckets * 4) return [...items];
  const kept: T[] = [];
  const size = items.length / buckets;
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const part = items.slice(Math.floor(bucket * size), Math.floor((bucket + 1) * size));
    const low = part.reduce((a, b) => (b.value < a.value ? b : a));
    const high = part.reduce((a, b) => (b.value > a.value ? b : a));
    const wanted = new Set([part[0], low, high, part.at(-1)]);
    kept.push(...part.filter((item) => wanted.has(item)));
  }
  return kept;
}

export function linePath(spots: readonly Spot[]): string {
  return spots.map((s, i) => `${i === 0 ? "M" : "L"}${round(s.x)} ${round(s.y)}`).join("");
}

/** The line closed along the zero line. */
export function areaPath(spots: readonly Spot[], zero: number): string {
  const first = spots[0];
  const last = spots.at(-1);
  if (!first || !last) return "";
  return `${linePath(spots)}L${round(last.x)} ${round(zero)}L${round(first.x)} ${round(zero)}Z`;
}

/** Stretches of time without the face, from the point that lost it to the one that has it again. */
export function absences(points: readonly TimelinePoint[]): Span[] {
  const spans: Span[] = [];
  let from: number | null = null;
  for (const point of points) {
    if (!point.face_visible && from === null) from = point.at_ms;
    if (point.face_visible && from !== null) {
      spans.push({ from, to: point.at_ms });
      from = null;
    }
  }
  const last = points.at(-1);
  if (from !== null && last) spans.push({ from, to: last.at_ms });
  return spans;
}

export function timeTicks(span: Span): number[] {
  const seconds = (span.to - span.from) / 1000;
  const step =
    (TICK_STEPS_S.find((s) => seconds / s <= MOST_TICKS) ?? Math.ceil(seconds / MOST_TICKS)) * 1000;
  const ticks: number[] = [];
  for (let at = Math.ceil(span.from / step) * step; at <= span.to; at += step) ticks.push(at);
  return ticks;
}

/** Index of the point nearest in time; -1 when there is none. Points are in time order. */
export function nearest(points: readonly TimelinePoint[], atMs: number): number {
  let low = 0;
  let high = points.length - 1;
  if (high < 0) return -1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.at_ms ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  const after = points[low]?.at_ms ?? 0;
  const before = points[low - 1]?.at_ms;
  return before !== undefined && atMs - before < after - atMs ? low - 1 : low;
}

/** At most `most` items, evenly chosen, with the first and the last. */
export function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  const step = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => items[Math.round(i * step)] as T);
}

const round = (value: number): number => Math.round(value * 10) / 10;
