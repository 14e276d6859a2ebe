/** After a session: the human's decision with its note, the second person over a reject, bundle and paper. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, lookOver, openPage, shoot, signIn, untilStanding } from "./browser.mjs";
import { unlessHere } from "./places.mjs";
import { enrol, startService, startSession, still } from "./service.mjs";

const SUBJECT = "talking/lp-d9.mp4";
const SOMEBODY_ELSE = "talking/lp-d3.mp4";

const skip = unlessHere({ faces: true });
let service;
let browser;

before(async () => {
  if (skip) return;
  service = await startService();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

test("a reject is overturned by two people, and leaves as a bundle", { skip }, async () => {
  const person = await enrol(service, "Ada Beispiel", await still(service, SUBJECT));
  const page = await openPage(browser, service);
  await signIn(page, service.key);
  const { id } = await startSession(service, person, "login", SOMEBODY_ELSE, "as_fast");
  await page.goto(`/sessions/${id}`);
  await untilStanding(page, "reject", { final: true });

  await page.getByRole("button", { name: "Record decision" }).click();
  await page.getByText("Choose what you decide first.").waitFor();
  await page.getByRole("radio", { name: "Accept" }).check();
  await page.getByLabel("Note").fill("Her brother's account.\nI have known her for years.");
  await page.getByRole("button", { name: "Record decision" }).click();
  await page.getByText("differs from the verdict").waitFor();
  await page.getByText("only when a second person").waitFor();
  await lookOver(page, "decision-waits");

  const { api_key: token } = await service.call("POST", "/v1/api-keys", {
    name: "second",
    scopes: ["sessions:read", "sessions:write"],
  });
  const answer = await fetch(`${service.base}/v1/sessions/${id}/decisions`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ outcome: "accept" }),
  });
  assert.equal(answer.status, 201);
  await page.reload();
  await page.locator(".decision-list li").nth(1).waitFor();
  assert.equal(await page.getByText("only when a second person").count(), 0);
  const { standing } = await service.call("GET", `/v1/sessions/${id}/decisions`);
  assert.deepEqual(standing, { outcome: "accept", is_human: true, waits_for_second: false });

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download evidence bundle" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), `likeness-${id}.zip`);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  const zip = Buffer.concat(chunks);
  assert.equal(zip.subarray(0, 2).toString(), "PK");
  const { items } = await service.call("GET", `/v1/sessions/${id}/evidence`);
  assert.ok(items.length > 0);
  const sums = zip.toString("latin1");
  for (const { sha256 } of items) assert.ok(sums.includes(sha256), "the bundle lists every picture");

  await page.emulateMedia({ media: "print" });
  assert.equal(await page.getByRole("button", { name: "Record decision" }).isVisible(), false);
  await shoot(page, "decision-paper");
  assert.deepEqual(page.faults, []);
});
