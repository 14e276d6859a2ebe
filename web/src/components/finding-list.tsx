/** What does not fit in an application: each with its weight in a word, its evidence, and who has the same. */

import type { FindingView, Severity } from "../api/application";
import { sentence } from "../api/problem";
import { paths } from "../router";
import { applicationTexts as words } from "../texts";
import type { Standing } from "../verdict/standing";
import { StandingIcon } from "./icons";

/** The shapes of verdicts, because people know them here; the word beside says that it is none. */
const LOOKS: Record<Severity, Standing> = { note: "none", notable: "refer", serious: "reject" };

export function FindingList({ findings }: { findings: FindingView[] }) {
  return (
    <ul class="findings">
      {findings.map((finding) => (
        <li key={`${finding.code} ${finding.evidence.map((e) => e.value).join(" ")}`}>
          <StandingIcon standing={LOOKS[finding.severity]} />
          <div>
            <p class="finding-text">
              {sentence(finding.text)}{" "}
              <span class="finding-weight">{words.severities[finding.severity]}</span>
            </p>
            <Shown finding={finding} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function Shown({ finding }: { finding: FindingView }) {
  const people = finding.evidence.filter((e) => e.what === "person_id");
  const others = finding.evidence.find((e) => e.what === "others");
  const values = finding.evidence.filter((e) => e.what !== "person_id" && e.what !== "others");
  return (
    <>
      {values.length > 0 && (
        <dl class="finding-values">
          {values.map(({ what, value }) => (
            <div key={what}>
              <dt>{words.evidence[what] ?? what}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {others && (
        <p class="finding-people">
          {words.others(Number(others.value))}
          {people.map((person, index) => (
            <a key={person.value} href={paths.person(person.value)}>
              {words.openPerson(index + 1)}
            </a>
          ))}
        </p>
      )}
    </>
  );
}
