/** Identity and presence over time, with a read-out for pointer and keyboard. */

import { useId, useRef, useState } from "preact/hooks";
import type { Reason, TimelinePoint } from "../api/types";
import { position } from "../format/time";
import { texts } from "../texts";
import { signed } from "../verdict/likelihood";
import { absences, nearest, timeAt, timeSpan, timeTicks, xAt } from "./geometry";
import { Panel, type Series } from "./panel";
import { TimelineTable } from "./table";
import { useWidth } from "./use-width";

const words = texts.timeline;
const HEIGHT = { panel: 78, gap: 30, top: 22, axis: 26 };
const GUTTER = { wide: 196, narrow: 84 };
const NARROW_PX = 560;
const RIGHT = 12;

/** An attack LLR is drawn upside down: in both panels, up speaks for the person. */
const flipped = (value: number | null) => (value === null ? null : -value);

interface Props {
  points: TimelinePoint[];
  reasons: Reason[];
}

export function Timeline({ points, reasons }: Props) {
  if (points.length === 0) return <p class="quiet">{words.empty}</p>;
  return (
    <div class="timeline">
      <Plot points={points} reasons={reasons} />
      <TimelineTable points={points} />
    </div>
  );
}

function Plot({ points, reasons }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame, 900);
  const [chosen, setChosen] = useState<number | null>(null);
  const id = useId();

  const narrow = width < NARROW_PX;
  const left = narrow ? GUTTER.narrow : GUTTER.wide;
  const plot = Math.max(120, width - left - RIGHT);
  const span = timeSpan(points);
  const last = points.length - 1;
  const index = chosen === null ? last : Math.min(chosen, last);
  const read = points[index] ?? null;
  const bottom = HEIGHT.top + 2 * HEIGHT.panel + HEIGHT.gap;
  const series: Series[] = [
    {
      id: `${id}-identity`,
      title: narrow ? "" : words.identity,
      up: words.identityUp,
      down: words.identityDown,
      pick: (p) => p.identity_llr,
    },
    {
      id: `${id}-presence`,
      title: narrow ? "" : words.presence,
      up: words.presenceUp,
      down: words.presenceDown,
      pick: (p) => flipped(p.presence_llr),
    },
  ];

  const onPointerMove = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (box) setChosen(nearest(points, timeAt(event.clientX - box.left - left, span, plot)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.round(points.length / 20));
    const target: Record<string, number> = {
      ArrowLeft: index - 1,
      ArrowRight: index + 1,
      PageUp: index + page,
      PageDown: index - page,
      Home: 0,
      End: last,
    };
    const wanted = target[event.key];
    if (event.key === "Escape") setChosen(null);
    if (wanted === undefined) return;
    event.preventDefault();
    setChosen(Math.min(last, Math.max(0, wanted)));
  };

  return (
    <>
      <p class="timeline-read" aria-hidden="true">
        {read && readOut(read)}
      </p>
      <div
        ref={frame}
        class="timeline-frame"
        role="slider"
        tabIndex={0}
        aria-label={words.label}
        aria-valuemin={span.from}
        aria-valuemax={span.to}
        aria-valuenow={read?.at_ms ?? 0}
        aria-valuetext={read ? readOut(read) : ""}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setChosen(null)}
        onKeyDown={onKeyDown}
        onBlur={() => setChosen(null)}
      >
        <svg width={width} height={bottom + HEIGHT.axis} aria-hidden="true">
          {absences(points).map((gap) => (
            <rect
              key={gap.from}
              class="absence"
              x={left + xAt(gap.from, span, plot)}
              y={HEIGHT.top}
              width={Math.max(1, xAt(gap.to, span, plot) - xAt(gap.from, span, plot))}
              height={bottom - HEIGHT.top}
            />
          ))}
          {timeTicks(span).map((at) => {
            const x = left + xAt(at, span, plot);
            return (
              <g key={at}>
                <line class="grid" x1={x} x2={x} y1={HEIGHT.top} y2={bottom} />
                <text class="tick" x={x} y={bottom + 18} text-anchor="middle">
                  {position(at)}
                </text>
              </g>
            );
          })}
          {series.map((one, i) => (
            <Panel
              key={one.id}
              series={one}
              points={points}
              span={span}
              left={left}
              top={HEIGHT.top + i * (HEIGHT.panel + HEIGHT.gap)}
              width={plot}
              height={HEIGHT.panel}
              read={read}
            />
          ))}
          {marks(reasons, span.from, span.to).map(({ number, at }) => {
            const x = left + xAt(at, span, plot);
            return (
              <g key={number} class="reason-mark">
                <line x1={x} x2={x} y1={HEIGHT.top - 4} y2={bottom} />
                <circle cx={x} cy={HEIGHT.top - 11} r="8.5" />
                <text x={x} y={HEIGHT.top - 7} text-anchor="middle">
                  {number}
                </text>
              </g>
            );
          })}
          {chosen !== null && read && (
            <line
              class="crosshair"
              x1={left + xAt(read.at_ms, span, plot)}
              x2={left + xAt(read.at_ms, span, plot)}
              y1={HEIGHT.top}
              y2={bottom}
            />
          )}
        </svg>
      </div>
    </>
  );
}

function readOut(point: TimelinePoint): string {
  const at = position(point.at_ms);
  if (!point.face_visible) return `${at} · ${words.noFace}`;
  const value = (llr: number | null) => (llr === null ? words.none : words.value(signed(llr)));
  return `${at} · ${words.columns.identity.replace(" LLR", "")} ${value(point.identity_llr)} · ${words.columns.presence.replace(" LLR", "")} ${value(point.presence_llr)}`;
}

/** Reasons with a place, numbered as in the list. */
function marks(reasons: Reason[], from: number, to: number): { number: number; at: number }[] {
  return reasons.flatMap((reason, i) =>
    reason.at_ms !== null && reason.at_ms >= from && reason.at_ms <= to
      ? [{ number: i + 1, at: reason.at_ms }]
      : [],
  );
}
