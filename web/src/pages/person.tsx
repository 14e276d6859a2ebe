/** One person: what is asked of them, portrait, references, and everything that happened in time order. */

import { useEffect, useState } from "preact/hooks";
import { addresses, api } from "../api/endpoints";
import { invitationsApi } from "../api/invitations";
import { Face } from "../components/face-pair";
import { Icon } from "../components/icons";
import { ProblemNotice, Waiting } from "../components/notice";
import { ReferenceTimeline } from "../components/reference-timeline";
import { AskedNow } from "../continuity/asked-now";
import { DriftPanel } from "../continuity/drift-chart";
import { PersonTimeline } from "../continuity/timeline";
import { day } from "../format/time";
import { InvitationDialog } from "../invitations/dialog";
import { InvitationPanel } from "../invitations/panel";
import { StartDialog } from "../start/dialog";
import { PortraitField } from "../start/portrait-field";
import { invitationTexts, texts } from "../texts";
import { useLoad } from "../use-load";
import { ApplicationPanel } from "./application-panel";
import { EraseDialog } from "./erase-dialog";
import { usePeople } from "./use-people";

const words = texts.person;

export function PersonPage({ id }: { id: string }) {
  const person = useLoad(id, () => api.person(id));
  const people = usePeople();
  const invitations = useLoad(`invitations of ${id}`, () => invitationsApi.of(id));
  const [open, setOpen] = useState<"start" | "invite" | "erase" | null>(null);
  const now = new Date();

  useEffect(() => {
    document.title = `${words.title} · ${texts.product}`;
  }, []);

  const { value } = person;
  if (!value) {
    return (
      <div class="page narrow">
        {person.error ? <ProblemNotice error={person.error} retry={person.reload} /> : <Waiting />}
      </div>
    );
  }
  const portrait = value.references.filter((r) => r.kind === "picture").at(-1);
  return (
    <div class="page person">
      <header class="page-head">
        <div>
          <h1>{value.display_name}</h1>
          <p class="page-sub">
            {[
              value.external_ref,
              words.created(day(value.created_at, now)),
              value.consent
                ? words.consent(value.consent.text_version, day(value.consent.at, now))
                : words.noConsent,
            ]
              .filter((part) => part !== null)
              .join(" · ")}
          </p>
        </div>
        <div class="page-tools">
          <button type="button" class="button" onClick={() => setOpen("invite")}>
            {invitationTexts.invite}
          </button>
          <button type="button" class="button primary" onClick={() => setOpen("start")}>
            <Icon name="plus" /> {words.start}
          </button>
        </div>
      </header>
      <AskedNow personId={value.id} now={now} />
      <div class="person-main">
        <section class="person-portrait">
          <Face
            title={words.portrait}
            note={portrait ? words.quality(portrait.quality) : null}
            instead={null}
            src={value.has_portrait ? addresses.portrait(value.id, portrait?.id) : null}
            missing={texts.live.noPortrait}
          />
          <PortraitField person={value} compact onSet={person.reload} />
        </section>
        <ReferenceTimeline references={value.references} now={now} />
      </div>
      <InvitationPanel invitations={invitations} now={now} />
      <ApplicationPanel personId={value.id} sayNone />
      <DriftPanel personId={value.id} now={now} />
      <PersonTimeline personId={value.id} now={now} />
      <footer class="person-foot">
        <button type="button" class="button danger" onClick={() => setOpen("erase")}>
          {words.erase}
        </button>
      </footer>
      {open === "start" && (
        <StartDialog people={people} first={value} onClose={() => setOpen(null)} />
      )}
      {open === "invite" && (
        <InvitationDialog
          person={value}
          onMade={invitations.reload}
          onClose={() => setOpen(null)}
        />
      )}
      {open === "erase" && <EraseDialog person={value} onClose={() => setOpen(null)} />}
    </div>
  );
}
