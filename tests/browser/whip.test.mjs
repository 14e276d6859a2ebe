/** Streams sent by WHIP from Chromium: by a sender of our own making with either codec, by the pages' camera,
 * and what the pages say about sending one from elsewhere. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, lookOver, openPage, signIn } from "./browser.mjs";
import { unlessHere } from "./places.mjs";
import { enrol, motionJpeg, startService, still } from "./service.mjs";

/** Twenty seconds of one face, longer than a login takes: the camera plays it once. */
const FACE = "talking/lp-d9.mp4";

const skip = unlessHere({ faces: true });
let service;
let browser;
let person;

before(async () => {
  if (skip) return;
  service = await startService({ config: '[rtmp]\nlisten = "127.0.0.1:0"\n' });
  browser = await launch([`--use-file-for-fake-video-capture=${await motionJpeg(service, FACE)}`]);
  person = await enrol(service, "Ada Beispiel", await still(service, FACE));
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

/** The shortest sender that RFC 9725 allows, in the page, of one layer or of two. Leaves `window.sender`. */
function sendByHand([url, key, codec, layers]) {
  return (async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
    const peer = new RTCPeerConnection();
    const sendEncodings = layers === 2 ? [{ rid: "low", scaleResolutionDownBy: 2, maxBitrate: 100_000 }, { rid: "high" }] : [{}];
    const video = peer.addTransceiver(stream.getVideoTracks()[0], { direction: "sendonly", sendEncodings });
    peer.addTransceiver(stream.getAudioTracks()[0], { direction: "sendonly" });
    const codecs = RTCRtpSender.getCapabilities("video").codecs;
    video.setCodecPreferences(codecs.filter((c) => c.mimeType === `video/${codec}`));
    await peer.setLocalDescription();
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/sdp" };
    const answer = await fetch(url, { method: "POST", headers, body: peer.localDescription.sdp });
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    await peer.setRemoteDescription({ type: "answer", sdp: await answer.text() });
    window.sender = { peer, at: answer.headers.get("location"), key };
    return stream.getVideoTracks()[0].getSettings().width;
  })();
}

async function until(what, look) {
  const limit = Date.now() + 60_000;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    assert.ok(Date.now() < limit, `not within a minute: ${what}`);
    await new Promise((done) => setImmediate(done));
  }
}

for (const [codec, name, layers] of [
  ["VP8", "VP8", 2],
  ["H264", "H.264", 1],
  ["VP9", "VP9", 1],
  ["AV1", "AV1", 1],
]) {
  test(`a stream in ${name} is judged while it comes and over when its sender says so`, { skip }, async () => {
    const session = await service.call("POST", "/v1/sessions", {
      person_id: person,
      kind: "login",
      source: { type: "stream" },
    });
    const page = await openPage(browser, service);
    await page.context().grantPermissions(["camera", "microphone"], { origin: service.base });
    await page.goto("/docs");
    const width = await page.evaluate(sendByHand, [session.stream.whip_path, session.stream.key, codec, layers]);
    const read = () => service.call("GET", `/v1/sessions/${session.id}`);
    const judged = await until("the face is compared", async () => {
      const now = await read();
      assert.equal(now.state, "running", JSON.stringify(now.error));
      // Of two layers the larger one, whichever came first.
      return now.verdict?.references?.[0]?.state === "same" && now.media.width === width ? now : null;
    });
    assert.equal(judged.media.codec, name);
    const status = await page.evaluate(async () => {
      const { at, key } = window.sender;
      return (await fetch(at, { method: "DELETE", headers: { authorization: `Bearer ${key}` } })).status;
    });
    assert.equal(status, 200);
    const over = await until("the session ends", async () => {
      const now = await read();
      return now.state === "running" ? null : now;
    });
    assert.equal(over.state, "finished", JSON.stringify(over.error));
    assert.notEqual(over.verdict.outcome, "reject", JSON.stringify(over.verdict.reasons));
    await page.context().close();
  });
}

test("the pages send this computer's camera as a stream", { skip }, async () => {
  const page = await openPage(browser, service);
  await signIn(page, service.key);
  const dialog = await startDialog(page);
  await dialog.getByRole("button", { name: "Start", exact: true }).click();
  await page.waitForURL(/\/sessions\//);
  await page.getByText(/^([2-9]\d|\d{3,}) pictures sent/).waitFor();
  const id = page.url().split("/").at(-1);
  const session = await until("a verdict", async () => {
    const now = await service.call("GET", `/v1/sessions/${id}`);
    return now.verdict && now.media ? now : null;
  });
  // Single pictures would be JPEG.
  assert.match(session.media.codec, /^(VP8|VP9|H\.264|AV1)$/);
  await page.getByRole("button", { name: "Turn off and end" }).click();
  await until("the end", async () => (await service.call("GET", `/v1/sessions/${id}`)).state === "finished");
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("who has a stream is told where to send it, once", { skip }, async () => {
  const page = await openPage(browser, service);
  await signIn(page, service.key);
  const dialog = await startDialog(page);
  await dialog.getByRole("radio", { name: /I have a stream/ }).check({ force: true });
  await dialog.getByText("You get an address and a key").waitFor();
  await dialog.getByRole("button", { name: "Start", exact: true }).click();
  await page.waitForURL(/\/sessions\//);
  const id = page.url().split("/").at(-1);
  const field = (label) => page.getByLabel(label, { exact: true }).inputValue();
  assert.equal(await field("WHIP address"), `${service.base}/v1/sessions/${id}/whip`);
  assert.match(await field("RTMP address"), /^rtmp:\/\/127\.0\.0\.1:\d+\/live$/);
  const key = await field("Bearer token");
  assert.match(key, /^ls_[0-9a-f]{32}_[0-9a-f]{64}$/);
  assert.equal(await field("Stream key"), key);
  assert.equal(await page.getByText("cannot read").count(), 0, "the live messages are understood");
  await lookOver(page, "stream-door");
  await page.reload();
  await page.getByText("The key was shown once").waitFor();
  await service.call("POST", `/v1/sessions/${id}/stop`);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

async function startDialog(page) {
  await page.getByRole("button", { name: "New session" }).click();
  const dialog = page.getByRole("dialog", { name: "New session" });
  const who = dialog.getByRole("combobox", { name: "Who should be on camera?" });
  await who.click();
  await who.pressSequentially("Ada");
  await page.keyboard.press("Enter");
  await dialog.getByRole("radio", { name: /Login/ }).check({ force: true });
  return dialog;
}
