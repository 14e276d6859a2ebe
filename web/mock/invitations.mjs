/** Invitations of the mock's people: one of each kind, and whatever is made. */

import { QR } from "./check.mjs";
import { ago } from "./data.mjs";

const plain = {
  person_id: "mara",
  purpose: "check",
  language: "en",
  document: "required",
  colours: true,
  opened_at: null,
  consent: null,
  document_result: null,
  attempts: [],
  outcome: null,
  findings: [],
  finished_at: null,
  hints: null,
};
const ahead = (hours) => ago(-60 * hours);
const agreed = (minutes) => ({
  agreed: true,
  notice_version: "2026-11",
  language: "en",
  at: ago(minutes),
});

const items = [
  { ...plain, id: "i1", created_at: ago(30), expires_at: ahead(71), state: "open" },
  {
    ...plain,
    id: "i2",
    created_at: ago(1_500),
    expires_at: ahead(47),
    state: "finished",
    opened_at: ago(1_400),
    consent: agreed(1_399),
    document_result: { state: "doubtful", codes: ["ghost_differs"], at: ago(1_398) },
    attempts: [
      {
        session_id: "done-refer",
        started_at: ago(1_396),
        outcome: "again",
        code: "movement_missed",
      },
      { session_id: "done-refer", started_at: ago(1_394), outcome: "human", code: null },
    ],
    outcome: "refer",
    findings: ["virtual_camera", "document_doubtful"],
    finished_at: ago(1_393),
  },
  {
    ...plain,
    id: "i3",
    created_at: ago(9_000),
    expires_at: ago(4_700),
    state: "declined",
    opened_at: ago(8_990),
    consent: { ...agreed(8_989), agreed: false },
  },
  { ...plain, id: "i4", created_at: ago(20_000), expires_at: ago(15_700), state: "expired" },
];

const hints = [
  {
    at: ago(1_396),
    kind: "begin",
    data: { camera_label: "OBS Virtual Camera", time_zone: "Europe/Amsterdam", webdriver: false },
  },
  { at: ago(1_395), kind: "visibility", data: { hidden: true } },
];

/** Answers `/v1/people/{id}/invitations` and `/v1/invitations/{id}`; false for all others. */
export function invitationRoutes(method, path, json) {
  const [, , kind, id, what] = path.split("/");
  if (kind === "people" && what === "invitations") {
    const theirs = items.filter((item) => item.person_id === id);
    if (method === "GET") return json(200, { items: theirs, next: null }) ?? true;
    const made = {
      ...plain,
      id: `i${items.length + 1}`,
      person_id: id,
      created_at: ago(0),
      expires_at: ahead(72),
      state: "open",
    };
    items.unshift(made);
    json(201, {
      invitation: made,
      link: "http://127.0.0.1:8080/check#li_ok",
      qr_svg: QR,
      email: {
        subject: "Your identity check",
        body: "Hello,\n\nplease open this link on your phone:\nhttp://127.0.0.1:8080/check#li_ok\n\nIt works once, until Thursday.",
      },
    });
    return true;
  }
  if (kind !== "invitations") return false;
  const item = items.find((known) => known.id === id);
  if (method === "DELETE" && item) item.state = "revoked";
  json(method === "DELETE" ? 204 : 200, method === "DELETE" ? undefined : { ...item, hints });
  return true;
}
