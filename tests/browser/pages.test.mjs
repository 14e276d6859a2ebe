/** The pages without any session: signing in and out, the empty list, keyboard, themes. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, lookOver, openPage, signIn } from "./browser.mjs";
import { unlessHere } from "./places.mjs";
import { startService } from "./service.mjs";

const skip = unlessHere({ faces: false });
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

test("a wrong key is refused in words, the right one opens the list", { skip }, async () => {
  const page = await openPage(browser, service);
  await page.goto("/");
  await page.getByLabel("API key").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.type), "password");
  await lookOver(page, "sign-in");
  await page.keyboard.press("Enter");
  await page.getByText("Paste your API key first.").waitFor();
  await page.keyboard.type("lk_0000_1111");
  await page.keyboard.press("Enter");
  await page.getByText("This key is not known here").waitFor();

  await page.getByLabel("API key").fill(service.key);
  await page.keyboard.press("Enter");
  await page.getByText("No sessions yet.").waitFor();
  await lookOver(page, "sessions-empty");

  const cookies = await page.context().cookies();
  assert.equal(cookies.length, 1);
  assert.ok(cookies[0].httpOnly && cookies[0].sameSite === "Strict", JSON.stringify(cookies[0]));
  const kept = await page.evaluate(() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage));
  assert.ok(!kept.includes("lk_"), "the key is not kept in the page's storage");

  await page.reload();
  await page.getByText("No sessions yet.").waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("API key").waitFor();
  await page.reload();
  await page.getByLabel("API key").waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("the keyboard alone reaches everything, and a dialog gives the focus back", { skip }, async () => {
  const page = await openPage(browser, service);
  await signIn(page, service.key);
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("Tab");
  const skipLink = page.getByRole("link", { name: "Skip to content" });
  assert.ok(await skipLink.evaluate((link) => link === document.activeElement));
  assert.ok(await skipLink.evaluate((link) => link.getBoundingClientRect().top >= 0), "visible when focused");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");

  const start = page.getByRole("button", { name: "New session" });
  for (let i = 0; i < 10; i += 1) {
    if (await start.evaluate((button) => button === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "New session" });
  await dialog.waitFor();
  await lookOver(page, "new-session");
  for (let i = 0; i < 30; i += 1) {
    await page.keyboard.press("Tab");
    const inside = await dialog.evaluate(
      (element) => element.contains(document.activeElement) || document.activeElement === document.body,
    );
    assert.ok(inside, "the focus stays in the dialog");
  }
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.ok(await start.evaluate((button) => button === document.activeElement));
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("the theme follows the system until somebody chooses, and the choice stays", { skip }, async () => {
  const page = await openPage(browser, service, { colorScheme: "dark" });
  await signIn(page, service.key);
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await background();
  await page.getByRole("button", { name: "Switch to light colours" }).click();
  const light = await background();
  assert.notEqual(light, dark);
  await page.reload();
  await page.getByRole("button", { name: "Switch to dark colours" }).waitFor();
  assert.equal(await background(), light);
  await page.context().close();
});

test("somebody without a session is found, opened and deleted", { skip }, async () => {
  const page = await openPage(browser, service);
  await signIn(page, service.key);
  const made = await page.evaluate(async () => {
    const body = JSON.stringify({ display_name: "Nobody Yet" });
    const headers = { "content-type": "application/json" };
    return (await fetch("/v1/people", { method: "POST", headers, body })).status;
  });
  assert.equal(made, 201);
  await page.reload();
  const filter = page.getByRole("combobox", { name: "Person" });
  await filter.click();
  await filter.fill("Xaver");
  await page.getByText("Nobody of that name.", { exact: true }).waitFor();
  await filter.fill("nobody");
  await page.getByRole("option", { name: /Nobody Yet/ }).click();
  await page.getByText("No sessions of this person.").waitFor();
  await page.getByRole("link", { name: "Open this person" }).click();
  await page.getByRole("heading", { name: "Nobody Yet" }).waitFor();
  await page.getByRole("button", { name: "Delete person" }).click();
  await page.getByLabel(/Type/).fill("Nobody Yet");
  await page.getByRole("button", { name: "Delete everything" }).click();
  await page.getByText("No sessions yet.").waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("unknown pages and people say so", { skip }, async () => {
  const page = await openPage(browser, service);
  await signIn(page, service.key);
  await page.goto("/nowhere/at/all");
  await page.getByText("There is no such page.").waitFor();
  await page.goto("/sessions/00000000-0000-7000-8000-000000000000");
  await page.getByText(/there is no session/i).waitFor();
  await page.context().close();
});
