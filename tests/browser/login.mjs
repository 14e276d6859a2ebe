/**
 * Relying parties for tests of the login: a service that knows them, a place that answers come back to, and what a
 * person does on the login's page.
 */

import { once } from "node:events";
import { createServer } from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { startService } from "./service.mjs";

export const SECRET = "a-secret-for-tests-of-forty-characters-x";
export const ORGANISATION = "Nordwind Logistik GmbH";
const TENANT = "9c3d0000-0000-4000-8000-000000000001";
const OID = "7e1a0000-0000-4000-8000-000000000002";

/** The external reference of the person whom the tenant's hints name. */
export const ENTRA_REFERENCE = `${OID}@${TENANT}`;

/** A free port of this computer. The issuer's address must be known before the service is there. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/**
 * The site of the relying parties: another one than the service's (`localhost` against 127.0.0.1). `/cb` gathers
 * answers; `/keys` are the tenant's; `/go` is a page of the tenant that posts a form to the service, as Entra does.
 */
export async function relyingSite() {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: "tenant-1", use: "sig", alg: "RS256" };
  const answers = [];
  let form = "";
  const server = createServer((request, response) => {
    const url = new URL(request.url, `http://localhost:${server.address().port}`);
    const html = (text) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end(`<!doctype html><title>${text}</title>${text}`);
    };
    if (url.pathname === "/keys") {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ keys: [jwk] }));
    } else if (url.pathname === "/go") {
      html(form);
    } else if (url.pathname === "/cb") {
      let body = "";
      request.on("data", (piece) => {
        body += piece;
      });
      request.on("end", () => {
        answers.push({ method: request.method, url, params: new URLSearchParams(body || url.search) });
        html("You are back");
      });
    } else {
      response.writeHead(404).end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  return {
    base: `http://localhost:${port}`,
    keysUrl: `http://127.0.0.1:${port}/keys`,
    callback: `http://localhost:${port}/cb`,
    answers,
    /** A hint that expired an hour ago, signed by the tenant or by somebody else. */
    async hint({ key = privateKey, claims = {} } = {}) {
      const now = Math.floor(Date.now() / 1000);
      return await new SignJWT({
        oid: OID,
        tid: TENANT,
        sub: "pairwise-subject",
        iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
        aud: "entra-application",
        iat: now - 7200,
        nbf: now - 7200,
        exp: now - 3600,
        ...claims,
      })
        .setProtectedHeader({ alg: "RS256", kid: "tenant-1", typ: "JWT" })
        .sign(key);
    },
    /** The page `/go` posts this to that address. */
    willPost(action, fields) {
      const escape = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
      const inputs = Object.entries(fields).map(([n, v]) => `<input type="hidden" name="${n}" value="${escape(v)}">`);
      form = `<form method="post" action="${action}">${inputs.join("")}<button>Continue</button></form>`;
    },
    stop: () => new Promise((done) => server.close(done)),
  };
}

/** A service with four clients (`rp`, `attest`, `okta`, `entra`), and their site. */
export async function startLoginService() {
  const site = await relyingSite();
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const client = (id, profile, more) => `
[[login.clients]]
id = "${id}"
name = "Example Portal"
profile = "${profile}"
redirect_uris = ["${site.callback}"]
policy = "demo-synthetic"
${more}
`;
  const secret = 'secret_env = "LOGIN_SECRET"';
  const config = `
[check]
organisation = "${ORGANISATION}"
privacy_url = "https://example.org/privacy"
[login]
issuer = "${issuer}"
${client("rp", "oidc", secret)}
${client("attest", "oidc", `${secret}\nfallback = "attest"`)}
${client("okta", "okta", secret)}
${client("entra", "entra", "")}
[login.clients.tenant]
id = "${TENANT}"
application_id = "entra-application"
keys_url = "${site.keysUrl}"
`;
  const service = await startService({
    config,
    flags: ["--allow-demo-policy"],
    listen: `127.0.0.1:${port}`,
    env: { LOGIN_SECRET: SECRET },
  });
  const stop = async () => {
    await service.stop();
    await site.stop();
  };
  return { ...service, issuer, site, stop };
}

/**
 * Turns the camera on and follows the look to its end: how long it took from the first picture, in milliseconds, and
 * whether colours were shown.
 */
export async function lookIntoCamera(page) {
  await page.getByRole("button", { name: "Turn on the camera" }).click();
  await page.locator(".check-live").waitFor({ timeout: 60_000 });
  const began = performance.now();
  let colours = false;
  const noticed = page
    .locator(".check-light")
    .waitFor({ timeout: 120_000 })
    .then(() => {
      colours = true;
    })
    .catch(() => {});
  await page.locator(".check-live").waitFor({ state: "detached", timeout: 120_000 });
  const took = performance.now() - began;
  void noticed;
  return { took, colours, said: `${(took / 1000).toFixed(1)} s, ${colours ? "colours" : "no colours"}` };
}

/** The next answer that comes back to the relying parties' site. */
export async function answerOf(page, site, act) {
  const before = site.answers.length;
  await act?.();
  await page.waitForURL("**/cb**", { timeout: 60_000 });
  await page.getByText("You are back").waitFor();
  return site.answers[before];
}
