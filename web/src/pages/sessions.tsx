/** All sessions, newest first, the live ones on top. */

import { useEffect, useState } from "preact/hooks";
import { Icon } from "../components/icons";
import { ProblemNotice, Waiting } from "../components/notice";
import { PersonPicker } from "../components/person-picker";
import { SessionRows } from "../components/session-rows";
import { isOver } from "../live/state";
import { go, paths } from "../router";
import { StartDialog } from "../start/dialog";
import { texts } from "../texts";
import { usePeople } from "./use-people";
import { useSessions } from "./use-sessions";

const words = texts.sessions;

export function SessionsPage({ personId }: { personId: string | null }) {
  const list = useSessions(personId);
  const people = usePeople();
  const [starting, setStarting] = useState(false);
  const person = people.items.find((p) => p.id === personId) ?? null;
  const live = list.items.filter((s) => !isOver(s));
  const earlier = list.items.filter(isOver);
  const now = new Date();

  useEffect(() => {
    document.title = `${words.title} · ${texts.product}`;
  }, []);

  return (
    <div class="page">
      <header class="page-head">
        <h1>{words.title}</h1>
        <div class="page-tools">
          <PersonPicker
            label={words.filterLabel}
            placeholder={words.filterPlaceholder}
            nobody={people.items.length === 0 ? words.filterEmpty : words.filterNobody}
            people={people.items}
            chosen={person}
            onChoose={(p) => go(paths.sessions(p?.id), "replace")}
          />
          {personId !== null && (
            <>
              <a class="button quiet" href={paths.person(personId)}>
                {words.openPerson}
              </a>
              <a class="button quiet" href={paths.sessions()}>
                {words.clearFilter}
              </a>
            </>
          )}
          <button type="button" class="button primary" onClick={() => setStarting(true)}>
            <Icon name="plus" /> {words.start}
          </button>
        </div>
      </header>

      {list.error && <ProblemNotice error={list.error} retry={list.reload} />}
      {!list.loaded && !list.error && <Waiting />}
      {list.loaded && list.items.length === 0 && (
        <div class="empty">
          <p>{personId === null ? words.empty : words.emptyFiltered}</p>
          {personId === null && <p class="quiet">{words.emptyHint}</p>}
        </div>
      )}
      <p class="visually-hidden" role="status">
        {live.length > 0 ? words.newAppeared(live.length) : ""}
      </p>
      {live.length > 0 && <SessionRows title={words.live} sessions={live} now={now} withPerson />}
      {earlier.length > 0 && (
        <SessionRows
          title={live.length > 0 ? words.earlier : null}
          sessions={earlier}
          now={now}
          withPerson
        />
      )}
      {list.more && (
        <button type="button" class="button wide-button" onClick={list.loadMore}>
          {texts.common.showMore}
        </button>
      )}
      {starting && (
        <StartDialog people={people} first={person} onClose={() => setStarting(false)} />
      )}
    </div>
  );
}
