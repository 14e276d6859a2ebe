import { sentence } from "../api/problem";
import type { ReferenceFinding } from "../api/types";
import { likelihoodTexts, referenceTexts, texts } from "../texts";
import { signed } from "../verdict/likelihood";
import { type Mark, referenceTitle } from "../verdict/questions";
import { MarkIcon } from "./mark-icon";

const MARKS: Record<ReferenceFinding["state"], Mark> = {
  same: "yes",
  different: "no",
  not_enough: "open",
};

interface Props {
  references: ReferenceFinding[];
  now: Date;
  /** Says beside each number what it means. */
  withMeaning?: boolean;
}

export function ReferenceList({ references, now, withMeaning }: Props) {
  if (references.length === 0) return null;
  return (
    <section class="references">
      <h2 class="section-title">{texts.live.references}</h2>
      <ul>
        {references.map((reference) => (
          <li key={reference.reference_id}>
            <MarkIcon mark={MARKS[reference.state]} />
            <span class="reference-title">{referenceTitle(reference, now)}</span>
            <span class="reference-state">
              {referenceTexts[reference.state]}
              {reference.llr !== null && (
                <span class="number">{likelihoodTexts.label(signed(reference.llr))}</span>
              )}
            </span>
            {withMeaning && reference.false_match && (
              <span class="reference-meaning">{sentence(reference.false_match.text)}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
