/** A person's line in time order: days as headings, one entry below the other. */

import { useState } from "preact/hooks";
import type { TimelineEntry } from "../api/continuity";
import { StandingIcon } from "../components/icons";
import { ProblemNotice, Waiting } from "../components/notice";
import { clock, day } from "../format/time";
import { paths } from "../router";
import { texts, continuityTexts as words } from "../texts";
import { entryText } from "./entry-text";
import { useTimeline } from "./use-timeline";

export function PersonTimeline({ personId, now }: { personId: string; now: Date }) {
  const { items, loaded, error, more, reload } = useTimeline(personId);
  const [withMessages, setWithMessages] = useState(false);
  const shown = items.filter((entry) => withMessages || entry.type !== "told");
  return (
    <section class="story">
      <div class="story-head">
        <h2 class="section-title">{words.title}</h2>
        <label class="check">
          <input
            type="checkbox"
            checked={withMessages}
            onChange={(event) => setWithMessages(event.currentTarget.checked)}
          />
          {words.withMessages}
        </label>
      </div>
      <p class="quiet">{words.hint}</p>
      {error && <ProblemNotice error={error} retry={reload} />}
      {!loaded && !error && <Waiting />}
      {loaded && items.length === 0 && <p class="quiet">{words.empty}</p>}
      {byDay(shown, now).map(([title, entries]) => (
        <div class="story-day" key={entries[0]?.id}>
          <h3>{title}</h3>
          <ol>
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} now={now} />
            ))}
          </ol>
        </div>
      ))}
      {more && (
        <button type="button" class="button wide-button" onClick={more}>
          {words.older}
        </button>
      )}
    </section>
  );
}

/** Entries of one day stay together, in the order in which they came. */
function byDay(entries: TimelineEntry[], now: Date): [string, TimelineEntry[]][] {
  const days: [string, TimelineEntry[]][] = [];
  for (const entry of entries) {
    const title = day(entry.at, now);
    const last = days.at(-1);
    if (last && last[0] === title) last[1].push(entry);
    else days.push([title, [entry]]);
  }
  return days;
}

function Entry({ entry, now }: { entry: TimelineEntry; now: Date }) {
  const text = entryText(entry, now);
  if (text === null) return null;
  const { standing } = text;
  return (
    <li class={`story-entry of-${entry.type}`}>
      <time class="story-when" dateTime={entry.at}>
        {clock(entry.at)}
      </time>
      <span class="story-mark">
        {standing === null ? <span class="story-dot" /> : <StandingIcon standing={standing} />}
      </span>
      <div class="story-body">
        <p class="story-title">
          {text.title}
          {standing !== null && entry.type === "session" && (
            <span class={`story-outcome is-${standing}`}>{texts.standings[standing]}</span>
          )}
        </p>
        {text.lines.map((line) => (
          <p key={line} class="story-line">
            {line}
          </p>
        ))}
      </div>
      {text.session !== null && (
        <a class="story-link" href={paths.session(text.session)}>
          {words.open}
          <span class="visually-hidden"> {`${text.title}, ${clock(entry.at)}`}</span>
        </a>
      )}
      {text.link !== undefined && (
        <a class="story-link" href={paths.link(text.link)}>
          {words.openLink}
          <span class="visually-hidden"> {clock(entry.at)}</span>
        </a>
      )}
    </li>
  );
}
