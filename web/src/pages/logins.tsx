/** Logins: the applications that may ask for them, the addresses to register, and what became of the last ones. */

import { useEffect, useState } from "preact/hooks";
import { type LoginView, loginsApi } from "../api/logins";
import { type ApiError, asApiError } from "../api/problem";
import { CopyField } from "../components/copy-field";
import { ProblemNotice, Waiting } from "../components/notice";
import { LoginClient } from "../logins/client";
import { LoginTable } from "../logins/table";
import { KeysCard } from "../signing-keys/card";
import { texts, loginTexts as words } from "../texts";
import { useLoad } from "../use-load";

export function LoginsPage() {
  const clients = useLoad("login-clients", loginsApi.clients);
  const first = useLoad("logins", () => loginsApi.list(null));
  const [older, setOlder] = useState<{ items: LoginView[]; next: string | null } | null>(null);
  const [fault, setFault] = useState<ApiError | null>(null);
  useEffect(() => {
    document.title = `${words.title} · ${texts.product}`;
  }, []);
  const next = older ? older.next : (first.value?.next ?? null);
  const more = () => {
    loginsApi
      .list(next)
      .then((page) => {
        setFault(null);
        setOlder((was) => ({ items: [...(was?.items ?? []), ...page.items], next: page.next }));
      })
      .catch((thrown: unknown) => setFault(asApiError(thrown)));
  };
  const { value, error, reload } = clients;
  return (
    <div class="page logins">
      <header class="page-head">
        <div>
          <h1>{words.title}</h1>
          <p class="page-sub">{words.lead}</p>
        </div>
      </header>
      {error && <ProblemNotice error={error} retry={reload} />}
      {!value && !error && <Waiting />}
      {value?.issuer === null && <p class="quiet">{words.off}</p>}
      {value?.issuer && (
        <>
          <section class="card">
            <h2>{words.addresses}</h2>
            <CopyField label={words.discovery} value={value.discovery_url ?? ""} />
            <CopyField label={words.issuer} value={value.issuer} />
          </section>
          <section class="logins-clients">
            <h2 class="section-title">{words.clients}</h2>
            {value.items.length === 0 && <p class="quiet">{words.noClients}</p>}
            {value.items.map((client) => (
              <LoginClient key={client.client_id} client={client} />
            ))}
          </section>
          <KeysCard use="logins" />
        </>
      )}
      {first.error && <ProblemNotice error={first.error} retry={first.reload} />}
      {first.value && (
        <section>
          <h2 class="section-title">{words.recent}</h2>
          {first.value.items.length === 0 ? (
            <p class="quiet">{words.none}</p>
          ) : (
            <LoginTable logins={[...first.value.items, ...(older?.items ?? [])]} />
          )}
          {fault && <ProblemNotice error={fault} retry={more} />}
          {next !== null && (
            <button type="button" class="button wide-button" onClick={more}>
              {words.older}
            </button>
          )}
        </section>
      )}
    </div>
  );
}
