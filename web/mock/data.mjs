/** People and sessions of the mock, in the shapes of the wire contract. */

const start = Date.now();
export const ago = (minutes) => new Date(start - minutes * 60_000).toISOString();
const day = 24 * 60;

const references = (n) =>
  [
    {
      id: "ref-id",
      kind: "picture",
      session_kind: null,
      session_id: null,
      captured_at: ago(84 * day),
      quality: 91,
    },
    {
      id: "ref-i1",
      kind: "session",
      session_kind: "interview",
      session_id: "done-accept",
      captured_at: ago(80 * day),
      quality: 86,
    },
    {
      id: "ref-i2",
      kind: "session",
      session_kind: "interview",
      session_id: "done-accept",
      captured_at: ago(73 * day),
      quality: 83,
    },
    {
      id: "ref-on",
      kind: "session",
      session_kind: "onboarding",
      session_id: "done-accept",
      captured_at: ago(51 * day),
      quality: 88,
    },
  ].slice(0, n);

export const people = [
  {
    id: "mara",
    display_name: "Mara Lindqvist",
    external_ref: "A-20931",
    created_at: ago(84 * day),
    consent: { text_version: "2026-01", at: ago(84 * day) },
    has_portrait: true,
    references: references(4),
  },
  {
    id: "tomas",
    display_name: "Tomás Okafor-Reyes",
    external_ref: "A-20988",
    created_at: ago(3 * day),
    consent: { text_version: "2026-01", at: ago(3 * day) },
    has_portrait: true,
    references: references(1),
  },
  {
    id: "ines",
    display_name: "Ines Vandermeer",
    external_ref: null,
    created_at: ago(2 * day),
    consent: null,
    has_portrait: false,
    references: [],
  },
];

const frames = (received) => ({
  received,
  sampled: Math.round(received / 6),
  analysed: Math.round(received / 6) - 3,
  dropped: 3,
});
const policy = { name: "interview", version: 3 };
const models = [{ role: "embedder", id: "mock-embedder", sha256: "00" }];
const media = { duration_ms: null, width: 1280, height: 720, codec: "H.264" };

/** `states`: one per reference of the person. */
export function verdict(
  outcome,
  {
    identity,
    states = ["same"],
    llrs = [9.1],
    presence = "live",
    presenceLlr = -6.3,
    attack = null,
    continuity = "held",
    reasons,
    received = 3240,
  },
) {
  const all = references(states.length);
  return {
    outcome,
    identity: { state: identity, score: 0.61, llr: llrs.length ? Math.min(...llrs) : null },
    references: all.map((r, i) => ({
      kind: r.kind,
      reference_id: r.id,
      ...(r.kind === "session" ? { session_kind: r.session_kind, captured_at: r.captured_at } : {}),
      state: states[i],
      score: llrs[i] === undefined ? null : 0.5,
      llr: llrs[i] ?? null,
    })),
    presence: { state: presence, attack, llr: presenceLlr, false_alarm: null },
    continuity: { state: continuity },
    cues: [],
    lights: [],
    stream: null,
    reasons: reasons.map((reason) => ({ frames: [], ...reason })),
    frames: frames(received),
    policy,
    models,
    media,
  };
}

export const verdicts = {
  forming: verdict("refer", {
    identity: "not_enough",
    states: ["not_enough"],
    llrs: [2.1],
    presence: "not_enough",
    presenceLlr: -1.2,
    continuity: "not_enough",
    received: 240,
    reasons: [
      { code: "not_enough_faces", text: "4 of 12 comparable faces so far", at_ms: null },
      { code: "too_short", text: "watched for 8.0 s of 20.0 s", at_ms: null },
    ],
  }),
  accept: verdict("accept", {
    identity: "same",
    states: ["same", "same", "same", "same"],
    llrs: [8.4, 12.9, 13.3, 12.1],
    presenceLlr: -6.3,
    reasons: [
      {
        code: "same_person",
        text: "the weakest of 4 references has an LLR of +8.4, at or above +6.9 (FMR 1:10 000)",
        at_ms: null,
      },
      {
        code: "live",
        text: "presence LLR −6.3, at or below −4.0; PAD and manipulation were assessed on 88 faces",
        at_ms: null,
      },
    ],
  }),
  refer: verdict("refer", {
    identity: "not_enough",
    states: ["not_enough"],
    llrs: [3.1],
    presence: "not_enough",
    presenceLlr: 0.4,
    received: 2610,
    reasons: [
      {
        code: "imitation_band",
        text: "identity LLR +3.1 lies between +1.0 and +6.9, where face swaps live",
        at_ms: null,
      },
      {
        code: "presence_uncertain",
        text: "presence LLR +0.4 lies between −4.0 and +4.6",
        at_ms: 61_000,
      },
      { code: "second_face", text: "a second face of comparable size for 6.4 s", at_ms: 38_000 },
    ],
  }),
  handover: verdict("reject", {
    identity: "different",
    states: ["same", "different", "different", "different"],
    llrs: [7.2, -11.4, -10.8, -12.0],
    presenceLlr: -5.1,
    received: 1920,
    reasons: [
      {
        code: "not_the_interviewed_person",
        text: "the ID portrait matches (LLR +7.2), but the interview of 80 days ago does not (LLR −11.4, at or below −4.6)",
        at_ms: 9_000,
      },
      { code: "live", text: "presence LLR −5.1, at or below −4.0", at_ms: null },
    ],
  }),
  replay: verdict("reject", {
    identity: "same",
    states: ["same"],
    llrs: [9.3],
    presence: "attack",
    presenceLlr: 8.8,
    attack: "presentation_attack",
    received: 1520,
    reasons: [
      {
        code: "presentation_attack",
        text: "presence LLR +8.8, at or above +4.6: moiré and a screen border on 41 of 44 faces",
        at_ms: 5_000,
      },
      { code: "same_person", text: "the ID portrait matches (LLR +9.3)", at_ms: null },
    ],
  }),
};

const session = (id, person_id, kind, state, verdictName, minutesAgo, rest = {}) => {
  const over = state !== "running" && state !== "created";
  const v = verdictName ? verdicts[verdictName] : null;
  return {
    id,
    person_id,
    person_name: people.find((p) => p.id === person_id).display_name,
    kind,
    state,
    source: "address",
    policy,
    created_at: ago(minutesAgo),
    started_at: ago(minutesAgo),
    ended_at: over ? ago(minutesAgo - 20) : null,
    verdict: v,
    media,
    frames: v?.frames ?? { received: 0, sampled: 0, analysed: 0, dropped: 0 },
    error: null,
    ...rest,
  };
};

export const sessions = [
  session("forming", "tomas", "interview", "running", "forming", 0.2),
  session("accept", "mara", "interview", "running", "accept", 2),
  session("refer", "tomas", "interview", "running", "refer", 1.5),
  session("handover", "mara", "login", "running", "handover", 1, { source: "camera" }),
  session("done-handover", "mara", "login", "finished", "handover", 30, { source: "camera" }),
  session("done-replay", "tomas", "login", "finished", "replay", 95, { source: "upload" }),
  session("done-failed", "tomas", "interview", "failed", null, 26 * 60, {
    error: {
      code: "source_unusable",
      detail: "The video has no picture track: send one that has.",
    },
  }),
  session("done-accept", "mara", "interview", "finished", "accept", 80 * day, { source: "upload" }),
  session("done-refer", "tomas", "onboarding", "finished", "refer", 2 * day),
  session("done-interrupted", "mara", "login", "interrupted", null, 60 * day, { source: "camera" }),
  ...Array.from({ length: 34 }, (_, i) =>
    session(`old-${i}`, "mara", "login", "finished", "accept", (85 + i) * day, {
      source: "camera",
    }),
  ),
];

/** A timeline that ends where its verdict stands. */
export function timeline(name, seconds) {
  const v = verdicts[name] ?? verdicts.accept;
  const identity = v.identity.llr ?? 0;
  const presence = v.presence.llr ?? 0;
  return Array.from({ length: seconds }, (_, i) => point(i, identity, presence));
}

export function point(i, identity, presence) {
  const grown = 1 - Math.exp(-i / 14);
  const away = i % 53 >= 30 && i % 53 < 35;
  return {
    at_ms: i * 1000,
    identity_llr: i < 3 ? null : identity * grown + Math.sin(i * 0.9) * 0.35,
    presence_llr: i < 5 ? null : presence * grown + Math.sin(i * 0.55 + 1) * 0.4,
    face_visible: !away,
  };
}
