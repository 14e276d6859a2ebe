/** Logins of the mock: who may ask for them, what became of the last ones, and the keys that sign. */

import { ago } from "./data.mjs";

const client = (client_id, name, profile, rest = {}) => ({
  client_id,
  name,
  profile,
  redirect_uris: [`https://${client_id}.example.org/callback`],
  subject: "login_hint",
  policy: null,
  fallback: "deny",
  require_par: false,
  ...rest,
});

const clients = [
  client("keycloak", "Example Portal", "oidc", { fallback: "attest" }),
  client("entra", "Example GmbH", "entra", { subject: "oid_tid" }),
  client("okta", "Example Inc.", "okta", { require_par: true }),
];

const login = (id, state, reason, minutes, rest = {}) => ({
  id,
  client_id: "keycloak",
  person_id: "mara",
  session_id: "done-accept",
  created_at: ago(minutes + 1),
  state,
  reason,
  finished_at: reason && ago(minutes),
  ...rest,
});

const logins = [
  login("n6", "open", null, 1, { session_id: null }),
  login("n5", "waiting", null, 4),
  login("n4", "granted", "accepted", 30),
  login("n3", "denied", "rejected", 95, { session_id: "done-handover" }),
  login("n2", "denied", "interrupted", 180, { session_id: null }),
  login("n1", "denied", "unknown_subject", 400, { person_id: null, session_id: null }),
];

const key = (kid, days, state) => ({
  kid,
  created_at: ago((days + 2) * 1_440),
  signs_from: ago(days * 1_440),
  state,
});

const keys = {
  logins: [key("Zt0b9Hh0yTDxFl2mSbB5l0zvJrJp0Q3vW8m1c2d3e4f", 31, "signing")],
  events: [key("u8Qk1Vd2PpG7sKcY5n3xA6wRt9oLzE4hJ0iMfNbC1aD", 80, "signing")],
};

function roll(use, atOnce) {
  const fresh = key(
    `mock-key-${keys[use].length + 1}`,
    atOnce ? 0 : -2,
    atOnce ? "signing" : "next",
  );
  keys[use] = atOnce ? [fresh] : [fresh, ...keys[use]];
  return keys;
}

/** Answers what is about logins and keys; false for everything else. */
export function loginRoutes(method, path, request, json) {
  const [, , kind, use] = path.split("/");
  if (kind === "login-clients") {
    const issuer = "https://likeness.example.org";
    const discovery_url = `${issuer}/.well-known/openid-configuration`;
    json(200, { issuer, discovery_url, items: clients });
  } else if (kind === "logins") {
    json(200, { items: logins, next: null });
  } else if (kind === "signing-keys" && method === "GET") {
    json(200, keys);
  } else if (kind === "signing-keys") {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => json(200, roll(use, JSON.parse(body).at_once)));
  } else {
    return false;
  }
  return true;
}
