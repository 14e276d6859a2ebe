/** What became of logins, newest first. Names are behind the links: who looks at one is in the audit trail. */

import type { LoginView } from "../api/logins";
import { moment } from "../format/time";
import { paths } from "../router";
import { loginTexts as words } from "../texts";

const named = (known: Readonly<Record<string, string>>, word: string) => known[word] ?? word;

export function LoginTable({ logins }: { logins: LoginView[] }) {
  const now = new Date();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class="logins-scroll" tabIndex={0} aria-label={words.recent}>
      <table class="logins-table">
        <thead>
          <tr>
            {Object.values(words.columns).map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {logins.map((login) => (
            <tr key={login.id}>
              <td class={`login-state is-${login.state}`}>{named(words.states, login.state)}</td>
              <td>{login.client_id}</td>
              <td>{login.reason === null ? "" : named(words.reasons, login.reason)}</td>
              <td>
                <time dateTime={login.created_at}>{moment(login.created_at, now)}</time>
              </td>
              <td class="login-links">
                {login.session_id && <a href={paths.session(login.session_id)}>{words.session}</a>}
                {login.person_id && <a href={paths.person(login.person_id)}>{words.person}</a>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
