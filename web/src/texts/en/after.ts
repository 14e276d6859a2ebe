/** English: what is told before a session, and what is done after one. */

/** Changes with every change of `notice.paragraphs`: it is recorded with the consent. */
export const NOTICE_VERSION = "2026-11-22";

export const notice = {
  title: "What to tell them",
  lead: "Read this to the candidate, or send it to them, before the call. Fill in what is in brackets.",
  paragraphs: [
    "[Company] checks whether the person in this call is the person on the ID photo you gave us, and later whether the person who logs in is the person we interviewed.",
    "For this a program looks at the video of your face while we speak. It compares your face with your ID photo and with earlier sessions of yours, and looks for signs of a replayed or altered picture. It may ask you to move your head. It does not judge emotions, and it does not listen to what you say.",
    "The video itself is not kept. We keep numbers about your face, sealed, a few single pictures as evidence, and the result, for [time]; you can ask us to erase all of it at any time.",
    "A person decides, not the program. You may refuse: then we will check your identity in another way.",
  ],
  version: (version: string) => `Notice ${version}`,
} as const;

export const decision = {
  title: "Your decision",
  lead: "The verdict is advice. What do you decide?",
  choices: { accept: "Accept", refer: "Somebody else must look", reject: "Reject" },
  agrees: "agrees with the verdict",
  differs: "differs from the verdict",
  note: "Note",
  noteHint: "What you saw and asked. It is kept sealed, with the session.",
  save: "Record decision",
  saving: "Recording",
  choose: "Choose what you decide first.",
  earlier: "Decisions so far",
  by: (actor: string) => (actor === "operator" ? "the operator" : `key ${actor.slice(-6)}`),
  waits:
    "The verdict rejects. It is overturned only when a second person, with a key of their own, decides the same.",
  bundle: "Download evidence bundle",
  bundleHint:
    "A ZIP file with the verdict, the decisions, the ID photo, the evidence pictures and their hashes. The download is recorded.",
  print: "Print",
} as const;
