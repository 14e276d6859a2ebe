/** Light cards: the way to the page that shows one, and what came of those before. */

import type { Light } from "../api/types";
import { MarkIcon } from "../components/mark-icon";
import { exactPosition } from "../format/time";
import { paths } from "../router";
import { texts } from "../texts";

const words = texts.light;
const MARKS = {
  waiting: "open",
  answered: "yes",
  unanswered: "no",
  wrong: "no",
  not_assessed: "open",
  skipped: "open",
} as const;

interface Props {
  sessionId: string;
  lights: Light[];
  over: boolean;
}

export function LightPanel({ sessionId, lights, over }: Props) {
  if (over && lights.length === 0) return null;
  const waiting = lights.at(-1)?.state === "waiting";
  return (
    <section class="card cues lights">
      <h2 class="section-title">{words.title}</h2>
      {!over && (
        <>
          <p class="quiet" role={waiting ? "status" : undefined}>
            {waiting ? words.state.waiting : words.lead}
          </p>
          <a
            class="button"
            href={paths.light(sessionId)}
            target="_blank"
            rel="noopener"
            onClick={openWindow}
          >
            {words.open}
          </a>
        </>
      )}
      {lights.length > 0 && (
        <ol class="cue-list" reversed>
          {[...lights].reverse().map((light) => (
            <li key={light.shown_at_ms}>
              <MarkIcon mark={MARKS[light.state]} />
              <span>
                <strong>{words.state[light.state]}</strong>{" "}
                <small>{exactPosition(light.shown_at_ms)}</small>
                <br />
                {details(light)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** In a window of its own where the browser allows it: behind a tab this page would be hidden and slowed down. */
function openWindow(event: MouseEvent): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const link = event.currentTarget as HTMLAnchorElement;
  open(link.href, "_blank", "popup,noopener,width=1280,height=800");
}

export function details(light: Light): string {
  const said: string[] = [];
  if (light.missing) said.push(words.missing[light.missing]);
  if (light.skipped) said.push(words.skipped[light.skipped]);
  if (light.strength !== null && light.delay_ms !== null) {
    const percent = (100 * light.strength).toFixed(light.strength < 0.1 ? 1 : 0);
    said.push(words.answer(percent, (light.delay_ms / 1000).toFixed(1)));
  }
  if (light.state === "answered" && light.one_in !== null) said.push(words.chance(light.one_in));
  return said.join("; ");
}
