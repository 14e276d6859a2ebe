/** Starting a session: who, what for, where the video is. */

import { useState } from "preact/hooks";
import { addresses, api } from "../api/endpoints";
import { ApiError, asApiError, lacking } from "../api/problem";
import type { About, PersonView, SessionKind } from "../api/types";
import { CameraError } from "../camera/open";
import { Icon } from "../components/icons";
import { Modal } from "../components/modal";
import { ProblemNotice } from "../components/notice";
import { PersonPicker } from "../components/person-picker";
import type { People } from "../pages/use-people";
import { go, paths } from "../router";
import { texts } from "../texts";
import { useLoad } from "../use-load";
import { Choices } from "./choices";
import { launch } from "./launch";
import { NewPersonForm } from "./new-person";
import { PortraitField } from "./portrait-field";
import { planOf, type SourceDraft, SourceField } from "./source-field";

const words = texts.start;

const takesStreams = (about: About) =>
  about.whip || about.rtmp_port !== null || about.rtmps_port !== null;

interface Props {
  people: People;
  first: PersonView | null;
  onClose: () => void;
}

export function StartDialog({ people, first, onClose }: Props) {
  const [person, setPerson] = useState<PersonView | null>(first);
  const [creating, setCreating] = useState(false);
  const [kind, setKind] = useState<SessionKind>("interview");
  const [draft, setDraft] = useState<SourceDraft>({
    type: "camera",
    address: "",
    video: null,
    pace: "realtime",
  });
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState<number | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const about = useLoad("about", api.about);

  // What was lacking may be there now: it is looked at again when the form is sent.
  const choose = (chosen: PersonView | null) => {
    setPerson(chosen);
    setError(null);
  };
  const reread = () => {
    if (!person) return;
    api
      .person(person.id)
      .then((fresh) => {
        choose(fresh);
        people.put(fresh);
      })
      .catch((thrown: unknown) => setError(asApiError(thrown)));
  };

  const start = (event: SubmitEvent) => {
    event.preventDefault();
    if (creating) return;
    const plan = planOf(person, kind, draft);
    if (typeof plan === "string") {
      setError(lacking(plan));
      return;
    }
    setBusy(true);
    setError(null);
    launch(plan, setSent)
      .then((session) => go(paths.session(session.id)))
      .catch((thrown: unknown) => {
        setError(
          thrown instanceof CameraError
            ? new ApiError(
                0,
                `camera_${thrown.fault}`,
                plan.source.type === "meeting"
                  ? texts.meeting[thrown.fault]
                  : texts.camera[thrown.fault],
              )
            : asApiError(thrown),
        );
        setBusy(false);
        setSent(null);
      });
  };

  return (
    <Modal title={words.title} onClose={onClose}>
      <form class="form" onSubmit={start} noValidate>
        {creating ? (
          <NewPersonForm
            back={words.existingToggle}
            onBack={() => setCreating(false)}
            onCreated={(created) => {
              people.put(created);
              choose(created);
              setCreating(false);
            }}
          />
        ) : (
          <div class="start-person">
            <div class="start-pick">
              <PersonPicker
                label={words.person}
                placeholder={words.choosePerson}
                nobody={words.noMatch}
                people={people.items}
                chosen={person}
                onChoose={choose}
              />
              <button type="button" class="button quiet" onClick={() => setCreating(true)}>
                <Icon name="plus" /> {words.createToggle}
              </button>
            </div>
            {person && (
              <div class="start-portrait">
                {person.has_portrait && (
                  <img
                    src={addresses.portrait(person.id, person.references[0]?.id)}
                    alt={words.idPhoto}
                    width="72"
                    height="72"
                  />
                )}
                <PortraitField key={person.id} person={person} onSet={reread} />
              </div>
            )}
          </div>
        )}
        <Choices
          legend={words.kind}
          choices={(["interview", "onboarding", "login"] as const).map((value) => ({
            value,
            title: texts.kinds[value],
            hint: texts.kindHints[value],
          }))}
          chosen={kind}
          onChoose={setKind}
        />
        <SourceField
          draft={draft}
          onChange={(changed) => {
            setDraft(changed);
            setError(null);
          }}
          webcam={about.value?.webcam ?? true}
          streams={about.value ? takesStreams(about.value) : true}
        />
        {error && <ProblemNotice error={error} />}
        <footer class="form-foot">
          <span class="hint" role="status">
            {sent === null ? "" : words.sent(sent)}
          </span>
          <button type="button" class="button quiet" onClick={onClose}>
            {texts.common.cancel}
          </button>
          <button type="submit" class="button primary" disabled={busy || creating}>
            {busy ? words.busy : words.submit}
          </button>
        </footer>
      </form>
    </Modal>
  );
}
