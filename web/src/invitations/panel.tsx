/** A person's invitations: what state each is in, what came of it, and the way to take one back. */

import { useState } from "preact/hooks";
import { type Invitation, invitationsApi } from "../api/invitations";
import { type ApiError, asApiError } from "../api/problem";
import type { Page } from "../api/types";
import { ProblemNotice } from "../components/notice";
import { moment } from "../format/time";
import { paths } from "../router";
import { invitationTexts as words } from "../texts";
import type { Loaded } from "../use-load";
import { CheckDocument } from "./document";
import { InvitationHints } from "./hints";
import { InvitationStanding } from "./standing";

interface Props {
  invitations: Loaded<Page<Invitation>>;
  now: Date;
}

export function InvitationPanel({ invitations, now }: Props) {
  const { value, error, reload } = invitations;
  return (
    <section class="invitations" aria-labelledby="invitations-title">
      <h2 class="section-title" id="invitations-title">
        {words.title}
      </h2>
      <p class="quiet">{value?.items.length === 0 ? words.none : words.hint}</p>
      {error && <ProblemNotice error={error} retry={reload} />}
      <ul>
        {value?.items.map((invitation) => (
          <Row key={invitation.id} invitation={invitation} now={now} onChanged={reload} />
        ))}
      </ul>
    </section>
  );
}

const canRevoke = ({ state }: Invitation) => state === "open" || state === "opened";

function Row({
  invitation,
  now,
  onChanged,
}: {
  invitation: Invitation;
  now: Date;
  onChanged: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const made = moment(invitation.created_at, now);
  const revoke = () => {
    setBusy(true);
    invitationsApi
      .revoke(invitation.id)
      .then(onChanged)
      .catch((thrown: unknown) => setError(asApiError(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <li class="invitation">
      <InvitationStanding invitation={invitation} />
      <div class="invitation-what">
        <p>
          {words.made(made)}
          {canRevoke(invitation) && `, ${words.until(moment(invitation.expires_at, now))}`}
        </p>
        <Came invitation={invitation} now={now} />
        {invitation.opened_at && <InvitationHints id={invitation.id} />}
        {error && <ProblemNotice error={error} />}
      </div>
      {canRevoke(invitation) && (
        <button
          type="button"
          class="button quiet"
          disabled={busy}
          aria-label={words.revokeOf(made)}
          onClick={revoke}
        >
          {busy ? words.revoking : words.revoke}
        </button>
      )}
    </li>
  );
}

/** Consent, document, attempts and what a human should know, as far as it has come. */
function Came({ invitation, now }: { invitation: Invitation; now: Date }) {
  const { consent, document_result: document, attempts, findings } = invitation;
  const named: Readonly<Record<string, string>> = words.findings;
  return (
    <>
      {consent && !consent.agreed && <p>{words.declinedAt(moment(consent.at, now))}</p>}
      {document && <CheckDocument invitation={invitation} />}
      {attempts.length > 0 && (
        <ol class="invitation-attempts">
          {attempts.map(({ session_id, started_at, outcome, code }, place) => (
            <li key={started_at}>
              {session_id ? (
                <a href={paths.session(session_id)}>{words.attempt(place + 1)}</a>
              ) : (
                words.attempt(place + 1)
              )}
              {`: ${outcome ? words.attemptOutcomes[outcome] : words.running}`}
              {code && <code> {code}</code>}
            </li>
          ))}
        </ol>
      )}
      {findings.length > 0 && (
        <ul class="invitation-findings">
          {findings.map((code) => (
            <li key={code}>{named[code] ?? code}</li>
          ))}
        </ul>
      )}
    </>
  );
}
