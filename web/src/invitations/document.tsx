/** What became of a candidate's document, and what it says for whoever asks for it. */

import { useState } from "preact/hooks";
import { type CheckDocumentText, type Invitation, invitationsApi } from "../api/invitations";
import { ApiError, asApiError } from "../api/problem";
import { FindingList } from "../components/finding-list";
import { ProblemNotice } from "../components/notice";
import { invitationTexts as words } from "../texts";
import { useLoad } from "../use-load";

/** The document of the check that a session belongs to, or else of the person's newest check with one. */
export function CheckDocumentPanel({
  personId,
  sessionId,
}: {
  personId: string;
  sessionId: string;
}) {
  const { value, error, reload } = useLoad(`${personId} ${sessionId}`, () =>
    latest(personId, sessionId),
  );
  if (value === "none" || (value === null && error === null)) return null;
  return (
    <section class="card application" aria-labelledby="check-document-title">
      <h2 id="check-document-title" class="section-title">
        {words.document.title}
      </h2>
      {error && <ProblemNotice error={error} retry={reload} />}
      {value && <CheckDocument key={value.id} invitation={value} />}
    </section>
  );
}

async function latest(personId: string, sessionId: string): Promise<Invitation | "none"> {
  try {
    const { items } = await invitationsApi.of(personId);
    const shown = items.filter((invitation) => invitation.document_result !== null);
    const own = shown.find(({ attempts }) => attempts.some((a) => a.session_id === sessionId));
    return own ?? shown[0] ?? "none";
  } catch (thrown) {
    // Who may not see people sees sessions all the same.
    if (thrown instanceof ApiError && (thrown.status === 403 || thrown.status === 404))
      return "none";
    throw thrown;
  }
}

/** The result in words, and its text on demand. */
export function CheckDocument({ invitation }: { invitation: Invitation }) {
  const { document_result: result } = invitation;
  const [text, setText] = useState<CheckDocumentText | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  if (!result) return null;
  const states: Readonly<Record<string, string>> = words.documents;
  const show = () => {
    setBusy(true);
    invitationsApi
      .document(invitation.id)
      .then(setText)
      .catch((thrown: unknown) => setError(asApiError(thrown)))
      .finally(() => setBusy(false));
  };
  const hasText = result.state !== "not_read";
  return (
    <>
      <p>{states[result.state] ?? result.state}</p>
      {result.codes.length > 0 && (
        <ul class="plain-list">
          {result.codes.map((code) => (
            <li key={code}>{words.document.codes[code] ?? code}</li>
          ))}
        </ul>
      )}
      {error && <ProblemNotice error={error} />}
      {hasText && !text && (
        <p>
          <button type="button" class="button" disabled={busy} onClick={show}>
            {busy ? words.document.showing : words.document.show}
          </button>{" "}
          <span class="hint">{words.document.recorded}</span>
        </p>
      )}
      {text && <Text text={text} />}
    </>
  );
}

function Text({ text }: { text: CheckDocumentText }) {
  const { facts, source } = words.document;
  const sources: Readonly<Record<string, string>> = source;
  const issuer = text.issuer_name ? `${text.issuer_name} (${text.issuer})` : text.issuer;
  const rows: [string, string | null][] = [
    [facts.source, sources[text.source] ?? text.source],
    [facts.layout, [text.layout, text.code].filter(Boolean).join(", ")],
    [facts.surname, text.surname],
    [facts.given, text.given_names],
    [facts.number, text.number],
    [facts.birth, text.birth],
    [facts.sex, text.sex],
    [facts.nationality, text.nationality],
    [facts.issuer, text.jurisdiction ? `${issuer}, ${text.jurisdiction}` : issuer],
    [facts.expiry, text.expiry],
  ];
  return (
    <>
      {text.findings.length > 0 ? (
        <FindingList findings={text.findings} />
      ) : (
        <p class="quiet">{words.document.nothing}</p>
      )}
      {!text.names_are_clear && <p class="quiet">{words.document.unclear}</p>}
      <div class="facts">
        <dl>
          {rows
            .filter(([, value]) => value !== null && value !== "")
            .map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
      </div>
    </>
  );
}
