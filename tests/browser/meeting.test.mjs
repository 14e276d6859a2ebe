/**
 * The live interview beside a call: a meeting with three tiles in one tab, shared with Likeness in another
 * through the browser's own screen sharing. The tiles move, and in the end somebody else sits in one.
 */

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { launch, lookOver, openPage, shoot, signIn } from "./browser.mjs";
import { clip, unlessHere } from "./places.mjs";
import { enrol, startService, still } from "./service.mjs";

const CANDIDATE = "talking/lp-d9.mp4";
const INTERVIEWER = "talking/lp-d13.mp4";
const COLLEAGUE = "talking/lp-d3.mp4";
const STAND_IN = "talking/lp-d18.mp4";
const NAME = "Ada Beispiel";
const TITLE = "Weekly call";

const skip = unlessHere({ faces: true });
let service;
let browser;
let page;
let meeting;

before(async () => {
  if (skip) return;
  service = await startService();
  browser = await launch([`--auto-select-tab-capture-source-by-title=${TITLE}`], { fakeCamera: false });
  page = await openPage(browser, service);
  await signIn(page, service.key);
  meeting = await openMeeting();
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

/** A call with three people, one of them large. The candidate's clip is not repeated: that would be a recording in a loop. */
async function openMeeting() {
  const tile = (id, file, loop) =>
    `<video id="${id}" muted ${loop ? "loop autoplay" : ""} src="${pathToFileURL(clip(file))}"></video>`;
  const file = join(service.folder, "meeting.html");
  await writeFile(
    file,
    `<!doctype html><title>${TITLE}</title><style>
      body { margin: 0; width: 1280px; height: 720px; background: #202124; display: grid; gap: 8px;
        grid-template-columns: 720px 1fr; grid-template-rows: 1fr 1fr; }
      video { width: 100%; height: 100%; object-fit: cover; min-height: 0; }
      #candidate { grid-row: 1 / 3; }
      body.turned { grid-template-columns: 1fr 720px; }
      body.turned #candidate { grid-column: 2; }
    </style>
    ${tile("candidate", CANDIDATE, false)}${tile("interviewer", INTERVIEWER, true)}
    ${tile("colleague", COLLEAGUE, true)}`,
  );
  const tab = await page.context().newPage();
  await tab.setViewportSize({ width: 1280, height: 720 });
  await tab.goto(String(pathToFileURL(file)));
  return tab;
}

const session = () => service.call("GET", `/v1/sessions/${page.url().split("/").at(-1)}`);

async function verdictUntil(isReached, what) {
  for (let tries = 0; tries < 60; tries += 1) {
    const { verdict } = await session();
    if (verdict && isReached(verdict)) return verdict;
    await page.waitForTimeout(500);
  }
  assert.fail(`${what}: ${JSON.stringify((await session()).verdict)}`);
}

test("nobody is compared before the candidate is chosen", { skip }, async () => {
  await enrol(service, NAME, await still(service, CANDIDATE));
  await page.reload();
  await page.getByRole("button", { name: "New session" }).click();
  const dialog = page.getByRole("dialog", { name: "New session" });
  const who = dialog.getByRole("combobox", { name: "Who should be on camera?" });
  await who.click();
  await who.pressSequentially("Ada");
  await page.keyboard.press("Enter");
  await dialog.getByRole("radio", { name: "Meeting" }).check({ force: true });
  await shoot(page, "meeting-dialog");
  await dialog.getByRole("button", { name: "Start", exact: true }).click();
  await page.waitForURL(/\/sessions\//);
  await page.getByText("Choose their face").waitFor();
  await page.getByRole("button", { name: /^Face \d of 3$/ }).nth(2).waitFor();
  await lookOver(page, "meeting-choose");
  const { verdict } = await session();
  assert.equal(verdict.outcome, "refer");
  assert.equal(verdict.identity.score, null);
});

test("the chosen candidate is recognised", { skip }, async () => {
  await meeting.evaluate(() => document.querySelector("#candidate").play());
  await page.getByRole("button", { name: "Face 1 of 3" }).click();
  await page.getByRole("button", { name: "Face 1 of 3, followed" }).waitFor();
  // Presence is not asked for: what a shared screen and a second encoder leave of a clip is live in some runs
  // and uncertain in others.
  const held = (v) => v.identity.state === "same" && v.continuity.state === "held";
  assert.notEqual((await verdictUntil(held, "the same person throughout")).outcome, "reject");
  await lookOver(page, "meeting-chosen");
});

test("the candidate is found again when the tiles move", { skip }, async () => {
  await meeting.evaluate(() => document.body.classList.add("turned"));
  // From the left to the right.
  const followed = page.locator(".meeting-face.followed");
  await page.waitForFunction(() => {
    const face = document.querySelector(".meeting-face.followed");
    return face && Number.parseFloat(face.style.left) > 50;
  });
  assert.equal(await followed.count(), 1);
  const { identity, continuity } = (await session()).verdict;
  assert.deepEqual([identity.state, continuity.state], ["same", "held"]);
  await shoot(page, "meeting-moved");
});

test("somebody else in the candidate's tile is a change of person", { skip }, async () => {
  const swapped = (await session()).verdict.frames.analysed;
  await meeting.evaluate((src) => {
    const tile = document.querySelector("#candidate");
    tile.src = src;
    tile.play();
  }, String(pathToFileURL(clip(STAND_IN))));
  const changed = (v) => v.reasons.find((r) => r.code === "person_changed");
  const verdict = await verdictUntil(changed, "the change is seen");
  assert.notEqual(verdict.outcome, "accept");
  console.log(
    `change of person seen ${verdict.frames.analysed - swapped} analysed frames after the swap, ` +
      `placed at ${changed(verdict).at_ms} ms`,
  );
  await shoot(page, "meeting-swap");
  await page.getByRole("button", { name: "Stop sharing and end" }).click();
  await page.locator(".hero", { hasText: "final" }).waitFor();
  assert.deepEqual(page.faults, []);
});
