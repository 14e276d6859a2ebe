/** How it ended: done, somebody looks at it, or a no that is respected. Never a verdict. */

import { useCheck } from "../context";
import { Screen } from "../screen";

export function End() {
  const { texts, state, say } = useCheck();
  const words = texts.end;
  const outcome = state.result?.outcome;
  if (outcome === "declined") {
    return (
      <Screen title={texts.refused.title} glyph="leave">
        <p class="check-lead">{say(texts.refused.lead)}</p>
        <p class="check-small">{texts.refused.close}</p>
      </Screen>
    );
  }
  const done = outcome === "done";
  return (
    <Screen title={done ? words.doneTitle : words.humanTitle} glyph={done ? "tick" : "person"}>
      <p class="check-lead">{say(done ? words.doneLead : words.humanLead)}</p>
      <p class="check-small">{words.close}</p>
    </Screen>
  );
}
