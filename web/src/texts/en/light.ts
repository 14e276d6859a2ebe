/** English: the light card. */

export const light = {
  title: "Light card",
  lead: "A page of colours in a random order. Share it in the meeting, large: a live face in front of a screen is lit by it, a recording is not.",
  open: "Open the light card",
  name: "Light card",
  state: {
    waiting: "Watching for the answer",
    answered: "The skin followed",
    unanswered: "The skin did not follow, and it would have been seen",
    wrong: "The skin changed its colour, but not as the card did",
    not_assessed: "Nothing can be said",
    skipped: "Not shown",
  },
  missing: {
    too_few_samples: "the face was seen too seldom",
    not_shown: "the page did not say that it was shown to its end",
    too_weak:
      "too much noise for what a screen gives: more light from the screen, less in the room",
  },
  skipped: {
    photosensitive: "somebody may be sensitive to flashing light",
    stopped: "stopped",
  },
  answer: (percent: string, seconds: string) => `by ${percent} %, after ${seconds} s`,
  chance: (n: number) => `one card in ${n} would be followed as well by chance`,
  page: {
    title: "Light card",
    lead: "For twelve seconds this page fills with changing colours. Share this window in the meeting and ask the candidate to make it large, to stay in front of the camera and to change nothing else on the screen.",
    warning:
      "The colours change about once a second. That is well within the limits for safe flashing, but if anybody in the call is sensitive to flashing or changing light, do not show them.",
    reduced: "This device asks for less motion. Show the changing colours all the same.",
    begin: "Show the colours",
    again: "Show another card",
    skip: "Somebody may be sensitive: do not show them",
    stop: "Stop the colours",
    ready: "Get ready",
    done: "Shown. The answer appears beside the interview within a few seconds. You can close this page.",
    stopped: "Stopped. Nothing is held against anybody.",
    skipped: "Noted: no colours are shown. You can close this page.",
    hidden: "The page was not in front all the time. Leave it in front and show another card.",
  },
} as const;
