/** English: every word of the candidate's check. The other languages have the same keys and placeholders. */

export const en = {
  language: "Language",
  wait: "One moment",
  back: "Back",
  tryAgain: "Try again",
  step: "Step {number} of {of}",
  someone: "The organisation that invited you",

  welcome: {
    title: "Let us check that it is you",
    lead: "{organisation} has asked you for a short identity check. It takes about two minutes.",
    leadShort: "{organisation} has asked you for a short identity check. It takes about a minute.",
    needs: "What you need",
    document: "Your passport, identity card or driving licence",
    camera: "The camera of this phone or computer",
    light: "A bright place where you are alone in the picture",
    begin: "Begin",
  },

  consent: {
    title: "Your data, your choice",
    lead: "Please read this before you decide.",
    whatTitle: "What is taken",
    whatDocument:
      "A picture of your identity document, and a short video of your face while you follow a few instructions.",
    whatFace: "A short video of your face while you follow a few instructions.",
    measured:
      "A program measures your face (biometric data), compares it with the photo on your identity document and looks for signs of a replayed or altered picture. Your browser also tells the name and settings of your camera and your time zone.",
    measuredFace:
      "A program measures your face (biometric data), compares it with what {organisation} already holds of you and looks for signs of a replayed or altered picture. Your browser also tells the name and settings of your camera and your time zone.",
    whyTitle: "Why",
    why: "To make sure that you are the person on the document, and that the person who starts work later is you and nobody in your name.",
    longTitle: "How long",
    longVideo: "The video itself is not kept.",
    longSessions:
      "A few single pictures, sealed numbers about the check and its result are kept for {days} days.",
    longSessionsOpen:
      "A few single pictures, sealed numbers about the check and its result are kept for as long as {organisation} has you on record.",
    longReferences: "The sealed numbers that describe your face are kept for {days} days.",
    longReferencesOpen:
      "The sealed numbers that describe your face are kept for as long as {organisation} has you on record.",
    longErase: "You can ask for all of it to be erased at any time.",
    whoTitle: "By whom",
    who: "{organisation} runs this check itself and is responsible for your data. If there is doubt, a person decides, not the program.",
    contact: "Questions about your data: {contact}",
    privacy: "Privacy notice of {organisation}",
    choiceTitle: "You may say no",
    choice:
      "You do not have to do this. {organisation} will then check your identity in another way. You can also take back your consent later.",
    version: "Version of this text: {version}",
    agree: "I agree",
    refuse: "I do not want this",
  },

  refuse: {
    title: "Shall we end the check here?",
    lead: "Nothing has been taken of you. The link will no longer work after this, and {organisation} will be told that you prefer another way.",
    confirm: "Yes, end it here",
    back: "No, go back",
    working: "Ending the check",
  },

  refused: {
    title: "You decided against it",
    lead: "That is all right. Nothing was taken of you. {organisation} has been told and will find another way with you.",
    close: "You can close this page.",
  },

  document: {
    title: "Show your identity document",
    lead: "A passport is best: open it at the page with your photo. An identity card or a driving licence works too.",
    tipEdges: "The whole document in the picture, with all its edges",
    tipGlare: "No reflections and no finger on the text",
    tipSharp: "Hold it still until it is sharp",
    photograph: "Take a photo",
    upload: "Choose a picture",
    opening: "Opening the camera",
    frame: "Put the document into the frame",
    capture: "Take the photo",
    retake: "Take another",
    use: "Use this picture",
    reviewTitle: "Can you read everything?",
    reviewLead: "The letters should be sharp, and nothing should be cut off.",
    pictureAlt: "The picture you took of your document",
    chosenAlt: "The picture you chose",
    working: "Reading your document",
    workingHint: "This takes a few seconds.",
    arrived: "Your document has arrived.",
    backTitle: "Now the back of your card",
    backLead:
      "The front has arrived. Show the other side, with its lines of letters and arrows (<<<) or its barcode. If it is a passport, show the whole page with your photo and the lines below it.",
    backNone: "The back has neither",
    frontTitle: "Now the front of your card",
    frontLead: "The back has arrived. Show the side with your photo.",
    hint: {
      ok: "Good. Take the photo now",
      dark: "More light, please",
      glare: "Tilt it a little: there is a reflection",
      blurred: "Hold it still",
      small: "Come closer with the document",
      edges: "Put the whole document into the frame",
    },
  },

  documentProblem: {
    title: "That did not work yet",
    left: "You can try {count} more times.",
    leftOne: "You can try once more.",
    no_zone:
      "We could not find the lines of letters and arrows (<<<) that most documents have. Show the whole page, with those lines.",
    no_back:
      "We found neither lines of letters and arrows (<<<) nor a barcode on this side. Show the back of the card, whole and close.",
    zone_not_legible:
      "The lines of letters and arrows (<<<) could not be read. Please try again with more light and without reflections.",
    wrong_check_digits:
      "Not every letter could be read with certainty. Hold the document still, and avoid reflections.",
    names_unclear: "Your name could not be read. Please come closer, and hold the document still.",
    expired: "This document has expired. Please use one that is still valid.",
    no_face: "We could not find your photo on the document. Show the page with your photo.",
    several_faces: "There is more than one face in the picture. Please show only your document.",
    face_too_small: "Your photo on the document is too small in the picture. Please come closer.",
    portrait_quality:
      "Your photo on the document is not clear enough. Please avoid reflections, and use more light.",
    too_small: "The picture is too small to read. Please come closer, or choose a larger picture.",
    not_a_picture:
      "This file is not a picture that we can open. Please take a photo, or choose a JPEG or PNG.",
    picture_too_large: "This file is too large. Please take a photo with the camera instead.",
    picture_damaged: "This file is damaged. Please choose another picture, or take a photo.",
    other: "We could not use this picture. Please take another one.",
  },

  camera: {
    title: "Now a short video of your face",
    lead: "You will be asked to move your head twice. Just follow the words on the screen.",
    tipLight: "Light from the front, not from behind",
    tipFace: "Nothing over your face: no cap, no mask, no sunglasses",
    tipAlone: "Nobody else in the picture",
    colours:
      "For about twelve seconds the screen changes its colours once a second, to show that a living face is in front of it.",
    coloursSwitch: "With coloured light",
    coloursWarning:
      "Switch this off if you are sensitive to flashing or changing light. A person then looks at your check as well.",
    coloursReduced: "It is off because your device asks for less motion.",
    turnOn: "Turn on the camera",
    opening: "Waiting for the camera",
    openingHint: "Please allow the camera when your browser asks.",
    previewTitle: "Look into the camera",
    previewLead: "Place your face in the oval, with the camera at eye level.",
    choose: "Camera",
    start: "I am ready",
    starting: "Starting",
    preview: "Your camera's picture, as in a mirror",
  },

  cameraFault: {
    denied:
      "The camera was not allowed. Allow it in your browser's settings for this page, then try again.",
    missing: "No camera was found. Connect one, or open the link from your e-mail on your phone.",
    inUse: "Another program is using the camera. Close it, then try again.",
    insecure: "This page may not use the camera, because the connection is not secure.",
    failed: "The camera could not be turned on. Try again, or use another device.",
    lost: "The camera was disconnected. Connect it, then try again.",
  },

  live: {
    title: "Follow the instructions",
    connecting: "Connecting",
    connectingHint: "Keep looking into the camera.",
    again: "The connection was lost. Connecting again",
    running: "A video is still running",
    runningLead: "It was begun before this page was loaded. You can end it and begin again.",
    end: "End it and begin again",
    look: "Look straight into the camera",
    turn_left: "Turn your head to your left",
    turn_right: "Turn your head to your right",
    look_up: "Look up",
    come_closer: "Come closer to the camera",
    holdIt: "and hold it for a moment",
    seen: "Well done",
    missed: "Not seen. Once more, please",
    movement: "Movement {number} of {of}",
    colours: "Keep looking straight ahead",
    coloursStop: "Stop the colours",
    sending: "Almost done. Keep looking into the camera",
    cancel: "Stop the check",
  },

  faceHint: {
    no_face: "Place your face in the oval",
    closer: "Come a little closer",
    further: "Move back a little",
    centre: "Move to the middle of the oval",
    light: "Let light fall on your face from the front",
    sharper: "Hold still, so that the picture is sharp",
    straight: "Look straight into the camera",
    one_person: "Only you should be in the picture",
  },

  end: {
    doneTitle: "Done. Thank you",
    doneLead: "{organisation} has your check. There is nothing more to do.",
    humanTitle: "Thank you. A person will look at it",
    humanLead:
      "That is nothing unusual. Somebody at {organisation} looks at your check and will be in touch. There is nothing more to do.",
    againTitle: "Let us try that once more",
    againLeft: "You can try {count} more times.",
    againLeftOne: "You can try once more.",
    close: "You can close this page.",
    again: {
      no_video: "No video reached us. Check your connection, and try again.",
      camera_lost: "The video broke off. Leave this page open until the end.",
      no_face: "We could not see your face. Sit so that light falls on it from the front.",
      face_unclear:
        "We could not see your face clearly enough. Sit so that light falls on it from the front, and come a little closer.",
      several_people: "Somebody else was in the picture. Please make sure that you are alone.",
      movement_missed:
        "We did not see one of the movements. Take your time, move a little further, and hold it for a second.",
      colours_unclear:
        "We could not see the coloured light on your face. Make your screen brighter, the room darker, and come closer.",
      stopped: "You stopped the video. Begin again when you are ready.",
      interrupted: "We had to interrupt the video. That was not your fault.",
      other: "The video was not good enough for a result.",
    },
  },

  move: {
    offer: "Go on with your phone",
    title: "Go on with your phone",
    lead: "Point your phone's camera at this square, and open the link that it shows.",
    code: "A square with a link for your phone",
    after: "The check goes on there. This page has ended: you can close it.",
    working: "Making a link for your phone",
  },

  problem: {
    invalidTitle: "This link does not work",
    invalid:
      "Open the link from your e-mail again, and make sure that it is complete. If it still does not work, ask whoever sent it for a new one.",
    noLinkTitle: "Open your personal link",
    noLink: "This page opens with the personal link in your e-mail. Please open it from there.",
    expiredTitle: "This link has expired",
    expired: "Ask whoever sent it to you for a new one. Nothing has gone wrong on your side.",
    usedTitle: "This check is finished",
    used: "This link has already been used. There is nothing more to do. If you think that is a mistake, ask whoever sent it to you.",
    inUseTitle: "This check is open somewhere else",
    inUse:
      "The link was opened in another browser or on another device. Please go on there. If that was not you, tell whoever sent you the link.",
    revokedTitle: "This link was withdrawn",
    revoked: "Ask whoever sent it to you for a new one.",
    busyTitle: "Please wait a moment",
    busy: "Too much is going on at the moment. Wait a minute, then try again.",
    offlineTitle: "No connection",
    offline: "The service does not answer. Check your connection, then try again.",
    otherTitle: "Something went wrong",
    other: "It is not your fault. Please try again in a moment.",
    code: "Code: {code}",
  },
} as const;
