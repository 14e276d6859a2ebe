/** The main job in the browser, on real faces: interview, hand-over, evidence, erasing. */

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import {
  hero,
  launch,
  lookOver,
  openPage,
  pictureWidth,
  shoot,
  signIn,
  untilStanding,
} from "./browser.mjs";
import { clip, unlessHere } from "./places.mjs";
import { enrol, startService, startSession, still } from "./service.mjs";

const SUBJECT = "talking/lp-d13.mp4";
const SOMEBODY_ELSE = "talking/lp-d3.mp4";
const NAME = "Ada Beispiel";

const skip = unlessHere({ faces: true });
let service;
let browser;
let page;
let interview;

before(async () => {
  if (skip) return;
  service = await startService();
  browser = await launch();
  page = await openPage(browser, service);
  await signIn(page, service.key);
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

// One fault must not leave a dialog in the way of the tests behind it.
afterEach(async () => {
  if (await page?.getByRole("dialog").count()) await page.keyboard.press("Escape");
});

test("a person, their ID photo and an interview are made on the page", { skip }, async () => {
  await page.getByRole("button", { name: "New session" }).click();
  const dialog = page.getByRole("dialog", { name: "New session" });
  await dialog.getByRole("button", { name: "New person" }).click();
  await dialog.getByLabel("Name", { exact: true }).fill(NAME);
  await dialog.getByLabel("They were told what is recorded").check();
  await dialog.getByRole("button", { name: "Create person" }).click();
  await dialog.getByLabel("Choose ID photo").setInputFiles(await still(service, SUBJECT));
  await dialog.getByText(/Portrait found\. Quality \d+ of 100/).waitFor();
  await dialog.getByRole("radio", { name: "Video file" }).check({ force: true });
  await dialog.getByLabel("Choose video").setInputFiles(clip(SUBJECT));
  assert.ok(await dialog.getByLabel("Real time").isChecked());
  await shoot(page, "new-session-filled");
  await dialog.getByRole("button", { name: "Start", exact: true }).click();
  await page.waitForURL(/\/sessions\//);
  interview = page.url().split("/").at(-1);
});

test("the verdict forms live to accept", { skip }, async () => {
  assert.equal(await pictureWidth(page.getByAltText("ID portrait")), 224);
  await page.getByText("quality").first().waitFor();
  assert.equal(await pictureWidth(page.getByAltText("Now")), 224);
  await untilStanding(page, "accept");
  for (const question of ["Same person?", "Live and unaltered?", "One person throughout?"]) {
    await page.getByRole("heading", { name: question }).waitFor();
  }
  await page.getByText(`This is ${NAME}, live, and the person on the ID.`).waitFor();
  await page.locator("svg path.line").first().waitFor({ state: "attached" });
  await shoot(page, "live-accept-light");
  await page.emulateMedia({ colorScheme: "dark" });
  await shoot(page, "live-accept-dark");
  await page.emulateMedia({ colorScheme: null });

  await untilStanding(page, "accept", { final: true });
  const standings = await page.evaluate(() => window.standings);
  assert.equal(standings[0], "forming", standings.join(" → "));
  assert.equal(standings.at(-1), "accept", standings.join(" → "));
  assert.ok(!standings.includes("reject"), standings.join(" → "));
  assert.match(await hero(page), /accept final/);
  const stored = await service.call("GET", `/v1/sessions/${interview}`);
  assert.equal(stored.verdict.outcome, "accept");
  await lookOver(page, "session-accept");
});

test("evidence opens large, and the keyboard leafs through it", { skip }, async () => {
  const strip = page.getByRole("heading", { name: "Evidence" }).locator("..");
  const first = strip.getByRole("button").first();
  assert.ok((await pictureWidth(strip.locator("img").first())) > 50);
  await first.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/1 of \d+/).waitFor();
  assert.ok((await pictureWidth(dialog.locator("img"))) > 50);
  await lookOver(page, "evidence");
  const total = await strip.getByRole("listitem").count();
  if (total > 1) {
    await page.keyboard.press("ArrowRight");
    await dialog.getByText(`2 of ${total}`).waitFor();
  }
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.ok(await first.evaluate((button) => button === document.activeElement));
});

test("the timeline reads with the arrow keys, the stored log replays equal", { skip }, async () => {
  const plot = page.getByLabel("Evidence over time. Use the arrow keys to read it.");
  await plot.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.getByRole("button", { name: "Replay the verdict" }).click();
  await page.getByText("Equal: the stored log gives the same verdict again.").waitFor();
});

test("somebody else who logs in is rejected before the interviewer's eyes", { skip }, async () => {
  await page.goto("/");
  await page.getByRole("button", { name: "New session" }).click();
  const dialog = page.getByRole("dialog", { name: "New session" });
  const who = dialog.getByRole("combobox", { name: "Who should be on camera?" });
  await who.click();
  await who.pressSequentially("ada b");
  await page.keyboard.press("Enter");
  assert.equal(await who.inputValue(), NAME);
  await dialog.getByRole("radio", { name: /Login/ }).check({ force: true });
  await dialog.getByRole("radio", { name: "Video file" }).check({ force: true });
  await dialog.getByLabel("Choose video").setInputFiles(clip(SOMEBODY_ELSE));
  await dialog.getByRole("button", { name: "Start", exact: true }).click();
  await page.waitForURL(/\/sessions\//);
  await untilStanding(page, "reject");
  await shoot(page, "live-reject-light");
  await untilStanding(page, "reject", { final: true });
  const standings = await page.evaluate(() => window.standings);
  assert.ok(!standings.includes("accept"), standings.join(" → "));
  const said = await page.locator(".hero-sentence").innerText();
  assert.ok(!said.includes("ID matches"), `neither the ID nor the interview matches, but: ${said}`);
  // Compared with the ID photo and with the interview, each by name.
  const compared = page.getByRole("heading", { name: "Compared with" }).locator("..");
  await compared.getByText("ID portrait").waitFor();
  await compared.getByText(/Interview of/).waitFor();
  await lookOver(page, "session-reject");
});

test("the list and the person's page show both, and rows open by keyboard", { skip }, async () => {
  await page.goto("/");
  const rows = page.getByRole("link", { name: NAME });
  await rows.nth(1).waitFor();
  assert.equal(await rows.count(), 2);
  await lookOver(page, "sessions");
  await rows.nth(1).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(new RegExp(interview));
  await page.getByRole("link", { name: NAME }).click();
  await page.waitForURL(/\/people\//);
  await page.getByRole("heading", { name: "References" }).waitFor();
  await lookOver(page, "person");
});

test("a live session announces itself on the list and ends from its page", { skip }, async () => {
  const [person] = (await service.call("GET", "/v1/people")).items;
  await page.goto("/");
  const session = await startSession(service, person.id, "login", "talking/lp-d9.mp4", "realtime");
  await page.getByRole("heading", { name: "Live now" }).waitFor();
  await page.goto(`/sessions/${session.id}`);
  await page.locator(".hero").waitFor();
  await page.getByRole("button", { name: "End session" }).click();
  await page.getByText("Finished").waitFor();
});

test("deleting a person asks for their name and leaves nothing", { skip }, async () => {
  const other = await enrol(service, "Bo Muster", await still(service, SOMEBODY_ELSE));
  await page.goto(`/people/${other}`);
  await page.getByRole("button", { name: "Delete person" }).click();
  const dialog = page.getByRole("dialog");
  await lookOver(page, "erase");
  const confirm = dialog.getByRole("button", { name: "Delete everything" });
  assert.ok(await confirm.isDisabled(), "not before the name is typed");
  await dialog.getByLabel(/Type .Bo Muster. to confirm/).fill("Bo Muster");
  await confirm.click();
  await page.getByRole("heading", { name: "Sessions", level: 1 }).waitFor();
  const left = (await service.call("GET", "/v1/people")).items.map((p) => p.display_name);
  assert.deepEqual(left, [NAME]);
});

test("the pages made no mistakes", { skip }, () => {
  assert.deepEqual(page.faults, []);
});
