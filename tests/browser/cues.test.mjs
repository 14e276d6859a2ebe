/** Cues: a movement drawn by chance is shown to be read aloud, watched for, and missed by who does not make it. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, lookOver, openPage, signIn, untilStanding } from "./browser.mjs";
import { unlessHere } from "./places.mjs";
import { enrol, startService, startSession, still } from "./service.mjs";

// Twenty seconds of somebody who looks into the camera and talks.
const SUBJECT = "talking/lp-d9.mp4";

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

test("a movement that is not made goes to a human", { skip }, async () => {
  const person = await enrol(service, "Ada Beispiel", await still(service, SUBJECT));
  const page = await openPage(browser, service);
  await signIn(page, service.key);
  const { id } = await startSession(service, person, "interview", SUBJECT, "realtime");
  await page.goto(`/sessions/${id}`);
  await untilStanding(page, "accept");
  await page.getByRole("button", { name: "Draw a movement" }).click();
  const say = page.locator(".cue-say");
  assert.match(await say.innerText(), /Please (turn|look|come|lean|stand|hold|move)/);
  await page.getByRole("button", { name: "Watching for it" }).waitFor();
  await assert.rejects(service.call("POST", `/v1/sessions/${id}/cues`), /409.*no answer yet/);
  await lookOver(page, "cues-waiting");
  await untilStanding(page, "refer", { final: true });
  await page.getByText("Not seen within ten seconds").waitFor();
  const { verdict } = await service.call("GET", `/v1/sessions/${id}`);
  assert.equal(verdict.cues.length, 1);
  assert.equal(verdict.cues[0].state, "missed");
  assert.ok(verdict.cues[0].lowest_score > 0.5, JSON.stringify(verdict.cues));
  assert.ok(verdict.reasons.some((r) => r.code === "cue_missed"));
  const replayed = await service.call("POST", `/v1/sessions/${id}/replay`);
  assert.ok(replayed.equal, "the stored log gives the same verdict again");
  await lookOver(page, "cues-missed");
  assert.deepEqual(page.faults, []);
});
