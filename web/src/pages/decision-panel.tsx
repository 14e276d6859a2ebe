/** After a session: what the human decides, their note, and the record to take away. */

import { useState } from "preact/hooks";
import { addresses, api } from "../api/endpoints";
import type { Decision, Outcome } from "../api/types";
import { StandingIcon } from "../components/icons";
import { ProblemNotice } from "../components/notice";
import { moment } from "../format/time";
import { decisionTexts as words } from "../texts";
import { useLoad } from "../use-load";
import { DecisionForm } from "./decision-form";
import { tellDecided } from "./use-reviews";

export function DecisionPanel({ sessionId }: { sessionId: string }) {
  const { value, error, reload } = useLoad(sessionId, () => api.decisions(sessionId));
  const [chosen, setChosen] = useState<Outcome | null>(null);
  const waits = value?.standing?.waits_for_second ?? false;
  return (
    <section class="card decision" aria-labelledby="decision-title">
      <h2 id="decision-title" class="section-title">
        {words.title}
      </h2>
      {error && <ProblemNotice error={error} retry={reload} />}
      {value && value.items.length > 0 && <Earlier items={value.items} />}
      {waits && (
        <p class="notice" role="status">
          {words.waits}
        </p>
      )}
      <DecisionForm
        sessionId={sessionId}
        chosen={chosen}
        onChoose={setChosen}
        onRecorded={() => {
          reload();
          tellDecided();
        }}
      />
      <p class="decision-record">
        <a class="button" href={addresses.bundle(sessionId)} download="">
          {words.bundle}
        </a>
        <button type="button" class="button" onClick={() => print()}>
          {words.print}
        </button>
      </p>
      <p class="hint">{words.bundleHint}</p>
    </section>
  );
}

export function Earlier({ items }: { items: Decision[] }) {
  const now = new Date();
  return (
    <ol class="decision-list" aria-label={words.earlier}>
      {items.map((item) => (
        <li key={item.id} class={`is-${item.outcome}`}>
          <StandingIcon standing={item.outcome} />
          <span>
            <strong>{words.choices[item.outcome]}</strong>{" "}
            {item.agrees !== null && (item.agrees ? words.agrees : words.differs)}
            <br />
            <small>
              {moment(item.at, now)}, {words.by(item.actor)}
            </small>
            {item.note && <q class="decision-note">{item.note}</q>}
          </span>
        </li>
      ))}
    </ol>
  );
}
