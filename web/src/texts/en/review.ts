/** English: the queue of sessions that wait for a human, and the page to decide on one. */

export const review = {
  nav: "Reviews",
  navCount: (count: number) => (count === 1 ? "1 session waits" : `${count} sessions wait`),
  title: "Reviews",
  lead: "Sessions whose verdict does not accept and that nobody has decided on, oldest first.",
  filter: "Kind",
  all: "All",
  empty: "Nothing waits for a decision.",
  emptyOfKind: "Nothing of this kind waits.",
  more: "Show newer",
  waits: { first_decision: "Waits for a decision", second_decision: "Waits for a second person" },
  back: "All reviews",
  previous: "Previous",
  next: "Next",
  record: "Whole record of this session",
  settled: "This session waits for nobody.",
  holds: (standing: string, human: boolean) =>
    human ? `What holds: ${standing}, by a human.` : `What holds: ${standing}, by the verdict.`,
  secondTitle: "A second person has to agree",
  secondYours: (choice: string) =>
    `You decided “${choice}”. The verdict rejects, so that somebody else, with a key of their own, has to decide the same. Until then the reject holds.`,
  secondTheirs: (who: string, choice: string, when: string) =>
    `${who} decided “${choice}” (${when}). The verdict rejects: it is overturned only when you decide the same. Look for yourself first.`,
  recorded: (name: string, choice: string) => `Recorded: ${choice}, ${name}.`,
  recordedWaits: "A second person has to agree.",
  done: "That was the last one that waited.",
  faces: "ID portrait and live face",
  live: "Live face",
  noLive: "No picture was kept",
  pictureOf: (index: number, total: number) => `${index} of ${total}`,
  pictures: "Pictures that were kept",
  show: (name: string, at: string) => `Show the picture at ${at}: ${name}`,
  reasons: "Why it waits",
  noFrame: "No single frame shows it.",
  keys: {
    title: "Keys",
    on: "Keys are on",
    rows: [
      ["J, K", "next and previous session"],
      ["1, 2, 3", "accept, somebody else must look, reject"],
      ["N", "write a note"],
      ["← →", "picture before and after"],
      ["Ctrl + Enter", "record the decision"],
    ],
  },
} as const;
