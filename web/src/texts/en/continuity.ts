/** English: a person's timeline, the scores over time, and re-verification. */

import type { Outcome } from "../../api/types";

const outcomes: Record<Outcome, string> = { accept: "accept", refer: "refer", reject: "reject" };

export const continuity = {
  title: "Timeline",
  hint: "Everything that happened, the newest first. Each session says what its comparisons mean.",
  withMessages: "Show messages that were sent",
  older: "Show what happened before",
  empty: "Nothing has happened yet.",
  open: "Open session",
  openLink: "Open link",

  meanings: {
    same: "The same person",
    hand_over: "Hand-over: the person of the ID, not the one of an earlier session",
    borrowed_id: "Borrowed ID: the person of earlier sessions, not the one of the ID",
    mixed: "The same as some earlier sessions and not as others",
    somebody_else: "Somebody else",
    not_told: "Cannot be told",
    nothing_to_compare: "Nothing to compare with",
  } as Record<string, string>,

  created: "Person added",
  consent: (version: string) => `Agreed to notice ${version}`,
  portrait: "ID portrait set",
  reference: (kind: string) => `Reference kept from this ${kind.toLowerCase()}`,
  quality: (score: number) => `Quality ${Math.round(score)} of 100`,
  purposes: { check: "Check", reverification: "Re-verification" },
  steps: {
    invited: "link made",
    opened: "link opened",
    agreed: "agreed to the notice",
    declined: "did not agree to the notice",
    document: "document accepted",
    finished: "finished",
    revoked: "called off",
  },
  decided: (outcome: Outcome) => `A human decided: ${outcomes[outcome]}`,
  decidedOn: (verdict: Outcome | null) =>
    verdict === null ? "There was no verdict." : `The verdict was ${outcomes[verdict]}.`,
  by: (actor: string) => {
    if (actor === "operator") return "By the operator at the machine";
    const [kind, id] = actor.split(":");
    return kind === "api_key" && id ? `By key ${id.slice(0, 8)}` : `By ${actor}`;
  },
  waitsForSecond: "Waits for a second person",
  overturned: (outcome: Outcome) => `A human's decision holds: ${outcomes[outcome]}`,
  failed: (code: string) => `No verdict (${code})`,
  turns: {
    joined: (group: string) => `Verified again from now on, as ${group}`,
    left: (group: string) => `Not verified again any more${group ? ` (was ${group})` : ""}`,
    due: () => "Re-verification due",
    overdue: () => "Re-verification overdue",
    done: () => "Re-verification done",
  },
  dueOn: (when: string) => `Due ${when}`,
  risks: {
    new_device: "A device that was never seen before",
    new_country: "A login from another country",
    long_absence: "Away for long",
    help_desk_reset: "New credentials from the help desk",
    time_zone_mismatch: "A clock that does not fit the place",
    hosting_network: "A login from a hosting network or VPN",
    session_rejected: "Somebody else sat before the camera",
  } as Record<string, string>,
  asksFor: {
    none: "Asks for nothing",
    login: "Asks for the camera at the next login",
    reverify_now: "Asks for a re-verification at once",
    blocked: "Blocks logins",
  },
  linked: {
    one_face: "The same face was found under another identity",
    several_faces: "Several faces were found under this identity",
    one_room: "Somebody else's session was in a room that looks the same",
  },
  linkWaits: "Two people have to decide what it means",
  linkAnswer: (answer: string) => `Decided so far: ${answer.toLowerCase()}`,
  from: (country: string) => `from ${country}`,
  hosting: "hosting network",
  settled: (when: string) => `settled ${when}`,
  channels: { webhook: "Webhook", security_event: "Security event" },
  told: { delivered: "taken", waiting: "waits", given_up: "not delivered" },

  drift: {
    title: "Scores over time",
    hint: "Each session against each reference. A slow slope is ageing, glasses or light; a step is another person.",
    none: "No session has been compared yet.",
    axis: "Score",
    pictures: "ID portrait",
    table: "The scores as a table",
    columns: { session: "Session", reference: "Against", score: "Score", state: "Means" },
    states: { same: "same", different: "different", not_enough: "cannot be told" },
    of: (kind: string, when: string) => `${kind} of ${when}`,
    label: (points: number, references: number) =>
      `${points} comparisons of sessions with ${references} references, over time`,
  },

  now: {
    title: "Asked of them now",
    requirements: {
      none: "Nothing is due",
      login: "Camera at the next login",
      reverify_now: "Re-verify at once",
      blocked: "Logins are blocked",
    },
    group: (group: string) => `Group ${group}`,
    noGroup: "In no group that is verified again",
    change: "Verified again as",
    nobody: "Not verified again",
    due: (when: string) => `due ${when}`,
    overdue: (when: string) => `overdue since ${when}`,
    events: (count: number) => (count === 1 ? "1 risk event counts" : `${count} risk events count`),
  },

  due: {
    nav: "Due",
    title: "Due for re-verification",
    lead: "Everybody who is verified again, the earliest date first.",
    none: "Nobody is in a group that is verified again. Groups stand in the configuration, under reverification.groups.",
    more: "Show later dates",
    states: { current: "Not due yet", due: "Due", overdue: "Overdue" },
    grace: (when: string) => `grace until ${when}`,
  },
} as const;
