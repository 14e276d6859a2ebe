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

export function ReferenceList({ references, now }: { references: ReferenceFinding[]; now: Date }) {
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
          </li>
        ))}
      </ul>
    </section>
  );
}
