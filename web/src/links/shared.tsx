/** Values of the applications that people outside the link have as well: the same device under a third name. */

import type { OpenedLink } from "../api/links";
import { paths } from "../router";
import { linkTexts as words } from "../texts";

export function LinkSharedValues({ opened }: { opened: OpenedLink }) {
  if (opened.shared.length === 0) return null;
  const nameOf = (id: string) =>
    opened.link.people.find((person) => person.id === id)?.display_name ?? "";
  return (
    <section class="card" aria-labelledby="shared-title">
      <h2 id="shared-title" class="section-title">
        {words.sharedTitle}
      </h2>
      <ul class="link-shared">
        {opened.shared.map((shared) => (
          <li key={`${shared.person_id} ${shared.kind} ${shared.people[0]?.id ?? ""}`}>
            <p>
              {words.sharedWith(
                nameOf(shared.person_id),
                words.common[shared.kind] ?? shared.kind,
                shared.others,
              )}
            </p>
            <p>
              {shared.people.map((person, i) => (
                <span key={person.id}>
                  {i > 0 && " · "}
                  <a href={paths.person(person.id)}>{person.display_name}</a>
                </span>
              ))}
              {shared.others > shared.people.length &&
                ` ${words.sharedMore(shared.others - shared.people.length)}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
