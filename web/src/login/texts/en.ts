/** English: what the login's page says beside the words of the check. The other languages have the same keys. */

export const en = {
  someone: "Your organisation",
  cancel: "Cancel the login",
  back: "Go back to {application}",
  about:
    "A program compares your face with what {organisation} holds of you. The video is not kept; a few single pictures and sealed numbers are.",
  contact: "Questions about your data: {contact}",
  privacy: "Privacy notice of {organisation}",
  camera: {
    title: "A look into the camera",
    lead: "{application} would like to be sure that it is you. It takes about ten seconds: follow one instruction on the screen.",
    turnOn: "Turn on the camera",
    coloursWarning:
      "Switch this off if you are sensitive to flashing or changing light: you will be asked to move your head twice instead.",
    colours:
      "The screen may change its colours seven times within six seconds, to show that a living face is in front of it.",
  },
  live: {
    cancel: "Stop",
  },
  waitingTitle: "Somebody is being asked",
  waitingLead:
    "We could not be certain by ourselves. Somebody at {organisation} is looking at it now. Please leave this page open.",
  waitingUntil: "They have until {time}.",
  grantedTitle: "Thank you, that is all",
  grantedLead: "You are going back to {application}.",
  deniedTitle: "We could not confirm that it is you",
  deniedLead:
    "{application} is told that the login did not succeed. If you think that is a mistake, ask {organisation}.",
  interruptedTitle: "The login was interrupted",
  interruptedLead:
    "The service was restarted while you were logging in. Go back to {application} and log in again.",
  problem: {
    none: {
      title: "There is no login here",
      lead: "Go back to the application where you want to log in, and begin again from there.",
    },
    late: {
      title: "That took too long",
      lead: "For safety a login ends after ten minutes. Begin again from the application.",
    },
    many: {
      title: "Please wait ten minutes",
      lead: "There were too many attempts to log in. After ten minutes you can begin again from the application.",
    },
    replaced: {
      title: "The login goes on in another tab",
      lead: "It was opened a second time. Go on there, or try again here.",
    },
  },
} as const;
