/** Movements the person is asked for: what to read aloud now, and what came of those before. */

import { useState } from "preact/hooks";
import { api } from "../api/endpoints";
import { type ApiError, asApiError } from "../api/problem";
import type { Cue, CueKind } from "../api/types";
import { MarkIcon } from "../components/mark-icon";
import { ProblemNotice } from "../components/notice";
import { exactPosition } from "../format/time";
import { texts } from "../texts";

const words = texts.cues;
const MARKS = { waiting: "open", done: "yes", missed: "no", not_assessed: "open" } as const;
/** What no measurement tells. */
const YOURS: readonly CueKind[] = ["remove_glasses", "read_digits"];

interface Props {
  sessionId: string;
  cues: Cue[];
  over: boolean;
  /** Whether a model sees hands; null while that is unknown. */
  seesHands: boolean | null;
}

export function CuePanel({ sessionId, cues, over, seesHands }: Props) {
  // Drawn here and not in the verdict yet: shown at once, so that it can be read aloud.
  const [drawn, setDrawn] = useState<{ kind: CueKind; number: number } | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const last = cues.at(-1);
  const isDrawn = drawn !== null && cues.length <= drawn.number;
  const asked = isDrawn ? drawn.kind : last?.state === "waiting" ? last.kind : null;
  if (over && cues.length === 0) return null;

  const ask = () => {
    setError(null);
    const number = cues.length;
    api
      .askCue(sessionId)
      .then(({ kind }) => setDrawn({ kind, number }))
      .catch((thrown: unknown) => setError(asApiError(thrown)));
  };

  return (
    <section class="card cues">
      <h2 class="section-title">{over ? words.titleOver : words.title}</h2>
      {!over && (
        <>
          {asked ? (
            <p class="cue-say" role="status">
              “{words.say[asked]}
              {asked === "read_digits" && (
                <Digits digits={isDrawn ? null : (last?.digits ?? null)} />
              )}
              ”
            </p>
          ) : (
            <p class="quiet">{words.lead}</p>
          )}
          {asked && YOURS.includes(asked) && <p class="quiet">{words.yours}</p>}
          {seesHands === false && <p class="quiet">{words.blind}</p>}
          <button type="button" class="button" disabled={asked !== null} onClick={ask}>
            {asked
              ? YOURS.includes(asked)
                ? words.keeping
                : words.waiting
              : cues.length === 0
                ? words.ask
                : words.again}
          </button>
        </>
      )}
      {error && <ProblemNotice error={error} />}
      {cues.length > 0 && (
        <ol class="cue-list" reversed>
          {[...cues].reverse().map((cue) => (
            <li key={cue.asked_at_ms}>
              <MarkIcon mark={MARKS[cue.state]} />
              <span>
                <strong>
                  {words.name[cue.kind]}
                  {cue.digits && `: ${spaced(cue.digits)}`}
                </strong>{" "}
                <small>{exactPosition(cue.asked_at_ms)}</small>
                <br />
                {result(cue)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** Known a moment after the cue: they are drawn from the frame at which it was given. */
function Digits({ digits }: { digits: string | null }) {
  return <span class="cue-digits"> {digits === null ? "…" : spaced(digits)}</span>;
}

/** So that they are read one by one, by people and by screen readers. */
const spaced = (digits: string) => [...digits].join(" ");

function result(cue: Cue): string {
  const said =
    cue.state === "done"
      ? words.done(((cue.after_ms ?? 0) / 1000).toFixed(1))
      : cue.state === "missed"
        ? words.missed
        : cue.state === "not_assessed"
          ? words.notAssessed
          : words.waiting;
  return cue.lowest_score === null ? said : `${said}; ${words.score(cue.lowest_score.toFixed(2))}`;
}
