/** The verdict, large enough to be read from a metre away. */

import { texts } from "../texts";
import type { Standing } from "../verdict/standing";
import { StandingIcon } from "./icons";

interface Props {
  standing: Standing;
  sentence: string;
  advice: string | null;
  over: boolean;
  /** Not connected: what is shown is the past. */
  stale: boolean;
}

export function VerdictHero({ standing, sentence, advice, over, stale }: Props) {
  const decided = standing === "accept" || standing === "refer" || standing === "reject";
  const when = stale ? texts.live.lastKnown : over ? texts.live.final : texts.live.soFar;
  return (
    <section
      class={`hero is-${standing}${stale ? " stale" : ""}`}
      aria-label={texts.standings[standing]}
    >
      <StandingIcon standing={standing} />
      <div class="hero-words">
        <div role="status" aria-live="polite" aria-atomic="true">
          <p class="hero-standing">
            <strong>{texts.standings[standing]}</strong>
            {(decided || stale) && <span>{when}</span>}
          </p>
          <p class="hero-sentence">{sentence}</p>
        </div>
        {advice !== null && <p class="hero-advice">{advice}</p>}
      </div>
    </section>
  );
}
