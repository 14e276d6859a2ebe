/**
 * The story, on real faces: A is accepted, in the interview and at a login; B sits down before the login's page with
 * A's account and is rejected; a receiver that checks with a library of its own learns of it, a webhook is told, and
 * the person's page shows it. C applies under three names and is found. Then the due list.
 */

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { launch, lookOver, openPage, PHONE, signIn, WIDE } from "./browser.mjs";
import { answerOf, freePort, lookIntoCamera, relyingSite } from "./login.mjs";
import { clip, unlessHere } from "./places.mjs";
import { enrol, motionJpeg, startService, still } from "./service.mjs";

const NAME = "Ada Beispiel";
const SUBJECT_REF = "ada@example.org";
const AUDIENCE = "https://receiver.example";
const CAEP = "https://schemas.openid.net/secevent/caep/event-type";
/** Ten seconds at the five frames a second that a session looks at: of the stream, however busy the computer is. */
const TEN_SECONDS = 50;
/** Three pictures of one person of LFW, none of the same day. */
const C = ["0001", "0006", "0010"].map((n) => `lfw/images/Joschka_Fischer/Joschka_Fischer_${n}.jpg`);

const skip = unlessHere({ faces: true });
let service;
let browser;
let inbox;
let site;
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
  site = await relyingSite();
  const listen = `127.0.0.1:${await freePort()}`;
  service = await startService({
    listen,
    env: { LOGIN_SECRET: "a-secret-for-tests-of-forty-characters-x" },
    config: `
[links]
enabled = true
[login]
issuer = "http://${listen}"
[[login.clients]]
id = "portal"
name = "Example Portal"
profile = "oidc"
redirect_uris = ["${site.callback}"]
secret_env = "LOGIN_SECRET"
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
  // Before the camera of this browser sits B, and no program drives it as far as a page can see.
  const camera = await motionJpeg(service, "talking/grid-other-02.mpg");
  browser = await launch([
    `--use-file-for-fake-video-capture=${camera}`,
    "--disable-blink-features=AutomationControlled",
  ]);
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
  await site?.stop();
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

/** B before the login's page, with A's account; the session that was rejected. */
async function somebodyElseLogsIn() {
  const asked = new URLSearchParams({
    client_id: "portal",
    redirect_uri: site.callback,
    response_type: "code",
    scope: "openid",
    state: "state-1",
    nonce: "nonce-1",
    login_hint: SUBJECT_REF,
    // RFC 7636, appendix B.
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  });
  const page = await openPage(browser, service, { viewport: PHONE });
  await page.goto(`/oidc/authorize?${asked}`);
  console.log(`somebody else at the login: ${(await lookIntoCamera(page)).said}`);
  await page.getByRole("heading", { name: "We could not confirm that it is you" }).waitFor();
  const back = () => page.getByRole("button", { name: "Go back to Example Portal" }).click();
  const answer = await answerOf(page, site, back);
  assert.deepEqual([answer.params.get("error"), answer.params.get("state")], ["access_denied", "state-1"]);
  await page.context().close();
  const { items } = await service.call("GET", "/v1/logins");
  assert.deepEqual([items[0].state, items[0].reason], ["denied", "rejected"]);
  const session = await service.call("GET", `/v1/sessions/${items[0].session_id}`);
  assert.equal(session.verdict.outcome, "reject");
  assert.ok(session.frames.analysed <= TEN_SECONDS, JSON.stringify(session.frames));
  return session.id;
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
  const rejected = await somebodyElseLogsIn();

  const revoked = await inbox.arrived((g) => g.path === "/events" && g.body !== tried.body);
  const claims = await checked(revoked.body);
  assert.deepEqual(claims.sub_id, { format: "email", email: SUBJECT_REF });
  const event = claims.events[`${CAEP}/session-revoked`];
  assert.ok(Math.abs(Date.now() / 1000 - event.event_timestamp) < 600);
  assert.match(event.reason_admin?.en ?? JSON.stringify(event), new RegExp(rejected));
  await inbox.arrived((g) => g.path === "/hook" && g.body.includes('"outcome":"reject"'));
  const finished = await inbox.arrived((g) => g.path === "/hook" && g.body.includes('"login.finished"'));
  const { data } = JSON.parse(finished.body);
  assert.deepEqual(
    [data.client_id, data.person_id, data.session_id, data.state, data.reason],
    ["portal", person, rejected, "denied", "rejected"],
  );

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

test("who applies under three names is found", { skip }, async () => {
  await service.call("PUT", "/v1/links/search", { legal_basis: "consent", text_version: "2026-11" });
  for (const [i, picture] of C.entries()) await enrol(service, `Third ${i}`, clip(picture));
  const until = Date.now() + 60_000;
  let search;
  do {
    search = await service.call("GET", "/v1/links/search");
    assert.ok(Date.now() < until, JSON.stringify(search));
  } while (search.waiting < 3 || search.people < 4);
  const { items } = await service.call("GET", "/v1/links");
  assert.equal(items.length, 3);
  const names = items.flatMap((link) => link.people.map((one) => one.display_name)).sort();
  assert.deepEqual(names, ["Third 0", "Third 0", "Third 1", "Third 1", "Third 2", "Third 2"]);
});

test("the person's page tells the whole of it", { skip }, async () => {
  await service.call("POST", `/v1/people/${person}/risk-events`, {
    kind: "help_desk_reset",
    key: "ticket-7",
  });
  const page = await openPage(browser, service);
  await signIn(page, service.key);
  await page.goto(`/people/${person}`);
  await page.getByRole("heading", { name: "Re-verify at once" }).waitFor();
  await page.getByLabel("Verified again as").selectOption("remote");
  await page.getByText("Group remote", { exact: false }).first().waitFor();
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

test("an administrator makes a receiver, tries it and replaces the key", { skip }, async () => {
  const page = await openPage(browser, service);
  await signIn(page, service.key);
  await page.getByRole("link", { name: "Security events" }).click();
  await page.getByRole("heading", { name: "Security events", level: 1 }).waitFor();
  await page.getByLabel("How it gets events").selectOption("push");
  await page.getByLabel("Address", { exact: true }).fill(`${inbox.base}/more`);
  await page.getByLabel("Audience").fill(AUDIENCE);
  await page.getByLabel("People are named").selectOption("opaque");
  await page.getByRole("button", { name: "Create receiver" }).click();
  const made = page.getByRole("dialog", { name: "The token of this receiver" });
  assert.match(await made.getByLabel("Token", { exact: true }).inputValue(), /^lse_[0-9a-f]{64}$/);
  await made.getByRole("button", { name: "I have put it in its place" }).click();
  const card = page.getByRole("region", { name: `${inbox.base}/more, ${AUDIENCE}` });
  await card.getByRole("button", { name: "Send a verification" }).click();
  await card.getByText(/^Taken/).waitFor();
  const before = await checked((await inbox.arrived((g) => g.path === "/more")).body);
  assert.deepEqual(Object.keys(before.events).length, 1);
  const keys = page.getByRole("region", { name: "Signing keys" });
  const kid = await keys.locator("code").innerText();
  await keys.getByRole("button", { name: "Replace at once" }).click();
  const sure = page.getByRole("dialog", { name: "Replace the key at once?" });
  await sure.getByRole("button", { name: "Replace the key" }).click();
  await sure.waitFor({ state: "detached" });
  assert.notEqual(await keys.locator("code").innerText(), kid);
  await lookOver(page, "event-streams", [WIDE, PHONE]);
  await card.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove receiver" }).click();
  await card.waitFor({ state: "detached" });
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
