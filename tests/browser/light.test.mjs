/**
 * The light card in a call: one tab shows it, another one is the meeting, whose candidate (a computer-made
 * person) is lit by what the first tab shows, or is not. Likeness watches the meeting through the browser's
 * own screen sharing.
 */

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { launch, lookOver, openPage, shoot, signIn } from "./browser.mjs";
import { cast, unlessHere } from "./places.mjs";
import { enrol, startService } from "./service.mjs";

const TITLE = "Light call";
/** Share of light that a white card adds to the skin. */
const STRENGTH = 0.2;

const skip = unlessHere({ faces: false });
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

/** A candidate alone; a veil over the face multiplies what is there by what the card leaves of full light. */
async function openMeeting() {
  const file = join(service.folder, "light.html");
  await writeFile(
    file,
    `<!doctype html><title>${TITLE}</title><style>
      body { margin: 0; background: #202124; }
      #candidate, #veil { position: absolute; left: 0; top: 0; width: 640px; height: 360px; }
      #veil { mix-blend-mode: multiply; mask-image: radial-gradient(38% 62% at 50% 50%, #000 85%, transparent); }
    </style>
    <video id="candidate" muted loop autoplay src="${pathToFileURL(cast("mei-720p.mp4"))}"></video>
    <div id="veil"></div>
    <script>
      const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
      const coded = (v) => (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055);
      window.light = (colour, strength) => {
        const parts = [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16) / 255);
        const gain = parts.map((v) => Math.round(255 * coded((1 + strength * linear(v)) / (1 + strength))));
        document.querySelector("#veil").style.backgroundColor = "rgb(" + gain + ")";
      };
      light("#3f3f42", 0);
    </script>`,
  );
  const tab = await page.context().newPage();
  await tab.setViewportSize({ width: 640, height: 360 });
  await tab.goto(String(pathToFileURL(file)));
  return tab;
}

/** Opens the card from the session's page and tells the meeting of every colour. */
async function openCard(strength) {
  const [card] = await Promise.all([
    page.context().waitForEvent("page"),
    page.getByRole("link", { name: "Open the light card" }).click(),
  ]);
  card.faults = [];
  card.on("pageerror", (error) => card.faults.push(String(error)));
  await card.getByRole("heading", { name: "Light card" }).waitFor();
  await card.exposeFunction("told", (colour) => meeting.evaluate(([c, s]) => window.light(c, s), [colour, strength]));
  await card.evaluate(() => {
    const hex = (rgb) => `#${rgb.match(/\d+/g).map((v) => Number(v).toString(16).padStart(2, "0")).join("")}`;
    const main = document.querySelector(".light-page");
    const tell = () => window.told(main.style.backgroundColor ? hex(main.style.backgroundColor) : "#3f3f42");
    new MutationObserver(tell).observe(main, { attributes: true, attributeFilter: ["style"] });
  });
  return card;
}

const session = () => service.call("GET", `/v1/sessions/${page.url().split("/").at(-1)}`);

async function finding(index) {
  for (let tries = 0; tries < 100; tries += 1) {
    const light = (await session()).verdict?.lights[index];
    if (light && light.state !== "waiting") return light;
    await page.waitForTimeout(500);
  }
  assert.fail(`no answer: ${JSON.stringify((await session()).verdict)}`);
}

test("the card warns, asks first where less motion is wished for, and can be declined", { skip }, async () => {
  const person = await enrol(service, "Mei Beispiel", cast("portrait-mei.jpg"));
  await page.goto(`/?person=${person}`);
  await page.getByRole("button", { name: "New session" }).click();
  const dialog = page.getByRole("dialog", { name: "New session" });
  await dialog.getByRole("radio", { name: "Meeting" }).check({ force: true });
  await dialog.getByRole("button", { name: "Start", exact: true }).click();
  await page.waitForURL(/\/sessions\//);
  await page.getByRole("button", { name: /^Face 1 of 1/ }).click();
  const card = await openCard(0);
  await lookOver(card, "light-before");
  await card.emulateMedia({ reducedMotion: "reduce" });
  await card.reload();
  const begin = card.getByRole("button", { name: "Show the colours" });
  await begin.waitFor();
  assert.ok(await begin.isDisabled(), "reduced motion: asked first");
  await card.getByRole("checkbox").check();
  assert.ok(await begin.isEnabled());
  await card.getByRole("button", { name: "Somebody may be sensitive" }).press("Enter");
  await card.getByText("Noted: no colours are shown").waitFor();
  const declined = await finding(0);
  assert.deepEqual([declined.state, declined.skipped], ["skipped", "photosensitive"]);
  assert.deepEqual(card.faults, []);
  await card.close();
});

test("the colours can be stopped by key", { skip }, async () => {
  const card = await openCard(0);
  await card.getByRole("button", { name: "Show the colours" }).press("Enter");
  await card.locator(".light-page.is-running").waitFor();
  await shoot(card, "light-running");
  await card.keyboard.press("Escape");
  await card.getByText("Stopped. Nothing is held against anybody.").waitFor();
  assert.equal((await finding(1)).state, "skipped");
  await card.close();
});

test("a face that the card does not light has not answered", { skip }, async () => {
  const card = await openCard(0);
  await card.getByRole("button", { name: "Show the colours" }).click();
  await card.getByText("Shown. The answer appears").waitFor({ timeout: 40_000 });
  const light = await finding(2);
  console.log(`not lit: ${JSON.stringify(light)}`);
  assert.equal(light.state, "unanswered");
  const { verdict } = await session();
  assert.ok(verdict.reasons.some((r) => r.code === "light_unanswered"), JSON.stringify(verdict.reasons));
  assert.notEqual(verdict.outcome, "accept");
  await lookOver(page, "light-unanswered");
  await card.close();
});

test("a face that the card lights has answered", { skip }, async () => {
  const card = await openCard(STRENGTH);
  await card.getByRole("button", { name: "Show the colours" }).click();
  await card.getByText("Shown. The answer appears").waitFor({ timeout: 40_000 });
  const light = await finding(3);
  console.log(`lit: ${JSON.stringify(light)}`);
  assert.equal(light.state, "answered");
  assert.ok(light.one_in >= 100 && light.delay_ms < 2_500, JSON.stringify(light));
  const { id, verdict } = await session();
  assert.ok(verdict.reasons.every((r) => r.code !== "light_unanswered"));
  await page.getByText("The skin followed").waitFor();
  await lookOver(page, "light-answered");
  await page.getByRole("button", { name: "Stop sharing and end" }).click();
  await page.locator(".hero", { hasText: "final" }).waitFor();
  const replayed = await service.call("POST", `/v1/sessions/${id}/replay`);
  assert.ok(replayed.equal, "the stored log gives the same verdict again");
  assert.deepEqual(page.faults, []);
  assert.deepEqual(card.faults, []);
  await card.close();
});
