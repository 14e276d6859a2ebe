/** English: plain words for verdicts, sentences by reason code, and what an interviewer can do next. */

interface Names {
  name: string;
  /** Earlier sessions were among the references. */
  seenBefore: boolean;
}

/** The verdict in one sentence, by its first reason. Every code of the service's `ReasonCode`. */
export const verdictSentences: Record<string, (names: Names) => string> = {
  same_person: ({ name, seenBefore }) =>
    seenBefore
      ? `This is ${name}, live, and the same person as last time.`
      : `This is ${name}, live, and the person on the ID.`,
  live: ({ name }) => `This is ${name}, live, and the person on the ID.`,
  not_the_id_holder: () => "This is not the person on the ID.",
  not_the_interviewed_person: () =>
    "The ID matches, but this is not the person who was interviewed.",
  session_matches_but_not_the_id: () =>
    "The same person as last time, but not the person on the ID.",
  imitation_band: () => "Much like the ID, but too uncertain to call the same person.",
  no_reference: () => "There is nothing to compare with.",
  not_enough_faces: () => "Too few clear views of the face to decide.",
  no_face: () => "Nobody was seen.",
  presentation_attack: () => "The camera sees a screen, print or mask, not a live person.",
  presentation_attack_in_part: () => "Part of this session looks like a screen, print or mask.",
  manipulation: () => "The face in this video looks altered or generated.",
  signal_missing: () => "A check that the policy demands could not be made.",
  presence_uncertain: () => "It is not clear that this is a live, unaltered person.",
  no_blinks: () => "The eyes have not closed for unusually long: this may not be a live face.",
  cue_missed: () => "A movement that was asked for was not seen.",
  other_movement: () => "Other movements were made than the one that was asked for.",
  steps_unfinished: () => "The check ended before its movements and colours were answered.",
  injection_sign: () => "The browser showed signs of a camera that is a program.",
  other_identity: () => "This face is tied to another identity: a link waits for a human.",
  document_doubtful: () => "Something about the document is for a human to look at.",
  light_unanswered: () => "The skin did not follow the light card.",
  light_wrong: () => "The light on the face changed, but not as the light card did.",
  frozen_picture: () => "The picture stands still.",
  looped_picture: () => "The picture repeats itself: this is a recording.",
  person_changed: () => "The person on camera changed.",
  face_away: () => "The face was out of view for too long.",
  second_face: () => "More than one person was in the picture.",
  stream_gap: () => "The picture was gone for too long.",
  stream_broken: () => "The stream broke off.",
  too_short: () => "Watched too briefly to decide.",
  cut_short: () => "The service was stopped while this session ran.",
  presence_not_judged: () => "Presence is shown here, not judged.",
};

/** While it runs and nothing speaks against the person. */
export const formingSentences: Record<string, string> = {
  no_face: "Nobody in view yet.",
  not_enough_faces: "Looking. Not enough yet to say.",
  too_short: "Nothing against them so far. Still looking.",
};
export const formingDefault = "Looking. Not enough yet to say.";
export const waitingForPicture = "Waiting for the first picture.";

export const noVerdictSentences = {
  failed: "This session failed. There is no verdict.",
  interrupted: "This session was interrupted. There is no verdict.",
  finished: "This session ended without a verdict.",
} as const;

export const outcomeDefaults = {
  accept: ({ name }: Names) => `This is ${name}.`,
  refer: () => "A person needs to look at this.",
  reject: () => "This does not hold up.",
} as const;

/** What to do now, while the session runs, by the first reason. */
export const runningAdvice: Record<string, string> = {
  same_person: "Nothing to do. This page keeps watching.",
  no_face: "Ask them to turn their camera on and sit in view.",
  not_enough_faces: "Keep talking. A few clear views of the face are needed.",
  too_short: "Keep talking. The answer needs a little more time.",
  not_the_id_holder: "Compare the two pictures yourself before you act.",
  not_the_interviewed_person:
    "Compare the pictures yourself, then hand this to your security team.",
  session_matches_but_not_the_id: "Ask to see the ID again, held beside the face.",
  imitation_band: "Ask them to face the camera, in good light, for half a minute.",
  presentation_attack: "Ask them to turn their head to the side and hold it there.",
  presentation_attack_in_part: "Ask them to turn their head to the side and hold it there.",
  manipulation: "Ask them to pass a hand slowly before their face.",
  presence_uncertain: "Ask them to turn their head to the side and hold it there.",
  no_blinks: "Ask them to close both eyes for a second, then open them.",
  light_unanswered:
    "Ask whether the card fills their screen, and show another one in a darker room.",
  light_wrong: "Ask them to change nothing else on their screen, and show another light card.",
  cue_missed: "Ask again. If they will not do it, end the call and look at the evidence.",
  other_movement: "Look at the evidence, and ask for a call in person.",
  steps_unfinished: "Invite them again.",
  injection_sign: "Ask them to use another device, and watch the camera's name.",
  other_identity: "Have somebody with the right to links look at it before you go on.",
  document_doubtful: "Look at the document yourself.",
  frozen_picture: "Ask them to say something or to move.",
  looped_picture: "Ask them to do something no recording can: hold up so many fingers.",
  person_changed: "Ask who has just sat down, and why.",
  face_away: "Ask them to stay in view.",
  second_face: "Ask the other person to leave the picture.",
  stream_gap: "Ask them to check their connection.",
};

/** What it means, once it is over, by outcome. */
export const finalAdvice = {
  accept: "From now on, this session counts as a reference for this person.",
  refer: "A person should look at the evidence before anything depends on it.",
  reject: "Compare the pictures yourself before you act on it.",
} as const;

/** Under the demonstration's policy, whose "accept" says nothing of a live person. */
export const demonstrationTexts = {
  title: "Demonstration",
  banner: "Computer-made people: presence is shown, not judged. Not for anybody who exists.",
  presence: (said: string) => `Shown, not judged: ${said.replace(/^./, (c) => c.toLowerCase())}`,
  accept: ({ name, seenBefore }: Names) =>
    seenBefore
      ? `This is ${name}, the same person as last time. Presence was not judged.`
      : `This is ${name}, the person on the ID. Presence was not judged.`,
  advice: "This session counts as a reference in demonstrations only.",
} as const;

/** Short names of reasons, for lists and evidence. */
export const reasonNames: Record<string, string> = {
  same_person: "Same person",
  live: "Live person",
  not_the_id_holder: "Not the person on the ID",
  not_the_interviewed_person: "Not the person interviewed",
  session_matches_but_not_the_id: "Not the person on the ID",
  imitation_band: "Alike, but uncertain",
  no_reference: "Nothing to compare with",
  not_enough_faces: "Too few clear views",
  no_face: "Nobody seen",
  presentation_attack: "Screen, print or mask",
  presentation_attack_in_part: "Screen, print or mask in part",
  manipulation: "Altered or generated face",
  signal_missing: "A check is missing",
  presence_uncertain: "Liveness uncertain",
  no_blinks: "Eyes do not close",
  cue_missed: "Movement not seen",
  other_movement: "Other movements than asked for",
  steps_unfinished: "Check not finished",
  injection_sign: "Signs of a camera that is a program",
  other_identity: "Tied to another identity",
  document_doubtful: "Document doubtful",
  light_unanswered: "Light card not followed",
  light_wrong: "Another light on the face",
  frozen_picture: "Picture stood still",
  looped_picture: "Picture in a loop",
  person_changed: "Person changed",
  face_away: "Face out of view",
  second_face: "A second face",
  stream_gap: "Gap in the stream",
  stream_broken: "Stream broke off",
  too_short: "Watched briefly",
  cut_short: "Cut short by a stop of the service",
  presence_not_judged: "Presence not judged",
};

export const questionTexts = {
  notYet: "Not enough yet to say.",
  notDecided: "Not enough to say.",
  identity: {
    sameId: "The same person as on the ID.",
    sameAll: "The same person as on the ID and every time before.",
    different: (which: string) => `Not the person of ${which}.`,
    differentSessions: (count: number) => `Not the person of ${count} earlier sessions.`,
    idButNotSessions: (count: number) => `The ID matches, ${count} earlier sessions do not.`,
    uncertainOf: (which: string) => `Not enough to say for ${which}.`,
    noReference: "There is nothing to compare with.",
    band: "Alike, but too uncertain to say.",
  },
  presence: {
    live: "A live, unaltered person.",
    attack: "Not a live, unaltered person.",
    inPart: "Part of it looks like a screen, print or mask.",
    uncertain: "Not clear either way.",
    noBlinks: "The eyes have not closed for unusually long.",
    missing: "A check that the policy demands is missing.",
    noFace: "No face to check yet.",
    noFaceFinal: "There was no face to check.",
    byCode: {
      presentation_attack: "A screen, print or mask is before the camera.",
      manipulation: "The face looks altered or generated.",
      frozen_picture: "The picture stands still.",
      looped_picture: "The picture repeats itself.",
    } as Record<string, string>,
  },
  continuity: {
    held: "One person, in view throughout.",
    broken: "Broken.",
    brokenBy: (what: string, when: string | null) =>
      when === null ? `${what}.` : `${what}, at ${when}.`,
    notYet: "Not watched long enough yet.",
    notDecided: "Not watched long enough.",
    watched: (time: string) => `Watched for ${time}.`,
  },
} as const;

export const likelihoodTexts = {
  none: "No number yet.",
  even: "Fits either answer about equally well.",
  same: (times: string) => `Fits the same person ${times} better than somebody else.`,
  other: (times: string) => `Fits somebody else ${times} better than the same person.`,
  live: (times: string) => `Fits a live person ${times} better than an attack.`,
  attack: (times: string) => `Fits an attack ${times} better than a live person.`,
  times: (number: string) => `about ${number} times`,
  beyond: "more than a million times",
  label: (value: string) => `LLR ${value}`,
} as const;

export const referenceTexts = {
  picture: "the ID portrait",
  pictureTitle: "ID portrait",
  session: (kind: string, day: string) => `${kind} of ${day}`,
  sessionUndated: (kind: string) => `Earlier ${kind.toLowerCase()}`,
  same: "Same person",
  different: "Different person",
  not_enough: "Not enough to say",
} as const;
