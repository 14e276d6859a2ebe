/** Webhooks of the mock, with messages in every state. */

import { ago } from "./data.mjs";

const hook = (id, rest = {}) => ({
  id,
  url: `https://receiver.example/${id}`,
  created_at: ago(3000),
  earlier_secret_until: null,
  disabled_at: null,
  disabled_why: null,
  ...rest,
});

const all = [
  hook("hr-system", { earlier_secret_until: ago(-1200) }),
  hook("old-system", { disabled_at: ago(900), disabled_why: "gone" }),
];

const delivery = (id, event, rest) => ({
  id,
  event,
  body: JSON.stringify({ type: event, data: { session_id: "done-replay", outcome: "reject" } }),
  created_at: ago(60),
  attempts: 1,
  next_attempt_at: null,
  delivered_at: null,
  last_status: null,
  last_error: null,
  ...rest,
});

const log = [
  delivery("m4", "webhook.test", { attempts: 0, next_attempt_at: ago(0.01) }),
  delivery("m3", "session.decided", { attempts: 2, next_attempt_at: ago(-28), last_status: 503 }),
  delivery("m2", "session.finished", { delivered_at: ago(59), last_status: 204 }),
  delivery("m1", "session.finished", { attempts: 10, last_error: "timed_out" }),
];

/** Status and body. */
export function hooks(method, id, what, more) {
  const secret = "whsec_bW9jayBzZWNyZXQsIG5vdCBhIHJlYWwgb25lISE=";
  if (!id && method === "GET") return [200, { items: all }];
  if (!id) {
    const made = hook(`new-${all.length}`);
    all.unshift(made);
    return [201, { ...made, secret }];
  }
  if (method === "DELETE") {
    all.splice(
      all.findIndex((h) => h.id === id),
      1,
    );
    return [204];
  }
  if (what === "rotate") return [200, { ...hook(id), earlier_secret_until: ago(-1440), secret }];
  if (what === "deliveries" && !more) return [200, { items: log, next: null }];
  const fresh = delivery(`m${log.length + 1}`, "webhook.test", {
    attempts: 0,
    next_attempt_at: ago(0),
  });
  if (what === "test") log.unshift(fresh);
  return [202, fresh];
}
