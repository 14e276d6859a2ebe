/**
 * The line after the hire: accepted, then somebody else at the login. A receiver that checks with a library of its
 * own learns of it, a webhook is told, and the person's page shows it; then the due list.
 */

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { launch, lookOver, openPage, PHONE, signIn, WIDE } from "./browser.mjs";
import { clip, unlessHere } from "./places.mjs";
import { startService, still } from "./service.mjs";

const NAME = "Ada Beispiel";
const SUBJECT_REF = "ada@example.org";
const AUDIENCE = "https://receiver.example";
const CAEP = "https://schemas.openid.net/secevent/caep/event-type";

const skip = unlessHere({ faces: true });
let service;
let browser;
let inbox;
let person;

/** Takes whatever is posted and keeps it. */
async function openInbox() {
  const got = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    got.push({ path: request.url, headers: request.headers, body });
    response.writeHead(202).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const base = `http://127.0.0.1:${server.address().port}`;
  const arrived = async (fits) => {
    for (let tries = 0; tries < 300; tries++) {
      const found = got.find(fits);
      if (found) return found;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error(`it did not arrive; there are ${got.map((g) => g.path).join(", ")}`);
  };
  return { base, arrived, close: () => server.close() };
}

before(async () => {
  if (skip) return;
  inbox = await openInbox();
  service = await startService({
    config: `
[webhooks]
allow_http = true
private_ranges = true
[security_events]
issuer = "http://issuer.test"
[check]
organisation = "Beispiel GmbH"
[reverification.groups.remote]
every_days = 90
`,
  });
  browser = await launch();
  const made = await service.call("POST", "/v1/people", {
    display_name: NAME,
    external_ref: SUBJECT_REF,
    consent: { text_version: "2026-01" },
  });
  person = made.id;
  const form = new FormData();
  const picture = await still(service, "talking/grid-s1-01.mpg");
  form.append("picture", new Blob([await readFile(picture)]), "picture.png");
  await service.call("PUT", `/v1/people/${person}/portrait`, form);
});
after(async () => {
  await browser?.close();
  await service?.stop();
  inbox?.close();
});

/** Plays a whole session; its id. */
async function played(kind, name) {
  const form = new FormData();
  form.append("person_id", person);
  form.append("kind", kind);
  form.append("pace", "as_fast");
  form.append("video", new Blob([await readFile(clip(name))]), "video");
  const { id } = await service.call("POST", "/v1/sessions/upload", form);
  const events = await fetch(`${service.base}/v1/sessions/${id}/events`, {
    headers: { authorization: `Bearer ${service.key}` },
  });
  assert.match(await events.text(), /event: ended/);
  return (await service.call("GET", `/v1/sessions/${id}`)).verdict.outcome;
}

/** What a token says, checked by the published keys as a receiver checks it. */
async function checked(token) {
  const keys = createRemoteJWKSet(new URL(`${service.base}/ssf/jwks`));
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    issuer: "http://issuer.test",
    audience: AUDIENCE,
    typ: "secevent+jwt",
    algorithms: ["RS256"],
  });
  assert.ok(protectedHeader.kid);
  return payload;
}

test("somebody else at the login is told to the identity provider and to the webhook", { skip }, async () => {
  await service.call("POST", "/v1/webhooks", { url: `${inbox.base}/hook` });
  const pushed = await service.call("POST", "/v1/event-streams", {
    url: `${inbox.base}/events`,
    push_header: "Bearer there",
    audience: AUDIENCE,
    subject_format: "email",
  });
  const polled = await service.call("POST", "/v1/event-streams", {
    audience: AUDIENCE,
    subject_format: "iss_sub",
    subject_issuer: "https://idp.example",
  });
  await service.call("POST", `/v1/event-streams/${pushed.id}/test`);
  const tried = await inbox.arrived((g) => g.path === "/events");
  assert.equal(tried.headers["content-type"], "application/secevent+jwt");
  assert.equal(tried.headers.authorization, "Bearer there");
  await checked(tried.body);

  assert.equal(await played("interview", "talking/grid-s1-00.mpg"), "accept");
  assert.equal(await played("login", "talking/grid-s1-05.mpg"), "accept");
  assert.equal(await played("login", "talking/grid-other-02.mpg"), "reject");

  const revoked = await inbox.arrived((g) => g.path === "/events" && g.body !== tried.body);
  const claims = await checked(revoked.body);
  assert.deepEqual(claims.sub_id, { format: "email", email: SUBJECT_REF });
  const event = claims.events[`${CAEP}/session-revoked`];
  assert.ok(Math.abs(Date.now() / 1000 - event.event_timestamp) < 600);
  await inbox.arrived((g) => g.path === "/hook" && g.body.includes('"outcome":"reject"'));

  const poll = async (body) => {
    const answer = await fetch(`${service.base}/ssf/poll`, {
      method: "POST",
      headers: { authorization: `Bearer ${polled.token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 200);
    return answer.json();
  };
  const { sets } = await poll({ returnImmediately: true });
  const [[jti, token]] = Object.entries(sets);
  const same = await checked(token);
  assert.equal(same.jti, jti);
  assert.deepEqual(same.sub_id, { format: "iss_sub", iss: "https://idp.example", sub: SUBJECT_REF });
  assert.deepEqual((await poll({ ack: [jti] })).sets, {});

  const tampered = `${revoked.body.slice(0, -8)}AAAAAAAA`;
  await assert.rejects(() => checked(tampered));
});

test("the person's page tells the whole of it", { skip }, async () => {
  await service.call("PUT", `/v1/people/${person}/reverification`, { group: "remote" });
  await service.call("POST", `/v1/people/${person}/risk-events`, {
    kind: "help_desk_reset",
    key: "ticket-7",
  });
  const page = await openPage(browser, service);
  await signIn(page, service.key);
  await page.goto(`/people/${person}`);
  await page.getByRole("heading", { name: "Re-verify at once" }).waitFor();
  const story = page.locator(".story");
  const rejected = story.locator(".of-session", { hasText: "Somebody else" });
  await rejected.waitFor();
  assert.match(await rejected.innerText(), /Not the ID portrait/);
  await story.getByText("The same person", { exact: true }).first().waitFor();
  await story.getByText("New credentials from the help desk").waitFor();
  assert.equal(await story.locator(".of-told").count(), 0);
  await page.getByLabel("Show messages that were sent").check();
  await story.getByText("Security event: session-revoked").first().waitFor();
  await page.locator(".drift svg[role=img]").waitFor();
  await lookOver(page, "person-timeline", [WIDE, PHONE]);

  await rejected.getByRole("link", { name: /Open session/ }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/sessions\//);

  await page.getByRole("link", { name: "Due" }).click();
  await page.getByRole("heading", { name: "Due for re-verification" }).waitFor();
  await page.getByRole("link", { name: new RegExp(NAME) }).waitFor();
  await lookOver(page, "due", [WIDE, PHONE]);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("a link for a re-verification is made on the page", { skip }, async () => {
  const page = await openPage(browser, service);
  await signIn(page, service.key);
  await page.goto(`/people/${person}`);
  await page.getByRole("button", { name: "Invite to a check" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite to a check" });
  await dialog.getByRole("radio", { name: /Re-verification/ }).check();
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const made = page.getByRole("dialog", { name: "The link is ready" });
  assert.match(await made.getByLabel("Link", { exact: true }).inputValue(), /\/check#li_[\w-]+$/);
  const { items } = await service.call("GET", `/v1/people/${person}/invitations`);
  assert.deepEqual([items[0].purpose, items[0].document], ["reverification", "skip"]);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
