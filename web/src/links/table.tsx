/** Links as a table. */

import type { LinkView } from "../api/links";
import { moment } from "../format/time";
import { paths } from "../router";
import { linkTexts as words } from "../texts";

export function LinkTable({ links, now }: { links: readonly LinkView[]; now: Date }) {
  const { columns } = words;
  return (
    <div class="link-table">
      <table>
        <caption class="visually-hidden">{words.tableCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{columns.people}</th>
            <th scope="col">{columns.kind}</th>
            <th scope="col" class="is-number">
              {columns.score}
            </th>
            <th scope="col">{columns.state}</th>
            <th scope="col">{columns.found}</th>
          </tr>
        </thead>
        <tbody>
          {links.map((link) => (
            <tr key={link.id}>
              <th scope="row">
                <a href={paths.link(link.id)}>
                  {link.people.map((person) => person.display_name).join(" · ")}
                </a>
              </th>
              <td>{words.kinds[link.kind]}</td>
              <td class="is-number">
                {(link.leading ?? link.leading_room)?.score.toFixed(2) ?? "–"}
              </td>
              <td>
                <LinkState link={link} />
              </td>
              <td>{moment(link.found_at, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function LinkState({ link }: { link: LinkView }) {
  const state = link.waits_for ? "refer" : "none";
  return (
    <span class={`link-state is-${state}`}>
      {link.waits_for
        ? words.waits[link.waits_for]
        : link.answer
          ? words.answers[link.answer]
          : "–"}
    </span>
  );
}
