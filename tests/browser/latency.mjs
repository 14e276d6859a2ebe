/**
 * How old a verdict is when the page shows it: `npm --prefix tests/browser run latency`.
 *
 * A tab shows a face that wanders along a known way, as a function of the machine's clock. It is shared with
 * a session through the browser's own screen sharing and WHIP. Where the service finds the face tells when
 * the picture was taken; the next animation frame after that picture's verdict tells when it was shown.
 * Nothing here is a test: it prints p50 and p95, and how busy the machine was, browser and service included.
 */

import { writeFile } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { launch, openPage, signIn } from "./browser.mjs";
import { enrol, startService, still } from "./service.mjs";

const FACE = "talking/lp-d9.mp4";
const TITLE = "Latency";
const SECONDS = Number(process.argv[2] ?? 60);
/** The way: from 0 to `WIDTH` pixels and back in `PERIOD_MS`, which is 175 pixels a second. */
const WIDTH = 700;
const PERIOD_MS = 8_000;
/** Latencies that are looked for. */
const LONGEST_MS = 3_000;
/** A place fits a time when it is off by less: the detector's own trembling. */
const TOLERANCE_PX = 2;

const place = (ms) => {
  const phase = (ms % PERIOD_MS) / PERIOD_MS;
  return WIDTH * (phase < 0.5 ? 2 * phase : 2 - 2 * phase);
};

const service = await startService();
const browser = await launch([`--auto-select-tab-capture-source-by-title=${TITLE}`], { fakeCamera: false });
const page = await openPage(browser, service);
await page.context().addInitScript(() => {
  window.seen = [];
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => {
        if (typeof data !== "string") return;
        const { type, at_ms, box } = JSON.parse(data);
        if (type === "face") window.seen.push({ at_ms, x: box.x + box.width / 2 });
        if (type !== "verdict") return;
        const face = window.seen.findLast((s) => s.at_ms === at_ms && !s.shown);
        if (face) requestAnimationFrame(() => Object.assign(face, { shown: Date.now() }));
      });
    }
  };
});
await signIn(page, service.key);

const picture = await still(service, FACE);
await enrol(service, "Ada Beispiel", picture);
const html = join(service.folder, "latency.html");
await writeFile(
  html,
  `<!doctype html><title>${TITLE}</title>
   <style>body{margin:0;width:1280px;height:720px;background:#202124;overflow:hidden}
   img{height:520px;margin-top:100px;display:block;will-change:transform}</style>
   <img src="${pathToFileURL(picture)}">
   <script>
     const place = ${String(place).replaceAll("PERIOD_MS", PERIOD_MS).replaceAll("WIDTH", WIDTH)};
     window.moves = false;
     const move = () => {
       document.querySelector("img").style.transform =
         \`translateX(\${window.moves ? place(Date.now()) : 0}px)\`;
       requestAnimationFrame(move);
     };
     move();
   </script>`,
);
const tab = await page.context().newPage();
await tab.setViewportSize({ width: 1280, height: 720 });
await tab.goto(String(pathToFileURL(html)));

await page.reload();
await page.getByRole("button", { name: "New session" }).click();
const dialog = page.getByRole("dialog", { name: "New session" });
const who = dialog.getByRole("combobox", { name: "Who should be on camera?" });
await who.click();
await who.pressSequentially("Ada");
await page.keyboard.press("Enter");
await dialog.getByRole("radio", { name: "Meeting" }).check({ force: true });
await dialog.getByRole("button", { name: "Start", exact: true }).click();
await page.getByRole("button", { name: "Face 1 of 1" }).click();
await page.waitForFunction(() => window.seen.filter((s) => s.shown).length > 15);
const resting = await page.evaluate(() => window.seen.slice(-8).map((s) => s.x).sort((a, b) => a - b)[4]);
const { media } = await service.call("GET", `/v1/sessions/${page.url().split("/").at(-1)}`);
const scale = media.width / 1280;

await page.evaluate(() => {
  window.seen = [];
});
await tab.evaluate(() => {
  window.moves = true;
});
await page.waitForTimeout(SECONDS * 1_000);
const seen = await page.evaluate(() => window.seen);
const busy = `${loadavg()[0].toFixed(1)} on ${availableParallelism()} processors`;
await browser.close();
await service.stop();

const latencies = [];
let ambiguous = 0;
for (const { x, shown } of seen) {
  if (!shown) continue;
  const fits = [];
  for (let late = 0; late < LONGEST_MS; late += 5) {
    if (Math.abs(resting + scale * place(shown - late) - x) < TOLERANCE_PX * scale) fits.push(late);
  }
  // Near a turning point two times fit; those that lie apart say nothing.
  if (fits.length === 0 || fits.at(-1) - fits[0] > 100) ambiguous += 1;
  else latencies.push(fits[Math.floor(fits.length / 2)]);
}
latencies.sort((a, b) => a - b);
const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))];
console.log(
  `${media.width} × ${media.height} ${media.codec}: ${latencies.length} verdicts in ${SECONDS} s ` +
    `(${ambiguous} more at turning points): p50 ${at(0.5)} ms, p95 ${at(0.95)} ms from capture to page, load ${busy}`,
);
