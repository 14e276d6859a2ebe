/** English: every word of the pages but those of verdicts, which are in `verdict.ts`. */

import { light } from "./light";
import { cues, live, streamFacts } from "./live";

export const texts = {
  product: "Likeness",
  nav: { sessions: "Sessions", signOut: "Sign out", skip: "Skip to content" },
  theme: { toDark: "Switch to dark colours", toLight: "Switch to light colours" },

  common: {
    cancel: "Cancel",
    close: "Close",
    back: "Back",
    loading: "Loading",
    tryAgain: "Try again",
    code: (code: string) => `Code: ${code}`,
    notFound: "There is no such page.",
    toSessions: "Go to the sessions",
    showMore: "Show older sessions",
  },

  errors: {
    unreachable:
      "The service does not answer. Check that it is running and that you are connected.",
    unexplained: (status: number) =>
      `The service refused this without saying why (status ${status}). Try again, then look at its log.`,
    pageFault: "This page made a mistake. Reload it; if that does not help, report what you did.",
    cancelled: "The upload was cancelled. Nothing was started.",
  },

  signIn: {
    title: "Sign in",
    lead: "Is the person on camera the person on the ID?",
    label: "API key",
    hint: "It begins with lk_ and was shown once, when the service first started.",
    submit: "Sign in",
    busy: "Signing in",
    empty: "Paste your API key first.",
    refused:
      "This key is not known here, or it was revoked. Check that you pasted all of it, from lk_ to the last character.",
  },

  kinds: { interview: "Interview", onboarding: "Onboarding", login: "Login" },
  kindHints: {
    interview: "A call of several minutes",
    onboarding: "Before day one",
    login: "Ten seconds, later on",
  },
  sources: {
    address: "Stream",
    upload: "Uploaded video",
    camera: "Camera",
    stream: "Sent stream",
  },

  standings: {
    accept: "Accept",
    refer: "Refer",
    reject: "Reject",
    forming: "Forming",
    none: "No verdict",
  },
  states: {
    created: "Starting",
    running: "Live",
    finished: "Finished",
    failed: "Failed",
    interrupted: "Interrupted",
  },

  sessions: {
    title: "Sessions",
    start: "New session",
    filterLabel: "Person",
    filterPlaceholder: "Filter by person",
    filterNobody: "Nobody of that name.",
    filterEmpty: "Nobody is enrolled yet.",
    openPerson: "Open this person",
    clearFilter: "Show everybody",
    live: "Live now",
    earlier: "Earlier",
    empty: "No sessions yet.",
    emptyHint:
      "Start one: choose a person, set their ID photo, then a stream, a video or a camera.",
    emptyFiltered: "No sessions of this person.",
    columns: { outcome: "Verdict", person: "Person", kind: "Kind", when: "When", reason: "Why" },
    newAppeared: (count: number) =>
      count === 1 ? "1 session is live" : `${count} sessions are live`,
  },

  people: {
    title: "People",
    add: "New person",
    filterLabel: "Name or own reference",
    filterPlaceholder: "Find by name or reference",
    empty: "Nobody is here yet.",
    emptyHint:
      "Add a person. On their page you set the ID photo, or invite them to a check that takes it from their document.",
    nobody: "Nobody of that name or reference.",
    photo: "ID photo",
    noPhoto: "No ID photo",
    sessions: (count: number) =>
      count === 0 ? "No session kept" : count === 1 ? "1 session kept" : `${count} sessions kept`,
    more: "Show earlier ones",
    newest: (count: number) =>
      `The newest ${count} people are listed. Anybody else is found by their sessions, or over the API.`,
  },

  start: {
    title: "New session",
    person: "Who should be on camera?",
    choosePerson: "Find a person by name",
    noMatch: "Nobody of that name. Make them with “New person”.",
    createToggle: "New person",
    existingToggle: "Choose an existing person",
    name: "Name",
    externalRef: "Your own reference",
    externalRefHint: "Optional: an employee or applicant number.",
    consent: "They were told what is recorded and agreed",
    createAndGo: "Create person",
    idPhoto: "ID photo",
    choosePhoto: "Choose ID photo",
    replacePhoto: "Replace ID photo",
    photoHint: "JPEG, PNG or WebP up to 20 MB. A whole document is fine; any orientation is.",
    photoMissing: "This person has no ID photo yet. A session needs one.",
    reading: "Finding the portrait",
    quality: (score: number) => `Portrait found. Quality ${Math.round(score)} of 100.`,
    turned: (degrees: number) => `The picture was turned by ${degrees}°.`,
    kind: "What is it for?",
    source: "Where is the video?",
    meeting: "Meeting",
    meetingHint:
      "Share the meeting's tab or window, then choose the candidate's face. Everybody else in the picture is neither compared nor kept.",
    camera: "Camera",
    cameraHint: "This computer's camera. Pictures go to this service only.",
    cameraOff: "Not available on this service.",
    stream: "I have a stream",
    streamHint:
      "You get an address and a key for OBS, a meeting's live streaming, or any WHIP or RTMP sender.",
    address: "Stream address",
    addressLabel: "Address",
    addressHint: "rtsp, srt, https. The operator decides which hosts are allowed.",
    upload: "Video file",
    chooseVideo: "Choose video",
    pace: "How fast",
    asFast: "As fast as possible",
    realtime: "Real time",
    submit: "Start",
    busy: "Starting",
    sent: (share: number) => `Sending the video: ${Math.round(share * 100)} %`,
    needPerson: "Choose a person first.",
    needPortrait: "Set an ID photo first.",
    needAddress: "Enter the address of the stream.",
    needVideo: "Choose a video file.",
    needName: "Enter a name.",
  },

  door: {
    title: "Send your stream here",
    waiting: "Waiting for the stream. The key works for this session only.",
    arriving: "The stream is arriving.",
    keyGone:
      "The key was shown once, where the session was started. Lost it? End this session and start another.",
    whip: "WHIP address",
    token: "Bearer token",
    rtmps: "RTMPS address",
    rtmp: "RTMP address",
    streamKey: "Stream key",
    copy: "Copy",
    copied: "Copied",
  },

  live: live.live,

  cues,
  streamFacts,

  light,

  evidence: live.evidence,

  timeline: live.timeline,

  person: {
    title: "Person",
    created: (when: string) => `Added ${when}`,
    consent: (version: string, when: string) => `Agreed to notice ${version} on ${when}`,
    noConsent: "No consent recorded",
    portrait: "ID portrait",
    setPortrait: "Set ID photo",
    references: "References",
    referencesHint: "Every new session is compared with all of these.",
    noReferences: "No references yet. Set an ID photo to begin.",
    sessions: "Sessions",
    quality: (score: number) => `Quality ${Math.round(score)} of 100`,
    notComparable: "Made with another model: enrol again",
    open: "Open session",
    start: "New session",
    erase: "Delete person",
    eraseTitle: "Delete this person and everything of theirs?",
    eraseBody:
      "The ID portrait, all references, the application, sessions, logs and evidence pictures are deleted. This cannot be undone. One audit line without their name remains.",
    eraseLabel: (name: string) => `Type “${name}” to confirm`,
    eraseConfirm: "Delete everything",
    erasing: "Deleting",
    erased: "Deleted.",
  },

  meeting: {
    title: "The meeting",
    preview: "The meeting, as it is sent",
    start: "Share the meeting",
    starting: "Waiting for your choice",
    stop: "Stop sharing and end",
    idle: "This session waits for the meeting's picture. Share the same tab or window again.",
    choose: "Who is the candidate? Choose their face.",
    waiting: "No face in the picture yet.",
    nobodyChosen: "Choose the candidate in the meeting.",
    following: "Following the outlined face. Tiles may move: it is found again.",
    away: "The candidate is not in the picture. Bring their tile into view.",
    face: (index: number, total: number) => `Face ${index} of ${total}`,
    followed: (index: number, total: number) => `Face ${index} of ${total}, followed`,
    hiddenPage: "Keep this page visible beside the meeting: browsers slow hidden pages down.",
    denied: "Nothing was shared. Choose the meeting's tab or window in the browser's dialog.",
    missing: "There is nothing to share on this computer.",
    inUse: "The window could not be captured. Share another one, or the whole screen.",
    insecure:
      "This browser shares no screens here. Open this page on a computer, over https or on this machine.",
    failed: "Sharing did not start. Try again.",
    lost: "Sharing has ended. Share the meeting again, or end the session.",
  },

  camera: {
    title: "This computer's camera",
    preview: "Your camera, as it is sent",
    start: "Turn the camera on",
    starting: "Waiting for the camera",
    stop: "Turn off and end",
    sent: (sent: number, skipped: number) =>
      skipped === 0 ? `${sent} pictures sent` : `${sent} pictures sent, ${skipped} skipped`,
    notConnected: "Pictures are not arriving at the service. Trying again by itself.",
    idle: "This session waits for pictures from a camera.",
    denied:
      "The browser was not allowed to use the camera. Allow it for this page in the address bar, then try again.",
    missing: "No camera was found. Connect one, then try again.",
    inUse: "The camera is in use by another program. Close that program, then try again.",
    insecure:
      "The browser only gives the camera to secure pages. Open this page through https or at http://127.0.0.1.",
    failed: "The camera could not be started. Unplug it, plug it in again, then try again.",
    lost: "The camera was disconnected.",
  },

  quality: {
    too_small: "the face is small: ask them to come closer",
    blurred: "the picture is blurred: ask them to hold still, or wipe the lens",
    too_dark: "the face is dark: ask for more light from the front",
    too_bright: "the face is too bright: ask them to move out of the glare",
    low_contrast: "the light is flat: ask for light from one side",
    turned_away: "the head is turned: ask them to face the camera",
    tilted_up_or_down: "the head is tilted: ask them to look straight ahead",
    occluded: "something covers the face: ask them to clear it",
    cut_off: "the face is cut off: ask them to move into the picture",
  } as Record<string, string>,
} as const;
