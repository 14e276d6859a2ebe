/** Links between identities in the mock: one operator behind three names, and an ID that is somebody else's. */

import { ago } from "./data.mjs";

const reference = (id, sessionKind, minutes) => ({
  id,
  kind: sessionKind ? "session" : "picture",
  session_kind: sessionKind,
  session_id: sessionKind ? `s-${id}` : null,
  captured_at: ago(minutes),
  quality: 84,
});

const person = (id, name, minutes, references) => ({
  id,
  display_name: name,
  created_at: ago(minutes),
  references,
});

const people = {
  tomas: person("tomas", "Tomas Vesely", 40_000, [
    reference("tomas-id", null, 39_990),
    reference("tomas-1", "interview", 30_000),
  ]),
  tom: person("tom", "Tom Wesley", 20_000, [reference("tom-id", null, 19_990)]),
  thomas: person("thomas", "Thomas Vessel-Oberhammer", 5_000, [
    reference("thomas-id", null, 4_990),
    reference("thomas-1", "onboarding", 900),
  ]),
  mara: person("mara", "Mara Lindqvist", 9_000, [
    reference("mara-id", null, 60),
    reference("mara-1", "interview", 8_000),
  ]),
};

const meaning = (share, text) => ({ share, is_bound: true, text });
const pair = (here, there, score) => ({
  here,
  there,
  score,
  false_match: meaning(1e-6, "fewer than 1 in 240 000 strangers would look this similar"),
});

const link = (id, kind, names, minutes, pairs, more = {}) => ({
  id,
  kind,
  people: names.map((name) => people[name]),
  found_at: ago(minutes),
  pairs,
  answer: null,
  waits_for: "first_decision",
  decisions: [],
  ...more,
});

const links = [
  link("l5", "one_room", ["tom", "mara"], 30, []),
  link("l4", "several_faces", ["mara"], 58, [pair("mara-id", "mara-1", 0.11)]),
  link("l3", "one_face", ["tom", "thomas"], 4_980, [pair("tom-id", "thomas-id", 0.66)], {
    answer: "different_people",
    waits_for: null,
  }),
  link(
    "l2",
    "one_face",
    ["tomas", "thomas"],
    890,
    [pair("tomas-1", "thomas-1", 0.91), pair("tomas-id", "thomas-1", 0.74)],
    {
      waits_for: "second_decision",
      decisions: [
        {
          id: "d1",
          at: ago(30),
          actor: "api_key:0198f3a0-0000-7000-8000-00000000a71c",
          answer: "same_person",
          note: "The same scar over the left brow.",
        },
      ],
    },
  ),
  link("l1", "one_face", ["tomas", "tom"], 19_980, [pair("tomas-1", "tom-id", 0.83)]),
];

/** A wall with a shelf, and somebody before it. */
const grid = (light) => ({
  columns: 20,
  colours: Array.from({ length: 220 }, (_, n) => {
    const [column, row] = [n % 20, Math.floor(n / 20)];
    if (Math.abs(column - 9.5) < (row > 6 ? 7 : 3.5)) return null;
    const shade = Math.min(255, light + ((column * 7 + row * 13) % 5) * (column < 6 ? 22 : 3));
    return `#${[shade, shade - 12, shade - 26].map((v) => v.toString(16).padStart(2, "0")).join("")}`;
  }),
});

const rooms = [
  ["tom", 120],
  ["mara", 96],
].map(([id, light]) => ({
  session_id: `s-${id}-room`,
  person_id: id,
  session_kind: "interview",
  created_at: ago(3_000),
  grid: grid(light),
}));

const roomPairs = [{ here: "s-tom-room", there: "s-mara-room", score: 0.94 }];

const listed = ({ pairs, decisions: _, ...shown }) => ({
  ...shown,
  people: shown.people.map((one) => ({ ...one, references: [] })),
  leading: pairs[0] ?? null,
  leading_room: shown.kind === "one_room" ? roomPairs[0] : null,
});

function opened(one) {
  const isMara = one.id === "l4";
  return {
    link: { ...listed(one), people: one.people },
    is_yours: one.decisions.at(-1)?.actor === "api_key:mock",
    model: "mock",
    pairs: one.pairs,
    room_pairs: one.kind === "one_room" ? roomPairs : [],
    rooms: one.kind === "one_room" ? rooms : [],
    shared: isMara
      ? []
      : [
          {
            person_id: "tomas",
            kind: "device",
            others: 3,
            people: [{ ...people.mara, references: [] }],
          },
        ],
    in_common: isMara ? [] : ["phone", "bank_account"],
    decisions: one.decisions,
    cluster: isMara ? [people.mara] : [people.tomas, people.tom, people.thomas],
    cluster_links: links.filter((l) => (l.id === "l4") === isMara).map(listed),
  };
}

let basis = null;

const search = () => ({
  enabled: true,
  basis,
  references: basis ? 7 : 0,
  people: basis ? 4 : 0,
  memory_bytes: 2048,
  waiting: links.filter((l) => l.waits_for).length,
  bars: basis && {
    one_face: 0.599,
    several_faces: 0.36,
    false_match_rate: 1e-6,
    is_extrapolated: true,
    missed: 0.26,
  },
});

function decide(one, { answer, note }) {
  one.decisions.push({
    id: `d${one.decisions.length + 2}`,
    at: ago(0),
    actor: "api_key:mock",
    answer,
    note: note ?? null,
  });
  const second = one.decisions.findLast((d) => d.actor !== "api_key:mock");
  const agrees = second?.answer === answer;
  one.answer = agrees ? answer : null;
  one.waits_for = agrees ? null : "second_decision";
  return opened(one);
}

/** The body of a request as JSON. */
async function bodyOf(request) {
  let text = "";
  for await (const part of request) text += part;
  return JSON.parse(text);
}

/** Answers what is about links; false for everything else. */
export function linkRoutes(method, path, query, request, { json, missing, picture }) {
  const [, , kind, id, what, more] = path.split("/");
  if (kind !== "links") return false;
  if (id === "search") {
    if (method === "GET") json(200, search());
    else if (method === "DELETE") {
      basis = null;
      json(204);
    } else
      bodyOf(request).then((body) => {
        basis = { ...body, recorded_at: ago(0), recorded_by: "api_key:mock" };
        json(200, search());
      });
    return true;
  }
  if (id === undefined || id === "export") {
    const shown = links.filter((l) => query.get("waiting") !== "true" || l.waits_for);
    json(
      200,
      id ? { format: 1, links: links.map(opened) } : { items: shown.map(listed), next: null },
    );
    return true;
  }
  const one = links.find((l) => l.id === id);
  if (!one) missing();
  else if (what === "faces") picture(more);
  else if (what === "decisions") bodyOf(request).then((body) => json(201, decide(one, body)));
  else json(200, opened(one));
  return true;
}
