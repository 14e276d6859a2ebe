/** Everything that is needed to decide on a link, and the decision; all of it works from the keyboard. */

import { useRef, useState } from "preact/hooks";
import type { LinkAnswer, LinkPair, OpenedLink } from "../api/links";
import { sentence } from "../api/problem";
import { moment } from "../format/time";
import { answersTo, LinkDecisionForm, LinkDecisions } from "../links/decide";
import { LinkFaces } from "../links/faces";
import { LinkGraph } from "../links/graph";
import { LinkPairs } from "../links/pairs";
import { LinkRooms } from "../links/rooms";
import { LinkSharedValues } from "../links/shared";
import { LinkState } from "../links/table";
import { LinkTimeline } from "../links/timeline";
import { paths } from "../router";
import { decisionTexts, linkTexts as words } from "../texts";
import { useReviewKeys } from "./use-review-keys";

interface Props {
  opened: OpenedLink;
  onRecorded: (opened: OpenedLink) => void;
}

export function LinkScreen({ opened, onRecorded }: Props) {
  const { link, pairs } = opened;
  const [shown, setShown] = useState<LinkPair | null>(pairs[0] ?? null);
  const [chosen, setChosen] = useState<LinkAnswer | null>(null);
  const noteField = useRef<HTMLTextAreaElement>(null);
  const now = new Date();
  const step = (by: number) => {
    const at = pairs.findIndex((p) => p.here === shown?.here && p.there === shown?.there);
    setShown(pairs[Math.min(pairs.length - 1, Math.max(0, at + by))] ?? null);
  };
  const keys = useReviewKeys({
    n: () => noteField.current?.focus(),
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    ...Object.fromEntries(
      answersTo(link.kind).map((answer, i) => [String(i + 1), () => setChosen(answer)]),
    ),
  });
  const submit = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    noteField.current?.form?.requestSubmit();
  };
  return (
    <article onKeyDown={submit}>
      <header class="session-head">
        <div>
          <p>
            <a href={paths.links()}>{words.back}</a>
          </p>
          <h1>
            {link.people.map((person, i) => (
              <>
                {i > 0 && " · "}
                <a href={paths.person(person.id)}>{person.display_name}</a>
              </>
            ))}
          </h1>
          <p>
            {words.kinds[link.kind]} · {moment(link.found_at, now)}
          </p>
        </div>
        <div class="session-state">
          <LinkState link={link} />
        </div>
      </header>
      <div class="review-main">
        <div class="review-seen">
          {link.kind === "one_room" ? (
            <LinkRooms opened={opened} now={now} />
          ) : (
            <>
              <LinkFaces link={link} shown={shown} now={now} />
              <LinkPairs link={link} pairs={pairs} shown={shown} onShow={setShown} now={now} />
            </>
          )}
          {opened.in_common.length > 0 && (
            <section class="card">
              <h2 class="section-title">{words.inCommon}</h2>
              <ul class="link-common">
                {opened.in_common.map((kind) => (
                  <li key={kind}>{words.common[kind] ?? kind}</li>
                ))}
              </ul>
            </section>
          )}
        </div>
        <div class="review-judged">
          <section class="card decision" aria-labelledby="decision-title">
            <Told opened={opened} now={now} />
            {opened.decisions.length > 0 && <LinkDecisions items={opened.decisions} now={now} />}
            <LinkDecisionForm
              linkId={link.id}
              kind={link.kind}
              chosen={chosen}
              onChoose={setChosen}
              onRecorded={onRecorded}
              noteField={noteField}
            />
            <Keys {...keys} />
          </section>
        </div>
      </div>
      <LinkSharedValues opened={opened} />
      <LinkGraph links={opened.cluster_links} title={words.cluster} current={link.id} />
      <LinkTimeline opened={opened} now={now} />
    </article>
  );
}

/** Whose decision is missing, or what two people agreed on. */
function Told({ opened, now }: { opened: OpenedLink; now: Date }) {
  const { link, decisions, is_yours } = opened;
  const newest = decisions.at(-1);
  const isSecond = link.waits_for === "second_decision" && newest !== undefined;
  return (
    <>
      <h2 id="decision-title" class="section-title">
        {isSecond ? words.second : words.decide}
      </h2>
      {isSecond && (
        <p class="notice second-person" role="status">
          {is_yours
            ? words.yours(words.answers[newest.answer])
            : sentence(
                words.theirs(
                  decisionTexts.by(newest.actor),
                  words.answers[newest.answer],
                  moment(newest.at, now),
                ),
              )}
        </p>
      )}
      {link.waits_for === null && link.answer && (
        <p class="notice second-person" role="status">
          {words.settled(words.answers[link.answer])}
        </p>
      )}
    </>
  );
}

function Keys({ on, setOn }: { on: boolean; setOn: (on: boolean) => void }) {
  return (
    <details class="review-keys">
      <summary>{words.keys.title}</summary>
      <label class="check">
        <input type="checkbox" checked={on} onChange={(e) => setOn(e.currentTarget.checked)} />
        {words.keys.on}
      </label>
      <dl>
        {words.keys.rows.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
