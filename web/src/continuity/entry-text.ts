/** What an entry of a timeline says, apart from how it looks: a title, lines below it, and how it stands. */

import type { TimelineEntry } from "../api/continuity";
import { sentence } from "../api/problem";
import { moment } from "../format/time";
import { linkTexts, texts, continuityTexts as words } from "../texts";
import { reasonName } from "../verdict/reason-name";
import type { Standing } from "../verdict/standing";

export interface EntryText {
  title: string;
  lines: string[];
  standing: Standing | null;
  /** The session it leads to. */
  session: string | null;
  /** The link between identities it leads to. */
  link?: string;
}

/** Reasons below a session: the first ones tell it. */
const REASONS = 3;

type Entry<T extends TimelineEntry["type"]> = Extract<TimelineEntry, { type: T }>;

/** Nothing for a type that this page does not know yet. */
export function entryText(entry: TimelineEntry, now: Date): EntryText | null {
  const plain = (title: string, lines: string[] = []): EntryText => ({
    title,
    lines,
    standing: null,
    session: null,
  });
  switch (entry.type) {
    case "created":
      return plain(words.created);
    case "consent":
      return plain(words.consent(entry.text_version));
    case "reference":
      return reference(entry);
    case "invitation":
      return {
        ...plain(`${words.purposes[entry.purpose]}: ${words.steps[entry.step]}`),
        standing: entry.outcome,
      };
    case "session":
      return session(entry);
    case "decision":
      return {
        title: words.decided(entry.outcome),
        lines: [
          `${words.by(entry.actor)}. ${words.decidedOn(entry.verdict)}`,
          ...(entry.note === null ? [] : [entry.note]),
        ],
        standing: entry.outcome,
        session: entry.session_id,
      };
    case "reverification":
      return {
        title: words.turns[entry.turn](entry.group),
        lines: entry.due_at === null ? [] : [words.dueOn(moment(entry.due_at, now))],
        standing: turnStanding(entry.turn),
        session: entry.session_id,
      };
    case "risk":
      return risk(entry, now);
    case "link":
      return {
        ...plain(words.linked[entry.kind], [
          entry.answer === null
            ? words.linkWaits
            : words.linkAnswer(linkTexts.answers[entry.answer]),
        ]),
        standing: entry.is_waiting ? "refer" : null,
        link: entry.link_id,
      };
    case "told":
      return plain(`${words.channels[entry.channel]}: ${entry.event}`, [
        words.told[entry.state] + (entry.error === null ? "" : ` (${entry.error})`),
      ]);
    default:
      return null;
  }
}

function turnStanding(turn: Entry<"reverification">["turn"]): Standing | null {
  if (turn === "done") return "accept";
  return turn === "due" || turn === "overdue" ? "refer" : null;
}

function reference({ reference: kept }: Entry<"reference">): EntryText {
  const kind = kept.session_kind ? texts.kinds[kept.session_kind] : null;
  return {
    title: kind === null ? words.portrait : words.reference(kind),
    lines: [kept.comparable ? words.quality(kept.quality) : texts.person.notComparable],
    standing: null,
    session: kept.session_id ?? null,
  };
}

function session(entry: Entry<"session">): EntryText {
  const lines: string[] = [];
  if (entry.comparison) {
    const meaning = words.meanings[entry.comparison.meaning] ?? entry.comparison.meaning;
    lines.push(meaning, sentence(entry.comparison.text));
  }
  const against = entry.reasons.filter((code) => code !== "same_person" && code !== "live");
  if (against.length > 0) lines.push(against.slice(0, REASONS).map(reasonName).join(" · "));
  if (entry.error !== null) lines.push(words.failed(entry.error));
  if (entry.standing?.waits_for_second) lines.push(words.waitsForSecond);
  else if (entry.standing?.is_human) lines.push(words.overturned(entry.standing.outcome));
  const isLive = entry.state === "created" || entry.state === "running";
  const standing = entry.standing?.outcome ?? (isLive ? "forming" : "none");
  return { title: texts.kinds[entry.kind], lines, standing, session: entry.session_id };
}

function risk({ risk: event }: Entry<"risk">, now: Date): EntryText {
  const facts = [
    words.asksFor[event.requires],
    event.country === null ? null : words.from(event.country),
    event.is_hosting ? words.hosting : null,
    event.settled_at === null ? null : words.settled(moment(event.settled_at, now)),
  ];
  return {
    title: words.risks[event.kind] ?? event.kind,
    lines: [facts.filter((fact) => fact !== null).join(" · ")],
    standing: event.settled_at === null && event.requires !== "none" ? "refer" : null,
    session: null,
  };
}
