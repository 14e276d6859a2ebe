/**
 * How long the camera part takes a candidate: `node check-time.mjs [checks]`.
 *
 * Somebody of the synthetic cast does what the page asks as soon as it asks. From the moment the camera is
 * allowed (the preview is there) to the page's last word. Nothing here is a test: it prints every time, with and without colours.
 */

import { answering } from "./answering.mjs";
import { launch, openPage, PHONE } from "./browser.mjs";
import { beginCheck, invitation, invite, startCheckService, takeVideo } from "./check.mjs";
import { cast } from "./places.mjs";
import { enrol } from "./service.mjs";

const CHECKS = Number(process.argv[2] ?? 5);

const service = await startCheckService();
const browser = await launch(["--disable-blink-features=AutomationControlled"]);
for (const colours of [true, false]) {
  const took = [];
  for (let i = 0; i < CHECKS; i += 1) {
    const person = await enrol(service, `Tomas ${colours} ${i}`, cast("portrait-tomas.jpg"));
    const made = await invite(service, person, { document: "skip", colours });
    const page = await openPage(browser, service, { viewport: PHONE });
    await answering(page.context());
    await beginCheck(page, made.link);
    const seen = await takeVideo(page);
    const { attempts } = await invitation(service, made);
    const { verdict } = await service.call("GET", `/v1/sessions/${attempts.at(-1).session_id}`);
    console.log(
      `${colours ? "with" : "without"} colours: ${(seen.took_ms / 1000).toFixed(1)} s, ${seen.movements}, ` +
        `"${seen.end}" (${verdict?.reasons.map((r) => r.code)}; ${JSON.stringify(verdict?.frames)})`,
    );
    took.push(seen.took_ms);
    await page.context().close();
  }
  took.sort((a, b) => a - b);
  const middle = took[Math.floor(took.length / 2)];
  console.log(`${colours ? "with" : "without"} colours: median ${(middle / 1000).toFixed(1)} s of ${took.length}`);
}
await browser.close();
await service.stop();
