/** A session fed from the browser's camera. Chromium's fake camera shows a pattern, nobody. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hero, launch, openPage, shoot, signIn, untilStanding } from "./browser.mjs";
import { unlessHere } from "./places.mjs";
import { enrol, startService, still } from "./service.mjs";

const NAME = "Ada Beispiel";

const skip = unlessHere({ faces: true });
let service;
let browser;

before(async () => {
  if (skip) return;
  service = await startService();
  browser = await launch();
  await enrol(service, NAME, await still(service, "talking/lp-d13.mp4"));
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

test("pictures of the camera reach the service; nobody in them is never accepted", { skip }, async () => {
  const page = await openPage(browser, service);
  await signIn(page, service.key);
  await page.getByRole("button", { name: "New session" }).click();
  const dialog = page.getByRole("dialog", { name: "New session" });
  const who = dialog.getByRole("combobox", { name: "Who should be on camera?" });
  await who.click();
  await who.pressSequentially("Ada");
  await page.keyboard.press("Enter");
  await dialog.getByRole("radio", { name: /Login/ }).check({ force: true });
  assert.ok(await dialog.getByRole("radio", { name: "Camera" }).isChecked(), "the camera is the first choice");
  await dialog.getByRole("button", { name: "Start", exact: true }).click();
  await page.waitForURL(/\/sessions\//);
  const id = page.url().split("/").at(-1);

  // Twenty pictures at five a second are four seconds: long enough for a login.
  await page.getByText(/^([2-9]\d|\d{3,}) pictures sent/).waitFor();
  await shoot(page, "camera-light");
  const running = await service.call("GET", `/v1/sessions/${id}`);
  assert.equal(running.state, "running");
  assert.ok(running.frames.analysed > 0, JSON.stringify(running.frames));

  await page.getByRole("button", { name: "Turn off and end" }).click();
  await untilStanding(page, "refer", { final: true });
  assert.match(await hero(page), /refer final/);
  const session = await service.call("GET", `/v1/sessions/${id}`);
  assert.equal(session.verdict.outcome, "refer");
  assert.ok(session.verdict.reasons.some((r) => r.code === "no_face"), JSON.stringify(session.verdict.reasons));
  const standings = await page.evaluate(() => window.standings);
  assert.ok(!standings.includes("accept"), standings.join(" → "));
  assert.deepEqual(page.faults, []);
});
