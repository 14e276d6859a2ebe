/** The candidate's check, step by step: a service that offers it, invitations, and what a candidate does on the page. */

import { startService } from "./service.mjs";

export const ORGANISATION = "Nordwind Logistik GmbH";

export function startCheckService(before = null) {
  return startService({ config: `[check]\norganisation = "${ORGANISATION}"\n`, before });
}

/** `{invitation, link, …}` for that person. */
export function invite(service, person, wanted = {}) {
  return service.call("POST", `/v1/people/${person}/invitations`, wanted);
}

/** How an invitation stands now. */
export function invitation(service, made) {
  return service.call("GET", `/v1/invitations/${made.invitation.id}`);
}

/** From a blank page, so that a new fragment loads the page anew. */
export async function openLink(page, link) {
  await page.goto("about:blank");
  await page.goto(link);
}

/** Opens the link, reads, and agrees. */
export async function beginCheck(page, link) {
  await openLink(page, link);
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByRole("button", { name: "I agree" }).click();
}

/** Chooses a file as the document's picture and sends it. */
export async function giveDocument(page, file) {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Choose a picture" }).click(),
  ]);
  await chooser.setFiles(file);
  await page.getByRole("button", { name: "Use this picture" }).click();
}

/** Turns the camera on and follows one attempt to its end: what was asked, shown, and said at last, and how long it took. */
export async function takeVideo(page) {
  await page.evaluate(() => {
    window.asked = { movements: [], colours: 0 };
    let last = null;
    let colour = null;
    new MutationObserver(() => {
      const arrow = document.querySelector(".arrow")?.className.baseVal.match(/is-(\w+)/)?.[1] ?? null;
      if (arrow !== last && arrow) window.asked.movements.push(arrow);
      last = arrow;
      const shown = document.querySelector(".check-light")?.style.backgroundColor ?? null;
      if (shown !== colour && shown) window.asked.colours += 1;
      colour = shown;
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
  await page.getByRole("button", { name: "Turn on the camera" }).click();
  const ready = page.getByRole("button", { name: "I am ready" });
  await ready.waitFor();
  const from = await page.evaluate(() => performance.now());
  await ready.click();
  await page.locator(".check-live").waitFor();
  await page.locator(".check-live").waitFor({ state: "detached", timeout: 120_000 });
  await page.locator(".check-body h1").waitFor();
  return await page.evaluate(
    (began) => ({
      ...window.asked,
      end: document.querySelector(".check-body h1").textContent.trim(),
      took_ms: Math.round(performance.now() - began),
    }),
    from,
  );
}
