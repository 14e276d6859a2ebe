/** Scores over time, one line per reference, as a picture and as a table. */

import { useRef } from "preact/hooks";
import { continuityApi, type Drift } from "../api/continuity";
import type { ReferenceView } from "../api/types";
import { ProblemNotice } from "../components/notice";
import { moment, shortDay } from "../format/time";
import { paths } from "../router";
import { continuityTexts, texts } from "../texts";
import { useWidth } from "../timeline/use-width";
import { useLoad } from "../use-load";
import { lines, range } from "./drift-geometry";

const words = continuityTexts.drift;
const HEIGHT = 180;
const GUTTER = { left: 36, right: 12, top: 10, bottom: 26 };
/** Kinds of dashes: lines are told apart by them and by their names, not by colour alone. */
const DASHES = ["none", "7 4", "2 4", "10 3 2 3"];

export function DriftPanel({ personId, now }: { personId: string; now: Date }) {
  const { value, error, reload } = useLoad(`drift of ${personId}`, () =>
    continuityApi.drift(personId),
  );
  return (
    <section class="drift">
      <h2 class="section-title">{words.title}</h2>
      <p class="quiet">{words.hint}</p>
      {error && <ProblemNotice error={error} retry={reload} />}
      {value && value.points.length === 0 && <p class="quiet">{words.none}</p>}
      {value && value.points.length > 0 && (
        <>
          <Chart drift={value} now={now} />
          <Table drift={value} now={now} />
        </>
      )}
    </section>
  );
}

function nameOf(reference: ReferenceView | undefined, now: Date): string {
  if (!reference?.session_kind) return words.pictures;
  return words.of(texts.kinds[reference.session_kind], shortDay(reference.captured_at, now));
}

function Chart({ drift, now }: { drift: Drift; now: Date }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame, 800);
  const box = {
    left: GUTTER.left,
    right: Math.max(GUTTER.left + 40, width - GUTTER.right),
    top: GUTTER.top,
    bottom: HEIGHT - GUTTER.bottom,
  };
  const drawn = lines(drift, box);
  const [low, high] = range(drift.points);
  const first = drift.points[0];
  const last = drift.points.at(-1);
  const level = (score: number) =>
    box.bottom - ((score - low) / (high - low)) * (box.bottom - box.top);
  return (
    <div class="drift-frame" ref={frame}>
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={words.label(drift.points.length, drawn.length)}
      >
        {[0, 0.25, 0.5, 0.75, 1].map((score) => (
          <g key={score}>
            <line
              class="drift-rule"
              x1={box.left}
              x2={box.right}
              y1={level(score)}
              y2={level(score)}
            />
            <text class="drift-tick" x={box.left - 8} y={level(score) + 4} text-anchor="end">
              {score}
            </text>
          </g>
        ))}
        {drawn.map((line, index) => (
          <g key={line.reference} class={`drift-line line-${index % DASHES.length}`}>
            <polyline
              points={line.points.map((p) => `${p.x},${p.y}`).join(" ")}
              stroke-dasharray={DASHES[index % DASHES.length]}
            />
            {line.points.map(({ x, y, point }) => (
              <circle
                key={point.session_id}
                class={`drift-point is-${point.state}`}
                cx={x}
                cy={y}
                r={point.state === "same" ? 3.5 : 5}
              />
            ))}
          </g>
        ))}
        {first && (
          <text class="drift-tick" x={box.left} y={HEIGHT - 6}>
            {shortDay(first.at, now)}
          </text>
        )}
        {last && last.at !== first?.at && (
          <text class="drift-tick" x={box.right} y={HEIGHT - 6} text-anchor="end">
            {shortDay(last.at, now)}
          </text>
        )}
      </svg>
      <ul class="drift-key">
        {drawn.map((line, index) => (
          <li key={line.reference} class={`drift-line line-${index % DASHES.length}`}>
            <svg width="28" height="10" aria-hidden="true">
              <polyline points="0,5 28,5" stroke-dasharray={DASHES[index % DASHES.length]} />
            </svg>
            {nameOf(
              drift.references.find((r) => r.id === line.reference),
              now,
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Table({ drift, now }: { drift: Drift; now: Date }) {
  return (
    <details class="drift-table">
      <summary>{words.table}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.columns.session}</th>
            <th scope="col">{words.columns.reference}</th>
            <th scope="col">{words.columns.score}</th>
            <th scope="col">{words.columns.state}</th>
          </tr>
        </thead>
        <tbody>
          {[...drift.points].reverse().map((point) => (
            <tr key={`${point.session_id} ${point.reference_id}`}>
              <td>
                <a href={paths.session(point.session_id)}>
                  {texts.kinds[point.kind]}, {moment(point.at, now)}
                </a>
              </td>
              <td>
                {nameOf(
                  drift.references.find((r) => r.id === point.reference_id),
                  now,
                )}
              </td>
              <td>{point.score.toFixed(2)}</td>
              <td>{words.states[point.state]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
