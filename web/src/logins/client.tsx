/** One application as the operator registered it. */

import type { LoginClientView } from "../api/logins";
import { loginTexts as words } from "../texts";

const named = (known: Readonly<Record<string, string>>, word: string) => known[word] ?? word;

export function LoginClient({ client }: { client: LoginClientView }) {
  const facts: [string, string][] = [
    [words.clientId, client.client_id],
    [words.subject, named(words.subjects, client.subject)],
    [words.policy, client.policy ?? words.usualPolicy],
    [words.fallback, named(words.fallbacks, client.fallback)],
    [words.mustPush, client.require_par ? words.yes : words.no],
    [words.redirects, client.redirect_uris.join("\n")],
  ];
  return (
    <article class="card">
      <h3>
        {client.name} <small class="quiet">{client.profile}</small>
      </h3>
      <dl class="login-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
