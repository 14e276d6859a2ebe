/** What the candidate's browser said of itself, on demand: it is sealed, and reading it is noted. */

import { useState } from "preact/hooks";
import { type Invitation, invitationsApi } from "../api/invitations";
import { type ApiError, asApiError } from "../api/problem";
import { ProblemNotice, Waiting } from "../components/notice";
import { clock } from "../format/time";
import { invitationTexts as words } from "../texts";

export function InvitationHints({ id }: { id: string }) {
  const [hints, setHints] = useState<Invitation["hints"]>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const load = (event: Event) => {
    const isOpen = (event.currentTarget as HTMLDetailsElement).open;
    if (!isOpen || hints) return;
    invitationsApi
      .one(id)
      .then((invitation) => setHints(invitation.hints ?? []))
      .catch((thrown: unknown) => setError(asApiError(thrown)));
  };
  return (
    <details class="invitation-hints" onToggle={load}>
      <summary>{words.hints}</summary>
      <p class="hint">{words.hintsWarning}</p>
      {error ? (
        <ProblemNotice error={error} />
      ) : hints === null ? (
        <Waiting />
      ) : hints.length === 0 ? (
        <p>{words.hintsNone}</p>
      ) : (
        <dl>
          {hints.map(({ at, kind, data }) => (
            <div key={`${at}${kind}`}>
              <dt>
                {kind} <span class="number">{clock(at)}</span>
              </dt>
              <dd>
                <pre>{JSON.stringify(data, null, 1)}</pre>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </details>
  );
}
