/**
 * The live page under the demonstration's policy, with people who do not exist: the banner, and no word of a
 * live person. With PICTURES=docs/img it also takes the pictures of the README.
 */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, lookOver, openPage, signIn, untilStanding } from "./browser.mjs";
import { cast, pictures, unlessHere } from "./places.mjs";
import { enrol, startService } from "./service.mjs";

const BANNER = "Computer-made people: presence is shown, not judged.";
const NAME = "Tomas Vesely";

const skip = unlessHere({ faces: false });
let service;
let browser;
let page;
let person;

before(async () => {
  if (skip) return;
  service = await startService({ flags: ["--allow-demo-policy"] });
  browser = await launch();
  page = await openPage(browser, service);
  await signIn(page, service.key);
  person = await enrol(service, NAME, cast("id-tomas.jpg"));
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

async function play(kind, name) {
  const form = new FormData();
  form.append("person_id", person);
  form.append("kind", kind);
  form.append("policy", "demo-synthetic");
  form.append("pace", "realtime");
  form.append("video", new Blob([await readFile(cast(name))]), "video");
  const session = await service.call("POST", "/v1/sessions/upload", form);
  await page.goto(`/sessions/${session.id}`);
  await page.getByRole("note").getByText(BANNER).waitFor();
}

async function take(name) {
  if (pictures === null) return;
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

test("an accepted session names the person and not a live one", { skip }, async () => {
  await play("interview", "interview.mp4");
  await untilStanding(page, "accept");
  await page.getByText(`This is ${NAME}, the person on the ID. Presence was not judged.`).waitFor();
  await page.locator("svg path.line").first().waitFor({ state: "attached" });
  await page.getByText("Shown, not judged: a live, unaltered person.").waitFor();
  await page.getByText(/^LLR/).nth(1).waitFor();
  await take("live");
  await untilStanding(page, "accept", { final: true });
  await page.getByText("This session counts as a reference in demonstrations only.").waitFor();
  assert.equal(await page.getByText("live, and the person").count(), 0);
  await lookOver(page, "demonstration");
});

test("the hand-over is rejected under the same banner", { skip }, async () => {
  await play("login", "handover.mp4");
  await untilStanding(page, "reject", { final: true });
  await page.getByText("This is not the person on the ID.").waitFor();
  await take("hand-over");
  await page.goto("/");
  await page.getByText("Demonstration", { exact: true }).nth(1).waitFor();
  assert.equal(await page.getByText("Demonstration", { exact: true }).count(), 2);
  assert.deepEqual(page.faults, []);
});
