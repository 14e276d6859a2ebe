/**
 * Logins as relying parties and people meet them: a certified library for code with PKCE and pushed requests, a
 * simulated Entra and a simulated Okta written from their public documents, and somebody of the synthetic cast
 * before the camera. The relying parties are another site than the service.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { generateKeyPair } from "jose";
import * as oidc from "openid-client";
import { answering } from "./answering.mjs";
import { launch, lookOver, NARROWEST, openPage, PHONE, signIn, WIDE } from "./browser.mjs";
import { answerOf, ENTRA_REFERENCE, lookIntoCamera, ORGANISATION, SECRET, startLoginService } from "./login.mjs";
import { cast, unlessHere } from "./places.mjs";
import { enrol } from "./service.mjs";

const SIZES = [WIDE, PHONE, NARROWEST];
const TOMAS = { external_ref: "tomas@example.org" };
const OTHER = { external_ref: "other@example.org" };

const skip = unlessHere({ faces: false });
let service;
let browser;
let automated;

before(async () => {
  if (skip) return;
  service = await startLoginService();
  // A person's browser is not driven by a program: the switch leaves `navigator.webdriver` false.
  browser = await launch(["--disable-blink-features=AutomationControlled"]);
  automated = await launch();
  await enrol(service, "Tomas Vesely", cast("portrait-tomas.jpg"), TOMAS);
  await enrol(service, "Somebody Else", cast("portrait-viktor.jpg"), OTHER);
  await enrol(service, "Tomas at Entra", cast("portrait-tomas.jpg"), { external_ref: ENTRA_REFERENCE });
});
after(async () => {
  await browser?.close();
  await automated?.close();
  await service?.stop();
});

/** A relying party with the library's own checks of state, nonce, issuer, signature and times. */
async function party(id) {
  const config = await oidc.discovery(new URL(service.issuer), id, SECRET, undefined, {
    execute: [oidc.allowInsecureRequests],
  });
  const verifier = oidc.randomPKCECodeVerifier();
  const checks = {
    pkceCodeVerifier: verifier,
    expectedState: oidc.randomState(),
    expectedNonce: oidc.randomNonce(),
  };
  const params = {
    redirect_uri: service.site.callback,
    scope: "openid",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  };
  return { config, checks, params };
}

/** An error of the library that carries this word of the standard. */
const says = (word) => (error) => error.error === word;

/** A page with the cast's answers before its camera. */
async function person(from = browser, options = { viewport: PHONE }) {
  const page = await openPage(from, service, options);
  await answering(page.context());
  return page;
}

/**
 * Looks until it is granted, or not: the cast's nod and the light on its skin lie at the edge of what is seen, and
 * another try draws again.
 */
async function lookOften(page, site) {
  for (let tries = 0; tries < 3; tries += 1) {
    const { said } = await lookIntoCamera(page);
    console.log(`a look took ${said}`);
    const again = page.getByRole("button", { name: "Turn on the camera" });
    const over = page.getByText(/You are back|We could not confirm|Somebody is being asked/);
    await again.or(over).first().waitFor({ timeout: 60_000 });
    if (!(await again.isVisible())) return site.answers.at(-1);
  }
  return site.answers.at(-1);
}

/** Logins of a person until one is granted: a draw that the cast cannot answer proves nothing. */
async function granted(begin) {
  for (let logins = 0; logins < 3; logins += 1) {
    const page = await person();
    const before = service.site.answers.length;
    await begin(page);
    await lookOften(page, service.site);
    const back = page.getByRole("button", { name: "Go back to Example Portal" });
    await back.or(page.getByText("You are back")).first().waitFor();
    // Where it was granted, the page goes by itself, perhaps at this moment.
    if (await back.isVisible()) await back.click({ timeout: 3_000 }).catch(() => {});
    await page.getByText("You are back").waitFor();
    const faults = page.faults;
    await page.context().close();
    assert.deepEqual(faults, []);
    const answer = service.site.answers[before];
    if (answer.params.has("code") || answer.params.has("id_token")) return answer;
    console.log(`not granted: ${answer.params}`);
  }
  return assert.fail("none of three logins was granted");
}

test("a certified library completes code with PKCE, and a code is good once", { skip }, async () => {
  const { config, checks, params } = await party("rp");
  const to = oidc.buildAuthorizationUrl(config, { ...params, login_hint: TOMAS.external_ref, ui_locales: "en" });
  const answer = await granted((page) => page.goto(to.href));
  assert.equal(answer.method, "GET");
  await assert.rejects(oidc.authorizationCodeGrant(config, answer.url, { ...checks, expectedState: "other" }));
  const tokens = await oidc.authorizationCodeGrant(config, answer.url, checks);
  const claims = tokens.claims();
  assert.deepEqual([claims.sub, claims.amr, claims.acr], [TOMAS.external_ref, ["face"], "urn:likeness:acr:face"]);
  const info = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
  assert.deepEqual(info, { sub: TOMAS.external_ref });
  await assert.rejects(oidc.authorizationCodeGrant(config, answer.url, checks), says("invalid_grant"));
  await assert.rejects(oidc.fetchUserInfo(config, tokens.access_token, claims.sub));
  const { items } = await service.call("GET", "/v1/logins");
  assert.equal(items[0].state, "granted");
  const session = await service.call("GET", `/v1/sessions/${items[0].session_id}`);
  assert.deepEqual([session.kind, session.verdict.outcome], ["login", "accept"]);
});

test("a pushed request says nothing in the browser", { skip }, async () => {
  const { config, checks, params } = await party("rp");
  const to = await oidc.buildAuthorizationUrlWithPAR(config, { ...params, login_hint: TOMAS.external_ref });
  assert.deepEqual([...to.searchParams.keys()].sort(), ["client_id", "request_uri"]);
  const answer = await granted(async (page) => {
    const fresh = await oidc.buildAuthorizationUrlWithPAR(config, { ...params, login_hint: TOMAS.external_ref });
    await page.goto(fresh.href);
  });
  const tokens = await oidc.authorizationCodeGrant(config, answer.url, checks);
  assert.equal(tokens.claims().sub, TOMAS.external_ref);
  // A code is nothing without its verifier, nor in another client's hands.
  const page = await person();
  await page.goto(to.href);
  await page.getByRole("heading", { name: "A look into the camera" }).waitFor();
  await page.goto(to.href);
  await page.getByText("login_request_unknown").waitFor();
  await page.context().close();
});

test("somebody else is told no within seconds, and the relying party nothing more", { skip }, async () => {
  const { config, checks, params } = await party("rp");
  const to = oidc.buildAuthorizationUrl(config, { ...params, login_hint: OTHER.external_ref });
  const page = await person();
  await page.goto(to.href);
  await page.getByRole("heading", { name: "A look into the camera" }).waitFor();
  await lookOver(page, "login-begin", SIZES);
  const { said } = await lookIntoCamera(page);
  console.log(`somebody else: ${said}`);
  await page.getByRole("heading", { name: "We could not confirm that it is you" }).waitFor();
  await lookOver(page, "login-denied", SIZES);
  const back = () => page.getByRole("button", { name: "Go back to Example Portal" }).click();
  const answer = await answerOf(page, service.site, back);
  assert.deepEqual([...answer.params.keys()], ["error", "error_description", "state", "iss"]);
  assert.equal(answer.params.get("error"), "access_denied");
  await assert.rejects(oidc.authorizationCodeGrant(config, answer.url, checks), says("access_denied"));
  const { items } = await service.call("GET", "/v1/logins");
  assert.deepEqual([items[0].state, items[0].reason], ["denied", "rejected"]);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("a human vouches while the page waits", { skip }, async () => {
  const { config, checks, params } = await party("attest");
  const to = oidc.buildAuthorizationUrl(config, { ...params, login_hint: TOMAS.external_ref });
  // A browser that a program drives goes to a human.
  const page = await person(automated);
  await page.goto(to.href);
  await lookOften(page, service.site);
  await page.getByRole("heading", { name: "Somebody is being asked" }).waitFor();
  await page.getByText(ORGANISATION).first().waitFor();
  await lookOver(page, "login-waiting", SIZES);
  const { items } = await service.call("GET", "/v1/logins");
  assert.equal(items[0].state, "waiting");
  const vouch = () =>
    service.call("POST", `/v1/sessions/${items[0].session_id}/decisions`, { outcome: "accept" });
  const answer = await answerOf(page, service.site, vouch);
  const tokens = await oidc.authorizationCodeGrant(config, answer.url, checks);
  assert.equal(tokens.claims().likeness_decided_by, "human");
  await page.context().close();
});

/** What Entra posts, as its document for providers describes it. */
async function entraFields(change = {}) {
  return {
    scope: "openid",
    response_type: "id_token",
    response_mode: "form_post",
    client_id: "entra",
    redirect_uri: service.site.callback,
    nonce: "entra-nonce",
    state: "entra-state",
    "client-request-id": "d9d7c5a0",
    claims: JSON.stringify({
      id_token: {
        amr: { essential: true, values: ["face", "fido", "hwk", "iris", "otp"] },
        acr: { essential: true, values: ["possessionorinherence"] },
      },
    }),
    id_token_hint: await service.site.hint(),
    ...change,
  };
}

async function fromEntra(page, fields) {
  service.site.willPost(`${service.issuer}/oidc/authorize`, fields);
  await page.goto(`${service.site.base}/go`);
  await page.getByRole("button", { name: "Continue" }).click();
}

test("Entra posts from its own site and gets its token by a form", { skip }, async () => {
  const answer = await granted(async (page) => fromEntra(page, await entraFields()));
  assert.equal(answer.method, "POST");
  assert.equal(answer.params.get("state"), "entra-state");
  const { config } = await party("rp");
  const keys = await fetch(config.serverMetadata().jwks_uri).then((r) => r.json());
  const { createLocalJWKSet, jwtVerify } = await import("jose");
  const { payload } = await jwtVerify(answer.params.get("id_token"), createLocalJWKSet(keys), {
    issuer: service.issuer,
    audience: "entra",
  });
  assert.deepEqual(
    [payload.sub, payload.nonce, payload.acr, payload.amr],
    ["pairwise-subject", "entra-nonce", "possessionorinherence", ["face"]],
  );
  assert.ok(keys.keys.every((key) => key.x5c.length === 1));
});

test("what Entra must not be told is refused as its document says", { skip }, async () => {
  const { privateKey } = await generateKeyPair("RS256");
  const refusals = [
    [{ id_token_hint: await service.site.hint({ key: privateKey }) }, "invalid_request"],
    [{ id_token_hint: await service.site.hint({ claims: { aud: "another" } }) }, "invalid_request"],
    [{ id_token_hint: await service.site.hint({ claims: { oid: "nobody" } }) }, "access_denied"],
    [{ claims: JSON.stringify({ id_token: { amr: { essential: true, values: ["fido"] } } }) }, "access_denied"],
    [{ nonce: "" }, "invalid_request"],
  ];
  const page = await person();
  for (const [change, error] of refusals) {
    const fields = await entraFields(change);
    const answer = await answerOf(page, service.site, () => fromEntra(page, fields));
    assert.deepEqual([answer.method, answer.params.get("error")], ["POST", error], JSON.stringify(Object.keys(change)));
  }
  await fromEntra(page, await entraFields({ redirect_uri: "http://localhost/elsewhere" }));
  await page.getByText("login_redirect_unknown").waitFor();
  await page.context().close();
});

/** Okta's way: pushed, through the browser, and redeemed, with the secret in the form. */
async function okta(login_hint) {
  const verifier = oidc.randomPKCECodeVerifier();
  const post = async (path, fields) => {
    const body = new URLSearchParams({ client_id: "okta", client_secret: SECRET, ...fields });
    const answer = await fetch(service.issuer + path, { method: "POST", body });
    return { status: answer.status, ...(await answer.json()) };
  };
  const pushed = await post("/oidc/par", {
    response_type: "code",
    scope: "openid profile identity_assurance",
    redirect_uri: service.site.callback,
    state: "okta-state",
    nonce: "okta-nonce",
    login_hint,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    claims: JSON.stringify({
      id_token: { verified_claims: { verification: { trust_framework: { value: "IDV-DELEGATED" } } } },
    }),
  });
  assert.equal(pushed.status, 201);
  const carried = new URLSearchParams({ client_id: "okta", request_uri: pushed.request_uri });
  const redeem = (code, change = {}) =>
    post("/oidc/token", {
      grant_type: "authorization_code",
      redirect_uri: service.site.callback,
      code,
      code_verifier: verifier,
      ...change,
    });
  return { to: `${service.issuer}/oidc/authorize?${carried}`, redeem };
}

const levelOf = (token) =>
  JSON.parse(Buffer.from(token.split(".")[1], "base64url")).verified_claims.verification.assurance_level;

test("Okta is told of success and of failure", { skip }, async () => {
  const stranger = await okta("nobody@example.org");
  const page = await person();
  const answer = await answerOf(page, service.site, () => page.goto(stranger.to));
  const wrong = await stranger.redeem(answer.params.get("code"), { code_verifier: "x".repeat(43) });
  assert.deepEqual([wrong.status, wrong.error], [400, "invalid_grant"]);
  const again = await okta("nobody@example.org");
  const second = await answerOf(page, service.site, () => page.goto(again.to));
  const failed = await again.redeem(second.params.get("code"));
  assert.equal(levelOf(failed.id_token), "FAILED");
  await page.context().close();

  let redeem;
  const good = await granted(async (fresh) => {
    const begun = await okta(TOMAS.external_ref);
    redeem = begun.redeem;
    await fresh.goto(begun.to);
  });
  const verified = await redeem(good.params.get("code"));
  assert.equal(levelOf(verified.id_token), "VERIFIED");
});

test("who gives up goes back with a denial, and a page alone has no login", { skip }, async () => {
  const { config, params } = await party("rp");
  const to = oidc.buildAuthorizationUrl(config, { ...params, login_hint: TOMAS.external_ref, ui_locales: "nl" });
  const page = await person();
  await page.goto(to.href);
  await page.getByRole("heading", { name: "Even in de camera kijken" }).waitFor();
  await page.getByLabel("Taal").selectOption("en");
  await page.getByRole("button", { name: "Cancel the login" }).click();
  await page.getByRole("heading", { name: "We could not confirm that it is you" }).waitFor();
  const back = () => page.getByRole("button", { name: "Go back to Example Portal" }).click();
  const answer = await answerOf(page, service.site, back);
  assert.equal(answer.params.get("error"), "access_denied");
  await page.context().clearCookies();
  await page.goto(`${service.base}/login`);
  await page.getByRole("heading", { name: "There is no login here" }).waitFor();
  await lookOver(page, "login-none", [PHONE]);
  const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie]));
  assert.equal(kept, '[{},{},""]');
  await page.context().close();
});

test("staff see the applications with their addresses, and what became of logins", { skip }, async () => {
  const page = await openPage(browser, service);
  await signIn(page, service.key);
  await page.getByRole("link", { name: "Logins" }).click();
  await page.getByRole("heading", { name: "Logins", level: 1 }).waitFor();
  const discovery = page.getByLabel("Discovery address", { exact: true });
  assert.equal(await discovery.inputValue(), `${service.issuer}/.well-known/openid-configuration`);
  await page.getByText("The person gave up").first().waitFor();
  await lookOver(page, "logins", SIZES);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
