/** Where the scores of a drift lie in a picture: time to the right, score up. Pure. */

import type { Drift, DriftPoint } from "../api/continuity";

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Scores of one reference in time order. */
export interface Line {
  reference: string;
  points: { x: number; y: number; point: DriftPoint }[];
}

/** Room above and below the scores, as a share of their range. */
const MARGIN = 0.1;

/** The range of the axis: at least from 0 to 1, where scores of the known embedders lie. */
export function range(points: DriftPoint[]): [number, number] {
  const scores = points.map((p) => p.score);
  const low = Math.min(0, ...scores);
  const high = Math.max(1, ...scores);
  const room = low < 0 || high > 1 ? (high - low) * MARGIN : 0;
  return [low < 0 ? low - room : low, high > 1 ? high + room : high];
}

export function lines(drift: Drift, box: Box): Line[] {
  const times = drift.points.map((p) => Date.parse(p.at));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const [low, high] = range(drift.points);
  // A single moment stands in the middle.
  const x = (at: string) =>
    last === first
      ? (box.left + box.right) / 2
      : box.left + ((Date.parse(at) - first) / (last - first)) * (box.right - box.left);
  const y = (score: number) => box.bottom - ((score - low) / (high - low)) * (box.bottom - box.top);
  return drift.references
    .map(({ id }) => ({
      reference: id,
      points: drift.points
        .filter((p) => p.reference_id === id)
        .map((point) => ({ x: x(point.at), y: y(point.score), point })),
    }))
    .filter((line) => line.points.length > 0);
}
