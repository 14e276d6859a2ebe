/** The page for webhooks, with a receiver on this machine that refuses the first message and takes the rest. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { launch, lookOver, openPage, signIn } from "./browser.mjs";
import { unlessHere } from "./places.mjs";
import { startService } from "./service.mjs";

const skip = unlessHere({ faces: false });
const INSIDE = "[webhooks]\nallow_http = true\nprivate_ranges = true\n";
let service;
let browser;
let receiver;

before(async () => {
  if (skip) return;
  receiver = await startReceiver();
  service = await startService({ config: INSIDE });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await service?.stop();
  receiver?.stop();
});

/** Keeps what is posted; answers 500 to the first, then 204. */
async function startReceiver() {
  const posted = [];
  const server = createServer((request, response) => {
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      posted.push({ headers: request.headers, body: Buffer.concat(pieces).toString() });
      response.writeHead(posted.length === 1 ? 500 : 204).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}/hook`;
  return { url, posted, stop: () => server.closeAllConnections() || server.close() };
}

/** How many of a message's signatures this secret made, by the rules of Standard Webhooks. */
function signedBy(secret, { headers, body }) {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const expected = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  return headers["webhook-signature"].split(" ").filter((s) => s === expected).length;
}

test("a webhook is made, tried, seen to fail and recover, given a new secret and removed", { skip }, async () => {
  const page = await openPage(browser, service);
  await signIn(page, service.key);
  await page.getByRole("link", { name: "Webhooks" }).click();
  await page.getByText("Nobody is told anything yet.").waitFor();
  await lookOver(page, "webhooks-none");

  await page.getByLabel("Address").fill("ftp://example.org/hook");
  await page.getByRole("button", { name: "Create webhook" }).click();
  await page.getByRole("alert").getByText("invalid").waitFor();
  page.faults.length = 0; // The refusal of 422 is what was asked for.

  await page.getByLabel("Address").fill(receiver.url);
  await page.getByRole("button", { name: "Create webhook" }).click();
  const dialog = page.getByRole("dialog", { name: "The secret of this webhook" });
  const first = await dialog.getByLabel("Secret", { exact: true }).inputValue();
  assert.match(first, /^whsec_/);
  await lookOver(page, "webhook-secret");
  await dialog.getByRole("button", { name: "I have put it in its place" }).click();
  await dialog.waitFor({ state: "detached" });
  assert.ok(!(await page.content()).includes(first), "the secret is shown once");

  await page.getByRole("button", { name: "Send a test message" }).click();
  await page.getByText("A test message was put in.").waitFor();
  const log = page.locator(".deliveries li");
  // Refused with 500, then taken five seconds later: both are seen on the page.
  await log.getByText("HTTP 500").waitFor();
  await log.getByText(/Waits/).waitFor();
  await lookOver(page, "webhooks-waiting");
  await log.getByText(/Taken Today/).waitFor();
  await log.getByText("HTTP 204").waitFor();
  assert.equal(receiver.posted.length, 2);
  assert.equal(receiver.posted[0].headers["webhook-id"], receiver.posted[1].headers["webhook-id"]);
  assert.equal(signedBy(first, receiver.posted[1]), 1);

  await page.getByRole("button", { name: "New secret" }).click();
  await page.getByRole("button", { name: "Make a new secret" }).click();
  const fresh = await dialog.getByLabel("Secret", { exact: true }).inputValue();
  assert.notEqual(fresh, first);
  await dialog.getByText(/carry a signature of the earlier secret/).waitFor();
  await dialog.getByRole("button", { name: "I have put it in its place" }).click();
  await page.getByRole("button", { name: "Send a test message" }).click();
  await log.getByText(/Taken Today/).nth(1).waitFor();
  const both = receiver.posted[2];
  assert.deepEqual([signedBy(first, both), signedBy(fresh, both)], [1, 1]);

  await page.getByRole("button", { name: /^Post again/ }).first().click();
  await page.locator(".deliveries li").first().getByText("Attempts: 2").waitFor();
  assert.equal(receiver.posted[3].headers["webhook-id"], both.headers["webhook-id"]);

  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("button", { name: "Remove webhook" }).click();
  await page.getByText("Nobody is told anything yet.").waitFor();
  assert.deepEqual(page.faults, []);
});

test("who is no administrator is not led here, and is refused", { skip }, async () => {
  const { api_key: token } = await service.call("POST", "/v1/api-keys", {
    name: "reviewer",
    scopes: ["sessions:read", "people:read"],
  });
  const page = await openPage(browser, service);
  await signIn(page, token);
  assert.equal(await page.getByRole("link", { name: "Webhooks" }).count(), 0);
  await page.goto("/webhooks");
  await page.getByText("scope_missing").waitFor();
});
