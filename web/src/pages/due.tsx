/** Who is due for re-verification, the earliest first. */

import { useEffect, useState } from "preact/hooks";
import { continuityApi, type DueLine, type DueState } from "../api/continuity";
import { type ApiError, asApiError } from "../api/problem";
import { StandingIcon } from "../components/icons";
import { ProblemNotice, Waiting } from "../components/notice";
import { day } from "../format/time";
import { paths } from "../router";
import { continuityTexts, texts } from "../texts";
import type { Standing } from "../verdict/standing";

const words = continuityTexts.due;

const STANDINGS: Record<DueState, Standing> = { current: "none", due: "refer", overdue: "reject" };

export function DuePage() {
  const [items, setItems] = useState<DueLine[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const now = new Date();
  const load = (place: string | null) => {
    setError(null);
    continuityApi
      .due(place)
      .then((page) => {
        setItems((was) => (place === null ? page.items : [...(was ?? []), ...page.items]));
        setNext(page.next);
      })
      .catch((thrown: unknown) => setError(asApiError(thrown)));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens
  useEffect(() => {
    document.title = `${words.title} · ${texts.product}`;
    load(null);
  }, []);
  return (
    <div class="page due">
      <header class="page-head">
        <div>
          <h1>{words.title}</h1>
          <p class="page-sub">{words.lead}</p>
        </div>
      </header>
      {error && <ProblemNotice error={error} retry={() => load(null)} />}
      {items === null && !error && <Waiting />}
      {items?.length === 0 && <p class="quiet">{words.none}</p>}
      {items && items.length > 0 && (
        <section class="rows">
          <ul>
            {items.map((line) => (
              <li key={line.person_id}>
                <a class="row due-row" href={paths.person(line.person_id)}>
                  <span class={`chip is-${STANDINGS[line.state]}`}>
                    <StandingIcon standing={STANDINGS[line.state]} />
                    {words.states[line.state]}
                  </span>
                  <span class="row-person">{line.display_name}</span>
                  <span class="row-why">{line.group}</span>
                  <span class="row-when">
                    {day(line.due_at, now)}
                    <small>{words.grace(day(line.overdue_at, now))}</small>
                  </span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {next !== null && (
        <button type="button" class="button wide-button" onClick={() => load(next)}>
          {words.more}
        </button>
      )}
    </div>
  );
}
