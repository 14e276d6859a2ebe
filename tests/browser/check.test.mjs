/**
 * The candidate's check as a candidate and staff see it: invited, refused, used twice, and taken by somebody
 * of the synthetic cast who does what is asked, something else, or nothing.
 */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { answering } from "./answering.mjs";
import { launch, lookOver, NARROWEST, openPage, PHONE, shoot, signIn, WIDE } from "./browser.mjs";
import { beginCheck, giveDocument, invitation, invite, openLink, startCheckService, takeVideo } from "./check.mjs";
import { cast, unlessHere } from "./places.mjs";
import { enrol, motionJpeg } from "./service.mjs";

const run = promisify(execFile);
/** Changes the records of a service that does not run. */
const LATE = "import glob, sqlite3, sys; c = sqlite3.connect(glob.glob(sys.argv[1] + '/*.db')[0]); c.execute(sys.argv[2]); c.commit()";

const SIZES = [WIDE, PHONE, NARROWEST];
const PORTRAIT = cast("portrait-tomas.jpg");

const skip = unlessHere({ faces: false });
let service;
let browser;

before(async () => {
  if (skip) return;
  service = await startCheckService();
  // A person's browser is not driven by a program: the switch leaves `navigator.webdriver` false.
  browser = await launch(["--disable-blink-features=AutomationControlled"]);
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

const person = (name) => service.call("POST", "/v1/people", { display_name: name }).then(({ id }) => id);

test("staff add somebody, make a link in a dialog, see what became of it, and take it back", { skip }, async () => {
  const page = await openPage(browser, service);
  await signIn(page, service.key);
  await page.getByRole("link", { name: "People", exact: true }).click();
  await page.getByText("Nobody is here yet.").waitFor();
  await page.getByRole("button", { name: "New person" }).click();
  await page.getByRole("dialog", { name: "New person" }).getByLabel("Name", { exact: true }).fill("Tomas Beispiel");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Tomas Beispiel" }).waitFor();
  await page.getByText("Nobody was invited yet.").waitFor();
  await page.getByRole("button", { name: "Invite to a check" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite to a check" });
  assert.ok(await dialog.getByRole("radio", { name: /Face only/ }).isDisabled(), "no portrait to compare with");
  await lookOver(page, "invite-options");
  await dialog.getByLabel("Language").selectOption("de");
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const made = page.getByRole("dialog", { name: "The link is ready" });
  const link = await made.getByLabel("Link", { exact: true }).inputValue();
  assert.match(link, /\/check#li_[\w-]+$/);
  assert.ok((await made.getByLabel("E-mail text").inputValue()).includes(link));
  const qr = made.getByAltText("The link as a square to photograph with a phone");
  assert.ok((await qr.evaluate((img) => img.decode().then(() => img.naturalWidth))) > 0);
  await lookOver(page, "invite-made");
  await made.getByRole("button", { name: "Done" }).click();
  await page.getByText("Not opened yet").waitFor();
  await page.getByRole("button", { name: /^Revoke the invitation/ }).click();
  await page.getByText("Revoked").waitFor();
  await lookOver(page, "invite-list");
  await page.getByRole("link", { name: "People", exact: true }).click();
  await page.getByLabel("Name or own reference").fill("beispiel");
  await page.getByRole("link", { name: /^Tomas Beispiel/ }).waitFor();
  await lookOver(page, "people", [NARROWEST]);
  assert.deepEqual(page.faults, []);

  const late = await openPage(browser, service, { viewport: PHONE });
  await openLink(late, link);
  await late.getByRole("heading", { name: "This link was withdrawn" }).waitFor();
  await late.context().close();
  await page.context().close();
});

test("who does not want it says so, is asked once more, and is left alone", { skip }, async () => {
  const made = await invite(service, await person("Nora Nein"), { language: "fr" });
  const page = await openPage(browser, service, { viewport: PHONE });
  await openLink(page, made.link);
  await page.getByRole("heading", { name: "Vérifions que c'est bien vous" }).waitFor();
  assert.equal(new URL(page.url()).hash, "");
  const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, location.href, history.state]));
  assert.ok(!kept.includes("li_"), "the secret is kept nowhere in the page");
  await page.getByLabel("Langue").selectOption("en");
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByRole("heading", { name: "Your data, your choice" }).waitFor();
  const [yes, no] = await Promise.all(
    ["I agree", "I do not want this"].map((name) => page.getByRole("button", { name }).boundingBox()),
  );
  assert.deepEqual([yes.width, yes.height], [no.width, no.height], "both answers are as easy to reach");
  await lookOver(page, "check-consent", SIZES);
  await page.getByRole("button", { name: "I do not want this" }).click();
  await page.getByRole("button", { name: "Yes, end it here" }).click();
  await page.getByRole("heading", { name: "You decided against it" }).waitFor();
  await lookOver(page, "check-declined", [PHONE]);
  const { state, consent, attempts } = await invitation(service, made);
  assert.deepEqual([state, consent.agreed, attempts], ["declined", false, []]);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("a link works in one browser, and one that is nobody's in none", { skip }, async () => {
  const made = await invite(service, await person("Zoe Zwei"));
  const first = await openPage(browser, service, { viewport: PHONE });
  await openLink(first, made.link);
  await first.getByRole("heading", { name: "Let us check that it is you" }).waitFor();
  await first.reload();
  await first.getByRole("heading", { name: "Let us check that it is you" }).waitFor();

  const second = await openPage(browser, service, { viewport: PHONE });
  await openLink(second, made.link);
  await second.getByRole("heading", { name: "This check is open somewhere else" }).waitFor();
  await openLink(second, made.link.replace(/.{4}$/, "0000"));
  await second.getByRole("heading", { name: "This link does not work" }).waitFor();
  await openLink(second, "/check");
  await second.getByRole("heading", { name: "Open your personal link" }).waitFor();
  await lookOver(second, "check-problem", [PHONE]);
  await second.context().close();
  await first.context().close();
});

test("a link that is too late opens nothing, in the browser that had it and in any other", { skip }, async () => {
  let own = await startCheckService();
  const { id } = await own.call("POST", "/v1/people", { display_name: "Sven Spaet" });
  const made = await invite(own, id);
  const page = await openPage(browser, own, { viewport: PHONE });
  await beginCheck(page, made.link);
  await page.getByRole("heading", { name: "Show your identity document" }).waitFor();
  // The shortest validity is an hour: what it stands for is put an hour back, while nothing runs.
  await own.stop({ keep: true });
  const late = "UPDATE invitations SET created_at = created_at - 4000000, expires_at = created_at - 400000";
  await run("python3", ["-c", LATE, join(own.folder, "data"), late]);
  own = await startCheckService(own);
  const link = own.base + made.link.slice(made.link.indexOf("/check#"));
  const other = await openPage(browser, own, { viewport: PHONE });
  await openLink(other, link);
  await other.getByRole("heading", { name: "This link has expired" }).waitFor();
  const { state, document_result } = await invitation(own, made);
  assert.deepEqual([state, document_result], ["expired", null]);
  const [cookie] = (await page.context().cookies()).filter(({ name }) => name === "likeness_check");
  const headers = { cookie: `likeness_check=${cookie.value}`, origin: own.base, "content-type": "application/json" };
  for (const path of ["move", "camera", "document/one-sided"]) {
    const answer = await fetch(`${own.base}/v1/check/${path}`, { method: "POST", headers, body: "{}" });
    assert.deepEqual([answer.status, (await answer.json()).code], [410, "invitation_expired"], path);
  }
  await other.context().close();
  await page.context().close();
  await own.stop();
});

test("the keyboard alone goes through it, and every screen begins at its heading", { skip }, async () => {
  const made = await invite(service, await person("Tara Taste"));
  const page = await openPage(browser, service, { viewport: PHONE });
  const focused = () => page.evaluate(() => document.activeElement.textContent.trim());
  const tabTo = async (name) => {
    for (let i = 0; i < 12 && (await focused()) !== name; i += 1) await page.keyboard.press("Tab");
    assert.equal(await focused(), name);
    await page.keyboard.press("Enter");
  };
  const heading = async (name) => {
    await page.getByRole("heading", { name, level: 1 }).waitFor();
    // The focus follows the picture by a frame.
    await page.waitForFunction((wanted) => document.activeElement.textContent.trim() === wanted, name);
  };
  await openLink(page, made.link);
  await heading("Let us check that it is you");
  await tabTo("Begin");
  await heading("Your data, your choice");
  await tabTo("I do not want this");
  await heading("Shall we end the check here?");
  await tabTo("No, go back");
  await heading("Your data, your choice");
  await tabTo("I agree");
  await heading("Show your identity document");
  await page.getByLabel("Language").selectOption("nl");
  await page.getByRole("heading", { name: "Laat uw identiteitsbewijs zien" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Laat uw identiteitsbewijs zien" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "nl");
  await page.context().close();
});

test("it goes on with a phone, and no longer here", { skip }, async () => {
  const made = await invite(service, await person("Paul Phone"));
  const page = await openPage(browser, service);
  await openLink(page, made.link);
  const [answer] = await Promise.all([
    page.waitForResponse("**/v1/check/move"),
    page.getByRole("button", { name: "Go on with your phone" }).click(),
  ]);
  const { link } = await answer.json();
  await page.getByAltText("A square with a link for your phone").waitFor();
  await lookOver(page, "check-moved", [WIDE]);
  const phone = await openPage(browser, service, { viewport: PHONE });
  await openLink(phone, link);
  await phone.getByRole("heading", { name: "Let us check that it is you" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Open your personal link" }).waitFor();
  await openLink(page, made.link);
  await page.getByRole("heading", { name: "This link does not work" }).waitFor();
  await phone.context().close();
  await page.context().close();
});

test("the page is small, and loads nothing of the staff's", { skip }, async () => {
  const made = await invite(service, await person("Lea Leicht"));
  const page = await openPage(browser, service, { viewport: PHONE });
  const scripts = [];
  page.on("response", async (answer) => {
    if (/\.js$/.test(new URL(answer.url()).pathname)) scripts.push([answer.url(), await answer.text()]);
  });
  await openLink(page, made.link);
  await page.getByRole("heading", { name: "Let us check that it is you" }).waitFor();
  await page.waitForLoadState("networkidle");
  const all = scripts.map(([, text]) => text).join("");
  for (const staff of ["Paste your API key", "Delete everything", "Open the light card"]) {
    assert.ok(!all.includes(staff), staff);
  }
  // Before compression: a second on a slow phone's network (400 kbit/s) once compressed to a third.
  assert.ok(all.length < 120_000, `${all.length} bytes of scripts`);
  await page.context().close();
});

test("a picture that is no document is refused kindly, and another one can be sent", { skip }, async () => {
  const made = await invite(service, await person("Dora Dokument"));
  const page = await openPage(browser, service, { viewport: PHONE });
  await beginCheck(page, made.link);
  await page.getByRole("heading", { name: "Show your identity document" }).waitFor();
  await lookOver(page, "check-document", SIZES);
  await giveDocument(page, { name: "x.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await page.getByRole("heading", { name: "That did not work yet" }).waitFor();
  await page.getByText("This file is").waitFor();
  await lookOver(page, "check-document-problem", [PHONE]);
  await page.getByRole("button", { name: "Take a photo" }).click();
  await page.getByRole("heading", { name: "Put the document into the frame" }).waitFor();
  await page.locator(".check-shot-frame").waitFor();
  await shoot(page, "check-shooting");
  await page.getByRole("button", { name: "Back" }).click();
  // The cast's card has everything on one side; cut in two, it has one side with the portrait and one with the lines.
  const { front, back } = await sides(page);
  await giveDocument(page, front);
  await page.getByRole("heading", { name: "Now the back of your card" }).waitFor({ timeout: 120_000 });
  await lookOver(page, "check-document-back", SIZES);
  await giveDocument(page, back);
  await page.getByText("Your document has arrived.").waitFor({ timeout: 120_000 });
  await lookOver(page, "check-camera", SIZES);
  await page.context().close();
  const staff = await openPage(browser, service);
  await signIn(staff, service.key);
  await staff.goto(`/people/${made.invitation.person_id}`);
  await staff.getByRole("button", { name: "Show what it says" }).click();
  await staff.getByText("VESELY", { exact: true }).waitFor();
  await staff.getByText("The ID is in another name").waitFor();
  await lookOver(staff, "check-document-text");
  assert.deepEqual(staff.faults, []);
  await staff.context().close();
});

/** Both sides of the cast's card as two pictures. */
async function sides(page) {
  const card = (await readFile(cast("id-tomas.jpg"))).toString("base64");
  const cut = (top, bottom) =>
    page.evaluate(
      async ([base64, from, to]) => {
        const whole = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))]));
        const canvas = Object.assign(document.createElement("canvas"), { width: whole.width, height: to - from });
        canvas.getContext("2d").drawImage(whole, 0, -from);
        return canvas.toDataURL("image/jpeg", 0.95).split(",")[1];
      },
      [card, top, bottom],
    );
  const picture = (name, bytes) => ({ name, mimeType: "image/jpeg", buffer: Buffer.from(bytes, "base64") });
  return { front: picture("front.jpg", await cut(0, 596)), back: picture("back.jpg", await cut(590, 860)) };
}

/** A nod that was missed is drawn again, so often at most. */
const DRAWS = 4;

/**
 * Takes the check with the right answers. The cast's clip holds its nod for a second, which is three looks at most
 * on a busy machine: where it was missed, and asked for again, a new invitation draws anew.
 */
async function answeredRight(left = DRAWS) {
  const made = await invite(service, await enrol(service, "Tomas Richtig", PORTRAIT), { document: "skip" });
  const page = await openPage(browser, service, { viewport: PHONE });
  await answering(page.context(), { answers: "right" });
  await beginCheck(page, made.link);
  const seen = await takeVideo(page);
  console.log(`right answers: ${JSON.stringify(seen)}`);
  const nods = seen.movements.filter((movement) => movement === "look_up").length;
  if (nods < 2 || left === 1) return { made, page, seen };
  await page.context().close();
  return answeredRight(left - 1);
}

test("who does what is asked is done with it, or a person looks", { skip }, async () => {
  const { made, page, seen } = await answeredRight();
  assert.match(seen.end, /^(Done\. Thank you|Thank you\. A person will look at it)$/);
  assert.equal(seen.movements.length, 2);
  assert.ok(seen.colours > 0, "the light card was shown");
  await lookOver(page, "check-end", SIZES);
  const { attempts, hints, findings } = await invitation(service, made);
  const { verdict } = await service.call("GET", `/v1/sessions/${attempts.at(-1).session_id}`);
  console.log(`${verdict.outcome}: ${verdict.reasons.map((r) => r.code)}; findings: ${findings}`);
  assert.deepEqual(verdict.cues.map((cue) => cue.state), ["done", "done"]);
  assert.ok(hints.length > 0, "what the browser said is kept");
  assert.ok(!findings.includes("automated_browser") && !findings.includes("virtual_camera"), String(findings));
  assert.deepEqual(page.faults, []);
  await openLink(page, made.link);
  await page.getByRole("heading", { name: "This check is finished" }).waitFor();
  await page.context().close();
});

test("who makes another movement is asked again, and is never done with it", { skip }, async () => {
  const made = await invite(service, await enrol(service, "Tomas Falsch", PORTRAIT), {
    document: "skip",
    colours: false,
  });
  const page = await openPage(browser, service, { viewport: PHONE });
  await answering(page.context(), { answers: "wrong" });
  await beginCheck(page, made.link);
  const seen = await takeVideo(page);
  console.log(`wrong answers: ${JSON.stringify(seen)}`);
  assert.match(seen.end, /^(Let us try that once more|Thank you\. A person will look at it)$/);
  await lookOver(page, "check-again", [PHONE]);
  const { attempts } = await invitation(service, made);
  assert.ok(["again", "human"].includes(attempts.at(-1).outcome), JSON.stringify(attempts));
  await page.context().close();
});

test("a clip in place of a camera, which does nothing that is asked, is never done with it", { skip }, async () => {
  const clip = await motionJpeg(service, cast("interview.mp4"));
  const played = await launch([`--use-file-for-fake-video-capture=${clip}`]);
  const made = await invite(service, await enrol(service, "Tomas Still", PORTRAIT), {
    document: "skip",
    colours: false,
  });
  const page = await openPage(played, service);
  await beginCheck(page, made.link);
  const seen = await takeVideo(page);
  console.log(`no answer: ${JSON.stringify(seen)}`);
  assert.notEqual(seen.end, "Done. Thank you");
  const { findings, attempts } = await invitation(service, made);
  assert.notEqual(attempts.at(-1).outcome, "done");
  assert.ok(findings.includes("automated_browser"), String(findings));
  await page.context().close();
  await played.close();
});
