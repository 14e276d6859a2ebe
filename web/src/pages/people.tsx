/** Everybody who was added, newest first: where a person is made, and found again without a session of theirs. */

import { useEffect, useState } from "preact/hooks";
import type { PersonView } from "../api/types";
import { Icon } from "../components/icons";
import { Modal } from "../components/modal";
import { ProblemNotice, Waiting } from "../components/notice";
import { matching } from "../components/person-picker";
import { moment } from "../format/time";
import { go, paths } from "../router";
import { NewPersonForm } from "../start/new-person";
import { texts } from "../texts";
import { usePeople } from "./use-people";

const words = texts.people;

/** Rows that are shown at first, and with each press of the button. */
const ROWS = 100;

export function PeoplePage() {
  const people = usePeople();
  const [typed, setTyped] = useState("");
  const [most, setMost] = useState(ROWS);
  const [adding, setAdding] = useState(false);
  const found = matching(people.items, typed);
  const now = new Date();
  const { items, complete, error } = people;

  useEffect(() => {
    document.title = `${words.title} · ${texts.product}`;
  }, []);

  return (
    <div class="page">
      <header class="page-head">
        <h1>{words.title}</h1>
        <div class="page-tools">
          <input
            class="input people-filter"
            type="search"
            autocomplete="off"
            aria-label={words.filterLabel}
            placeholder={words.filterPlaceholder}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
          <button type="button" class="button primary" onClick={() => setAdding(true)}>
            <Icon name="plus" /> {words.add}
          </button>
        </div>
      </header>
      {error && <ProblemNotice error={error} />}
      {items.length === 0 && !complete && !error && <Waiting />}
      {items.length === 0 && complete && (
        <div class="empty">
          <p>{words.empty}</p>
          <p class="quiet">{words.emptyHint}</p>
        </div>
      )}
      {items.length > 0 && found.length === 0 && (
        <p class="quiet" role="status">
          {words.nobody}
        </p>
      )}
      {found.length > 0 && (
        <section class="rows">
          <ul>
            {found.slice(0, most).map((person) => (
              <Row key={person.id} person={person} now={now} />
            ))}
          </ul>
        </section>
      )}
      {found.length > most && (
        <button
          type="button"
          class="button wide-button"
          onClick={() => setMost((was) => was + ROWS)}
        >
          {words.more}
        </button>
      )}
      {!complete && !error && items.length > 0 && found.length <= most && (
        <p class="quiet people-newest">{words.newest(items.length)}</p>
      )}
      {adding && (
        <Modal title={words.add} onClose={() => setAdding(false)}>
          <NewPersonForm
            back={texts.common.cancel}
            onBack={() => setAdding(false)}
            onCreated={(person) => go(paths.person(person.id))}
          />
        </Modal>
      )}
    </div>
  );
}

function Row({ person, now }: { person: PersonView; now: Date }) {
  const sessions = person.references.filter((r) => r.kind !== "picture").length;
  return (
    <li>
      <a class="row people-row" href={paths.person(person.id)}>
        <span class="row-person">{person.display_name}</span>
        <span class="row-why">{person.external_ref ?? ""}</span>
        <span class="row-kind">
          {person.has_portrait ? words.photo : words.noPhoto}
          <small>{words.sessions(sessions)}</small>
        </span>
        <span class="row-when">{moment(person.created_at, now)}</span>
      </a>
    </li>
  );
}
