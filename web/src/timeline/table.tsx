/** The plot as text, for those who do not see it or want the figures. */

import { useState } from "preact/hooks";
import type { TimelinePoint } from "../api/types";
import { exactPosition } from "../format/time";
import { texts } from "../texts";
import { signed } from "../verdict/likelihood";
import { evenly } from "./geometry";

const MOST_ROWS = 60;
const words = texts.timeline;

export function TimelineTable({ points }: { points: TimelinePoint[] }) {
  const [open, setOpen] = useState(false);
  const value = (llr: number | null) => (llr === null ? words.none : signed(llr));
  const rows = open ? evenly(points, MOST_ROWS) : [];
  return (
    <details class="timeline-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.table}</summary>
      {open && (
        <>
          <p class="quiet">{words.llrNote}</p>
          {rows.length < points.length && (
            <p class="quiet">{words.tableNote(rows.length, points.length)}</p>
          )}
          <table>
            <thead>
              <tr>
                <th scope="col">{words.columns.at}</th>
                <th scope="col">{words.columns.identity}</th>
                <th scope="col">{words.columns.presence}</th>
                <th scope="col">{words.columns.face}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((point) => (
                <tr key={point.at_ms}>
                  <th scope="row">{exactPosition(point.at_ms)}</th>
                  <td>{value(point.identity_llr)}</td>
                  <td>{value(point.presence_llr)}</td>
                  <td>{point.face_visible ? words.yes : words.no}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </details>
  );
}
