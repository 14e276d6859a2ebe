import { texts } from "../texts";
import type { Standing } from "../verdict/standing";
import { StandingIcon } from "./icons";

export function StandingChip({ standing }: { standing: Standing }) {
  return (
    <span class={`chip is-${standing}`}>
      <StandingIcon standing={standing} />
      {texts.standings[standing]}
    </span>
  );
}

export function LiveDot() {
  return <span class="live-dot" aria-hidden="true" />;
}
