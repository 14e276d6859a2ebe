import { sentence } from "../api/problem";
import type { Reason } from "../api/types";
import { exactPosition } from "../format/time";
import { texts } from "../texts";
import { reasonName } from "../verdict/reason-name";

export function ReasonList({ reasons }: { reasons: Reason[] }) {
  return (
    <section class="reasons">
      <h2 class="section-title">{texts.live.reasons}</h2>
      <ol>
        {reasons.map((reason) => (
          <li key={`${reason.code}-${reason.at_ms}`}>
            <div class="reason-head">
              <span class="reason-name">{reasonName(reason.code)}</span>
              <span class="reason-at">
                {reason.at_ms === null ? texts.live.wholeSession : exactPosition(reason.at_ms)}
              </span>
            </div>
            <p>{sentence(reason.text)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
