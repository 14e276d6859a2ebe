/** Chromium, signed-in pages, screenshots and the accessibility check. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium as playwright } from "playwright-core";
import { chromium, screenshots } from "./places.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const FAKE_CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 820, height: 1100 };
/** A phone as most are, and the narrowest page that WCAG 2.2 asks for (1.4.10). */
export const PHONE = { width: 390, height: 844 };
export const NARROWEST = { width: 320, height: 640 };

/** `extra` are further switches of the browser; `fakeCamera` puts a made-up one in place of screens and cameras. */
export function launch(extra = [], { fakeCamera = true } = {}) {
  return playwright.launch({
    executablePath: chromium,
    args: [
      "--headless=new",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--no-first-run",
      "--disable-component-update",
      "--disable-sync",
      ...(fakeCamera ? FAKE_CAMERA : []),
      ...extra,
    ],
  });
}

/** A page of a fresh browser profile. `page.faults` gathers what the page did wrong. */
export async function openPage(browser, service, options = {}) {
  const context = await browser.newContext({ viewport: WIDE, baseURL: service.base, ...options });
  context.setDefaultTimeout(30_000);
  await context.grantPermissions(["camera"], { origin: service.base });
  // Notes every standing of the verdict, also those too brief to be asked for.
  await context.addInitScript(() => {
    window.standings = [];
    new MutationObserver(() => {
      const standing = document.querySelector(".hero")?.className.match(/is-(\w+)/)?.[1];
      if (standing && window.standings.at(-1) !== standing) window.standings.push(standing);
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (message) => {
    // Answers of 401 before signing in and 404 before the first face are part of the contract.
    const expected = /status of (401|404)/.test(message.text());
    if (message.type() === "error" && !expected) page.faults.push(message.text());
  });
  return page;
}

export async function signIn(page, key) {
  await page.goto("/");
  await page.getByLabel("API key").fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Sessions", level: 1 }).waitFor();
}

/** The verdict's standing word and whether it is final. */
export async function hero(page) {
  return (await page.locator(".hero-standing").innerText()).replaceAll(/\s+/g, " ").toLowerCase();
}

export function untilStanding(page, standing, { final = false } = {}) {
  return page
    .locator(`.hero.is-${standing}`, { hasText: final ? "final" : "" })
    .waitFor({ timeout: 90_000 });
}

/** Whether a picture on the page has arrived. */
export async function pictureWidth(locator) {
  await locator.waitFor();
  // A picture that is exchanged while it is looked at has no width for a moment.
  const until = Date.now() + 10_000;
  for (;;) {
    const width = await locator.evaluate((img) => (img.complete ? img.naturalWidth : 0));
    if (width > 0 || Date.now() > until) return width;
    await locator.page().waitForTimeout(50);
  }
}

/** Looks at a page in both themes and several sizes: screenshots, no sideways scrolling, no serious fault. */
export async function lookOver(page, name, sizes = [WIDE, NARROW]) {
  const before = page.viewportSize();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const size of sizes) {
      await page.setViewportSize(size);
      const label = `${name}-${colorScheme}-${size.width}`;
      await page.screenshot({ path: join(screenshots, `${label}.png`), fullPage: true });
      await fitsAcross(page, label);
      assert.deepEqual(await seriousFaults(page), [], label);
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  await page.setViewportSize(before);
}

/** Nothing scrolls sideways, once what measures itself has drawn itself anew after a change of size. */
export async function fitsAcross(page, label) {
  const over = () => document.documentElement.scrollWidth - innerWidth;
  await page
    .waitForFunction(() => document.documentElement.scrollWidth <= innerWidth, null, { timeout: 5_000 })
    .catch(async () => assert.fail(`${label} scrolls sideways by ${await page.evaluate(over)} px`));
}

export async function shoot(page, name) {
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
}

async function seriousFaults(page) {
  // Evaluated from outside, so the page's content security policy stays as it is.
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations
    .filter((v) => v.impact === "serious" || v.impact === "critical")
    .map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`).join("; ")}`);
}
