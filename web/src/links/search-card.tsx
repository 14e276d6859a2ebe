/** Whether everybody is searched and on what legal basis; administrators record and end it here. */

import { useId, useState } from "preact/hooks";
import { type LinkSearch, linkApi } from "../api/links";
import { type ApiError, asApiError } from "../api/problem";
import { ProblemNotice } from "../components/notice";
import { moment } from "../format/time";
import { decisionTexts, linkTexts } from "../texts";

const words = linkTexts.search;

interface Props {
  search: LinkSearch;
  isAdmin: boolean;
  onChanged: () => void;
}

export function SearchCard({ search, isAdmin, onChanged }: Props) {
  const { enabled, basis, bars } = search;
  return (
    <section class="card link-search" aria-labelledby="link-search-title">
      <h2 id="link-search-title" class="section-title">
        {words.title}
      </h2>
      <p class="link-search-state">
        {!enabled ? words.off : !basis ? words.ready : words.on(search.references, search.people)}
      </p>
      {basis && (
        <dl>
          <div>
            <dt>{words.basis}</dt>
            <dd>
              {basis.legal_basis} ({basis.text_version}).{" "}
              {words.recorded(
                decisionTexts.by(basis.recorded_by),
                moment(basis.recorded_at, new Date()),
              )}
            </dd>
          </div>
          {bars && (
            <div>
              <dt>{words.bar}</dt>
              <dd>
                {bars.one_face.toFixed(2)}, {words.rate(bars.false_match_rate.toExponential(1))}
                {bars.is_extrapolated && ` (${words.extrapolated})`}
                {bars.missed !== null && `; ${words.missed(`${Math.round(bars.missed * 100)} %`)}`}
              </dd>
            </div>
          )}
        </dl>
      )}
      {enabled &&
        isAdmin &&
        (basis ? <End onChanged={onChanged} /> : <Begin onChanged={onChanged} />)}
    </section>
  );
}

function Begin({ onChanged }: { onChanged: () => void }) {
  const [basis, setBasis] = useState("");
  const [version, setVersion] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const id = useId();
  const record = (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    linkApi
      .recordBasis(basis.trim(), version.trim())
      .then(onChanged)
      .catch((thrown: unknown) => setError(asApiError(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <form class="link-basis" onSubmit={record}>
      <p id={`${id}-law`} class="hint">
        {words.law}
      </p>
      <label>
        <span class="label">{words.basis}</span>
        <input
          class="input"
          required
          maxLength={200}
          autocomplete="off"
          aria-describedby={`${id}-law`}
          value={basis}
          onInput={(event) => setBasis(event.currentTarget.value)}
        />
      </label>
      <label>
        <span class="label">{words.version}</span>
        <input
          class="input"
          required
          maxLength={200}
          autocomplete="off"
          value={version}
          onInput={(event) => setVersion(event.currentTarget.value)}
        />
      </label>
      {error && <ProblemNotice error={error} />}
      <button type="submit" class="button primary" disabled={busy}>
        {busy ? words.recording : words.record}
      </button>
    </form>
  );
}

function End({ onChanged }: { onChanged: () => void }) {
  const [asks, setAsks] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const end = () => {
    setError(null);
    linkApi
      .endBasis()
      .then(onChanged)
      .catch((thrown: unknown) => setError(asApiError(thrown)));
  };
  if (!asks)
    return (
      <button type="button" class="button quiet" onClick={() => setAsks(true)}>
        {words.end}
      </button>
    );
  return (
    <div class="notice" role="alert">
      <p>{words.endSure}</p>
      <p class="link-sure">
        <button type="button" class="button danger" onClick={end}>
          {words.endConfirm}
        </button>
        <button type="button" class="button" onClick={() => setAsks(false)}>
          {words.keep}
        </button>
      </p>
      {error && <ProblemNotice error={error} />}
    </div>
  );
}
