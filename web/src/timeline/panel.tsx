/** One series of the plot: a line around zero, up speaking for the person. */

import type { TimelinePoint } from "../api/types";
import {
  areaPath,
  bound,
  linePath,
  type Span,
  type Spot,
  stretches,
  thin,
  xAt,
  yAt,
} from "./geometry";

export interface Series {
  id: string;
  title: string;
  up: string;
  down: string;
  /** Positive must speak for the person. */
  pick: (point: TimelinePoint) => number | null;
}

interface Props {
  series: Series;
  points: TimelinePoint[];
  span: Span;
  left: number;
  top: number;
  width: number;
  height: number;
  read: TimelinePoint | null;
}

const BUCKETS = 300;

export function Panel({ series, points, span, left, top, width, height, read }: Props) {
  const half = bound(points.map(series.pick));
  const spotOf = (item: { atMs: number; value: number }): Spot => ({
    x: left + xAt(item.atMs, span, width),
    y: top + yAt(item.value, half, height),
  });
  const lines = stretches(points, series.pick).map((s) => thin(s, BUCKETS).map(spotOf));
  const zero = top + height / 2;
  const readValue = read?.face_visible ? series.pick(read) : null;
  const dot = read && readValue !== null ? spotOf({ atMs: read.at_ms, value: readValue }) : null;
  return (
    <g class="panel">
      <clipPath id={`${series.id}-up`}>
        <rect x={left} y={top - 2} width={width} height={height / 2 + 2} />
      </clipPath>
      <clipPath id={`${series.id}-down`}>
        <rect x={left} y={zero} width={width} height={height / 2 + 2} />
      </clipPath>
      <text class="panel-title" x="0" y={zero + 5}>
        {series.title}
      </text>
      <text class="axis-word" x={left - 10} y={top + 11} text-anchor="end">
        {series.up}
      </text>
      <text class="axis-word" x={left - 10} y={top + height - 2} text-anchor="end">
        {series.down}
      </text>
      <line class="zero" x1={left} x2={left + width} y1={zero} y2={zero} />
      {lines.map((spots) => (
        <g key={spots[0]?.x}>
          <path class="area up" clip-path={`url(#${series.id}-up)`} d={areaPath(spots, zero)} />
          <path class="area down" clip-path={`url(#${series.id}-down)`} d={areaPath(spots, zero)} />
          <path class="line" d={linePath(spots)} />
          {spots.length === 1 && spots[0] && (
            <circle class="point" cx={spots[0].x} cy={spots[0].y} r="2" />
          )}
        </g>
      ))}
      {dot && <circle class="dot" cx={dot.x} cy={dot.y} r="4.5" />}
    </g>
  );
}
