/** What is asked of a person now, and why; and into which group they are put. */

import { useId, useState } from "preact/hooks";
import { continuityApi, type Requirement, type Reverification } from "../api/continuity";
import { type ApiError, asApiError } from "../api/problem";
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
  const loaded = useLoad(`asked of ${personId}`, () => continuityApi.reverification(personId));
  const [changed, setChanged] = useState<Reverification | null>(null);
  const { error, reload } = loaded;
  const value = changed ?? loaded.value;
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
      {value.groups.length > 0 && <Group of={value} onChanged={setChanged} />}
    </section>
  );
}

/** The group, to be changed: the next date counts from the last verification, whatever the group was. */
function Group({
  of,
  onChanged,
}: {
  of: Reverification;
  onChanged: (now: Reverification) => void;
}) {
  const id = useId();
  const [error, setError] = useState<ApiError | null>(null);
  const set = (group: string) => {
    setError(null);
    continuityApi
      .setGroup(of.person_id, group === "" ? null : group)
      .then(onChanged)
      .catch((thrown: unknown) => setError(asApiError(thrown)));
  };
  // One that the configuration does not know any more is shown as well.
  const groups = of.group === null ? of.groups : [...new Set([...of.groups, of.group])];
  return (
    <div class="asked-group">
      <label class="label" for={id}>
        {words.change}
      </label>
      <select
        id={id}
        class="input"
        value={of.group ?? ""}
        onChange={(event) => set(event.currentTarget.value)}
      >
        <option value="">{words.nobody}</option>
        {groups.map((group) => (
          <option key={group} value={group}>
            {group}
          </option>
        ))}
      </select>
      {error && <ProblemNotice error={error} />}
    </div>
  );
}
