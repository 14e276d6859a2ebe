/** What is asked of a person now, and why. */

import { continuityApi, type Requirement } from "../api/continuity";
import { StandingIcon } from "../components/icons";
import { ProblemNotice } from "../components/notice";
import { moment } from "../format/time";
import { continuityTexts } from "../texts";
import { useLoad } from "../use-load";
import type { Standing } from "../verdict/standing";

const words = continuityTexts.now;

const STANDINGS: Record<Requirement, Standing> = {
  none: "none",
  login: "refer",
  reverify_now: "refer",
  blocked: "reject",
};

export function AskedNow({ personId, now }: { personId: string; now: Date }) {
  const { value, error, reload } = useLoad(`asked of ${personId}`, () =>
    continuityApi.reverification(personId),
  );
  if (error) return <ProblemNotice error={error} retry={reload} />;
  if (!value) return null;
  const facts = [
    value.group === null ? words.noGroup : words.group(value.group),
    value.state === "overdue" && value.overdue_at
      ? words.overdue(moment(value.overdue_at, now))
      : value.due_at && words.due(moment(value.due_at, now)),
    value.risk_events.length > 0 && words.events(value.risk_events.length),
  ];
  return (
    <section class={`asked is-${STANDINGS[value.requirement]}`} aria-label={words.title}>
      <StandingIcon standing={STANDINGS[value.requirement]} />
      <div>
        <h2 class="asked-title">{words.requirements[value.requirement]}</h2>
        <p>{facts.filter(Boolean).join(" · ")}</p>
      </div>
    </section>
  );
}
