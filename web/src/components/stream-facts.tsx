/** What the stream shows of itself: a quiet list, for the eye. Nothing here decides anything. */

import type { StreamFacts } from "../api/types";
import { texts } from "../texts";

const words = texts.streamFacts;

export function StreamFactsList({ facts }: { facts: StreamFacts }) {
  const rows = streamRows(facts);
  if (rows.length === 0) return null;
  return (
    <>
      <dl class="stream-facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">{words.note}</p>
    </>
  );
}

/** Name and value of everything that was measured and says something. */
export function streamRows(facts: StreamFacts): [string, string][] {
  const rows: [string, string | null][] = [
    [words.rate, facts.rate_hz === null ? null : words.perSecond(facts.rate_hz)],
    [words.uneven, share(facts.uneven)],
    [words.repeated, share(facts.repeated)],
    [words.changes, facts.changes > 0 ? words.times(facts.changes) : null],
    [words.away, facts.away_ms > 0 ? words.seconds(facts.away_ms) : null],
    [words.gaps, facts.gaps_ms > 0 ? words.seconds(facts.gaps_ms) : null],
    [words.secondFace, facts.second_face ? share(facts.second_face) : null],
    [words.camera, facts.camera && camera(facts.camera)],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== null);
}

function share(value: number | null): string | null {
  return value === null ? null : words.percent(100 * value);
}

function camera({ label, size, hints }: NonNullable<StreamFacts["camera"]>): string {
  const name = words.cameraLine(label || words.noLabel, size.width, size.height);
  return [name, ...hints.map((hint) => words.hints[hint])].join("; ");
}
