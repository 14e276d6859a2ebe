/** English: receivers of security events, and the keys that tokens are signed with. */

export const eventStreams = {
  title: "Security events",
  lead: "Identity providers that learn of a rejected login, a hand-over or an overdue re-verification as signed tokens (CAEP).",
  none: "Nobody is told anything yet.",
  add: "New receiver",
  way: "How it gets events",
  ways: { push: "They are pushed to an address", poll: "It fetches them" },
  url: "Address",
  urlHint: "A public address with HTTPS that takes tokens by POST (RFC 8935).",
  header: "Header “Authorization” of a push",
  headerHint:
    "For instance “Bearer …”, as the receiver wants it. It is kept sealed and shown nowhere.",
  audience: "Audience",
  audienceHint: "The receiver's name for itself: “aud” of every token.",
  format: "People are named",
  formats: {
    email: "by their external reference, where it is an e-mail address",
    opaque: "by their external reference as it is",
    iss_sub: "by their external reference and their identity provider",
  },
  issuer: "Issuer of the identity provider that knows them",
  create: "Create receiver",
  creating: "Creating",
  tokenTitle: "The token of this receiver",
  token: "Token",
  tokenOnce: "It is shown once. The receiver shows it to fetch events, and to try its stream.",
  tokenDone: "I have put it in its place",
  polls: "Fetches its events",
  facts: (audience: string, made: string) => `For ${audience} · made ${made}`,
  header_kept: "with a header “Authorization”",
  test: "Send a verification",
  tested: "A verification was put in. What becomes of it shows below.",
  remove: "Remove",
  removeTitle: "Remove this receiver?",
  removeBody: "Its delivery log goes with it, and what still waits is not sent.",
  removeConfirm: "Remove receiver",
  log: "Delivery log",
  logEmpty: "Nothing was sent in the last 30 days.",
  older: "Show older events",
  person: "Person",
  waitsToBeFetched: "Waits to be fetched",

  keys: {
    title: "Signing keys",
    lead: {
      logins:
        "They change by themselves every 90 days: the next one is published two days before it signs.",
      events: "They change only when somebody wants it: here, or with the first receiver.",
    },
    none: "There is none yet: it is made when it is needed.",
    states: {
      next: "published, signs from",
      signing: "signs since",
      earlier: "still published, signed from",
    },
    roll: "Next key",
    rollTitle: "Make the next key?",
    rollBody:
      "It is published now and signs in two days, when everybody who checks tokens has fetched it. Nothing stops working.",
    rollConfirm: "Make the next key",
    replace: "Replace at once",
    replaceTitle: "Replace the key at once?",
    replaceBody:
      "For a key that somebody else may know. The new key signs now, and the earlier ones are withdrawn: tokens that are on their way are refused, and who keeps the published keys for a while refuses new ones until it fetches them again.",
    replaceConfirm: "Replace the key",
  },
} as const;
