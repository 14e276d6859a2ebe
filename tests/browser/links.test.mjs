/** Links between identities: begun by an administrator, found, looked at, decided by two, taken away. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fitsAcross, launch, lookOver, openPage, PHONE, pictureWidth, signIn } from "./browser.mjs";
import { cast, unlessHere } from "./places.mjs";
import { enrol, startService, startSession } from "./service.mjs";

const skip = unlessHere({ faces: false });
let service;
let browser;

before(async () => {
  if (skip) return;
  service = await startService({ config: "[links]\nenabled = true\n" });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

/** Until so many links wait. The search runs by itself, within a moment. */
async function found(count) {
  const until = Date.now() + 60_000;
  for (;;) {
    const { waiting } = await service.call("GET", "/v1/links/search");
    if (waiting === count) return;
    assert.ok(Date.now() < until, `${waiting} links wait, not ${count}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test("one face under three names is found, drawn and settled by two people", { skip }, async () => {
  const page = await openPage(browser, service);
  await signIn(page, service.key);
  await page.getByRole("link", { name: "Links" }).click();
  await page.getByText("Nobody is searched until a legal basis is recorded.").waitFor();
  await page.getByLabel("Legal basis").fill("Consent to a search for duplicates");
  await page.getByLabel("Version of the text that people were given").fill("2026-11");
  await page.getByRole("button", { name: "Record and begin" }).click();
  await page.getByText(/Every new face is searched over/).waitFor();

  const names = ["Tomas Vesely", "Tom Wesley", "Thomas Vessel"];
  for (const [i, picture] of ["id-tomas.jpg", "portrait-tomas.jpg", "id-tomas.jpg"].entries()) {
    await enrol(service, names[i], cast(picture));
  }
  await enrol(service, "Mei Quillan", cast("id-mei.jpg"));
  await enrol(service, "Viktor Hale", cast("portrait-viktor.jpg"));
  for (const name of [names[0], names[1], "Mei Quillan"]) {
    const { items } = await service.call("GET", "/v1/people");
    const { id } = items.find((person) => person.display_name === name);
    await service.call("PUT", `/v1/people/${id}/application`, { phone: "+31 20 794 0000" });
  }
  await found(3);

  await page.reload();
  await page.locator(".link-table tbody tr").nth(2).waitFor();
  assert.equal(await page.locator(".link-table tbody tr").count(), 3);
  assert.equal(await page.locator(".graph-line").count(), 3);
  assert.equal(await page.getByText("Mei Quillan").count(), 0);
  await lookOver(page, "links");
  await page.setViewportSize(PHONE);
  await fitsAcross(page, "links on a phone");
  await page.setViewportSize({ width: 1280, height: 900 });

  await page.getByRole("link", { name: "Tomas Vesely · Tom Wesley" }).click();
  await page.getByText("Waits for a decision").first().waitFor();
  const faces = page.locator(".review-faces .faces img");
  assert.ok((await pictureWidth(faces.nth(0))) > 0 && (await pictureWidth(faces.nth(1))) > 0);
  await page.getByText("the same phone number", { exact: true }).waitFor();
  await page.getByText("Tomas Vesely has the same phone number as somebody else:").waitFor();
  await page.getByRole("link", { name: "Mei Quillan" }).first().waitFor();
  await page.getByText("ID portrait of Thomas Vessel").waitFor();
  await lookOver(page, "link");
  await page.keyboard.press("1");
  assert.ok(await page.getByRole("radio", { name: "Same person" }).isChecked());
  await page.keyboard.press("n");
  await page.keyboard.type("123: figures are figures while somebody writes");
  assert.ok(await page.getByRole("radio", { name: "Same person" }).isChecked());
  await page.keyboard.press("Control+Enter");
  await page.getByText("Recorded: Same person.").waitFor();
  await page.getByText("You decided “Same person”.").waitFor();
  const address = new URL(page.url()).pathname;

  const { api_key: token } = await service.call("POST", "/v1/api-keys", {
    name: "analyst",
    scopes: ["links", "people:read", "sessions:read"],
  });
  const colleague = await openPage(browser, service);
  await signIn(colleague, token);
  await colleague.getByRole("link", { name: /Links.*3 links wait/ }).waitFor();
  await colleague.goto(address);
  await colleague.getByText(/decided “Same person” \(Today/).waitFor();
  await colleague.keyboard.press("1");
  await colleague.getByRole("button", { name: "Record decision" }).click();
  await colleague.getByText("Two people agreed: Same person.").waitFor();
  await colleague.getByRole("link", { name: /Links.*2 links wait/ }).click();
  await colleague.getByRole("link", { name: "All", exact: true }).click();
  await colleague.locator(".link-table tbody tr").nth(2).waitFor();
  assert.equal(await colleague.getByRole("button", { name: "End the legal basis" }).count(), 0);
  const loading = colleague.waitForEvent("download");
  await colleague.getByRole("link", { name: "Download all as JSON" }).click();
  assert.equal((await loading).suggestedFilename(), "links.json");

  const audit = JSON.stringify(await service.call("GET", "/v1/audit?limit=200"));
  for (const word of ["link_basis_recorded", "link_found", "link_opened", "link_decided", "links_exported"]) {
    assert.ok(audit.includes(word), word);
  }
  assert.deepEqual([...page.faults, ...colleague.faults], []);
});

test("two applicants in one room are shown side by side and asked about as that", { skip }, async () => {
  const { items: people } = await service.call("GET", "/v1/people");
  const sessions = [];
  for (const [name, file] of [
    ["Mei Quillan", "office-mei.mp4"],
    ["Viktor Hale", "office-viktor.mp4"],
    ["Tomas Vesely", "login.mp4"],
  ]) {
    const { id } = people.find((person) => person.display_name === name);
    sessions.push(await startSession(service, id, "interview", cast(file), "as_fast"));
  }
  // Two links of the test before wait still.
  await found(3);
  const page = await openPage(browser, service);
  await signIn(page, service.key);
  await page.getByRole("link", { name: "Links" }).click();
  const row = page.locator(".link-table tbody tr").filter({ hasText: "One room, two people" });
  await row.waitFor();
  assert.equal(await row.count(), 1);
  await row.getByRole("link", { name: "Mei Quillan · Viktor Hale" }).click();
  await page.getByRole("img", { name: "Room of Mei Quillan" }).waitFor();
  for (const name of ["Mei Quillan", "Viktor Hale"]) {
    const grid = page.getByRole("img", { name: `Room of ${name}` });
    // 20 columns of a 16:9 picture, and nothing where the person sat.
    const cells = await grid.locator("rect").count();
    assert.ok(cells >= 24 && cells < 160, `${cells} cells of ${name}`);
  }
  await page.getByText(/How alike: 0\.[89]\d of 1|How alike: 1\.00 of 1/).waitFor();
  await lookOver(page, "link by a room");
  await page.setViewportSize(PHONE);
  await fitsAcross(page, "link by a room on a phone");
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.keyboard.press("1");
  assert.ok(await page.getByRole("radio", { name: "Same room" }).isChecked());
  await page.keyboard.press("n");
  await page.keyboard.type("the same shelf behind both");
  await page.keyboard.press("Control+Enter");
  await page.getByText("Recorded: Same room.").waitFor();
  // A room is no reason to refer anybody.
  const seen = await service.call("GET", `/v1/sessions/${sessions[0].id}`);
  assert.ok(!JSON.stringify(seen.verdict).includes("other_identity"));
  assert.deepEqual(page.faults, []);
});

test("who has no right to links sees neither page nor count", { skip }, async () => {
  const { api_key: token } = await service.call("POST", "/v1/api-keys", {
    name: "interviewer",
    scopes: ["people:read", "sessions:read", "sessions:write"],
  });
  const page = await openPage(browser, service);
  await signIn(page, token);
  assert.equal(await page.getByRole("link", { name: "Links" }).count(), 0);
});
