/** What a person said in their application: what does not fit first, then what they said. */

import { applicationApi } from "../api/application";
import { DocumentFacts, SaidFacts } from "../components/application-facts";
import { FindingList } from "../components/finding-list";
import { ProblemNotice } from "../components/notice";
import { moment } from "../format/time";
import { applicationTexts as words } from "../texts";
import { useLoad } from "../use-load";

interface Props {
  personId: string;
  /** Where there is nothing to show: leave the panel out, or say so. */
  sayNone?: boolean;
}

export function ApplicationPanel({ personId, sayNone }: Props) {
  const { value, error, reload } = useLoad(personId, () => applicationApi.read(personId));
  if (value === "none" && !sayNone) return null;
  if (value === null && error === null) return null;
  return (
    <section class="card application" aria-labelledby="application-title">
      <h2 id="application-title" class="section-title">
        {words.title}
      </h2>
      {error && <ProblemNotice error={error} retry={reload} />}
      {value === "none" && <p class="quiet">{words.none}</p>}
      {value !== null && value !== "none" && (
        <>
          {value.findings.length > 0 ? (
            <>
              <FindingList findings={value.findings} />
              <p class="hint">{words.hint}</p>
            </>
          ) : (
            <p class="quiet">{words.nothing}</p>
          )}
          <details>
            <summary>{words.said}</summary>
            <DocumentFacts document={value.document} />
            <SaidFacts application={value} />
            <p class="hint">{words.putIn(moment(value.updated_at, new Date()))}</p>
          </details>
        </>
      )}
    </section>
  );
}
