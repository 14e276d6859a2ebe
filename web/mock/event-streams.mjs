/** Receivers of security events in the mock, with events in every state. */

import { ago } from "./data.mjs";

const stream = (id, rest = {}) => ({
  id,
  url: null,
  has_push_header: false,
  audience: `https://${id}.example.org`,
  subject_format: "email",
  subject_issuer: null,
  created_at: ago(9_000),
  ...rest,
});

const all = [
  stream("idp", { url: "https://idp.example.org/events", has_push_header: true }),
  stream("siem", { subject_format: "iss_sub", subject_issuer: "https://idp.example.org" }),
];

const delivery = (id, event, rest) => ({
  id,
  event,
  person_id: event === "verification" ? null : "mara",
  created_at: ago(60),
  attempts: 1,
  next_attempt_at: null,
  delivered_at: null,
  last_status: null,
  last_error: null,
  ...rest,
});

const log = [
  delivery("e4", "assurance-level-change", { next_attempt_at: ago(-20), last_status: 503 }),
  delivery("e3", "session-revoked", { delivered_at: ago(59), last_status: 202 }),
  delivery("e2", "session-revoked", { last_error: "no_subject", attempts: 0 }),
  delivery("e1", "verification", { delivered_at: ago(8_000), last_status: 202 }),
];

/** Status and body. */
export function eventStreams(method, id, what) {
  if (!id && method === "GET") return [200, { items: all }];
  if (!id) {
    const made = stream(`new-${all.length}`);
    all.unshift(made);
    return [201, { ...made, token: "lse_6d6f636b20746f6b656e2c206e6f742061207265616c206f6e65" }];
  }
  if (method === "DELETE") {
    all.splice(
      all.findIndex((s) => s.id === id),
      1,
    );
    return [204];
  }
  if (what === "deliveries") return [200, { items: log, next: null }];
  const fresh = delivery(`e${log.length + 1}`, "verification", {
    attempts: 0,
    next_attempt_at: ago(0),
  });
  log.unshift(fresh);
  return [202, fresh];
}
