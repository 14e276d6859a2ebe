/** The form that makes a receiver. */

import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import {
  type EventStreamWithToken,
  eventStreamsApi,
  type NewEventStream,
  type SubjectFormat,
} from "../api/event-streams";
import { type ApiError, asApiError } from "../api/problem";
import { ProblemNotice } from "../components/notice";
import { eventStreamTexts as words } from "../texts";
import { streamOf } from "./stream-of";

const EMPTY = { way: "push", url: "", header: "", audience: "", format: "email", issuer: "" };
const FORMATS: SubjectFormat[] = ["email", "opaque", "iss_sub"];

export function NewStream({ onMade }: { onMade: (stream: EventStreamWithToken) => void }) {
  const [fields, setFields] = useState(EMPTY);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const set = (change: Partial<typeof EMPTY>) => setFields({ ...fields, ...change });
  const create = (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    const stream: NewEventStream = streamOf(fields);
    eventStreamsApi
      .create(stream)
      .then((made) => {
        setFields(EMPTY);
        onMade(made);
      })
      .catch((thrown: unknown) => setError(asApiError(thrown)))
      .finally(() => setBusy(false));
  };
  const isPushed = fields.way === "push";
  return (
    <form class="card new-stream" onSubmit={create}>
      <h2 class="section-title">{words.add}</h2>
      <Choice label={words.way} value={fields.way} onChange={(way) => set({ way })}>
        <option value="push">{words.ways.push}</option>
        <option value="poll">{words.ways.poll}</option>
      </Choice>
      {isPushed && (
        <>
          <Field
            label={words.url}
            hint={words.urlHint}
            required
            placeholder="https://idp.example.org/events"
            value={fields.url}
            onChange={(url) => set({ url })}
          />
          <Field
            label={words.header}
            hint={words.headerHint}
            isSecret
            value={fields.header}
            onChange={(header) => set({ header })}
          />
        </>
      )}
      <Field
        label={words.audience}
        hint={words.audienceHint}
        required
        placeholder="https://idp.example.org"
        value={fields.audience}
        onChange={(audience) => set({ audience })}
      />
      <Choice label={words.format} value={fields.format} onChange={(format) => set({ format })}>
        {FORMATS.map((format) => (
          <option key={format} value={format}>
            {words.formats[format]}
          </option>
        ))}
      </Choice>
      {fields.format === "iss_sub" && (
        <Field
          label={words.issuer}
          required
          value={fields.issuer}
          onChange={(issuer) => set({ issuer })}
        />
      )}
      {error && <ProblemNotice error={error} />}
      <p>
        <button type="submit" class="button primary" disabled={busy}>
          {busy ? words.creating : words.create}
        </button>
      </p>
    </form>
  );
}

interface FieldProps {
  label: string;
  hint?: string;
  /** Not to be read over a shoulder. */
  isSecret?: boolean;
  required?: boolean;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
}

function Field({ label, hint, isSecret, onChange, ...rest }: FieldProps) {
  const id = useId();
  const field = {
    id,
    class: "input mono",
    spellcheck: false,
    "aria-describedby": hint ? `${id}-hint` : undefined,
    onInput: (event: { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
    ...rest,
  };
  return (
    <div>
      <label class="label" for={id}>
        {label}
      </label>
      {isSecret ? (
        <input {...field} type="password" autocomplete="new-password" />
      ) : (
        <input {...field} type="text" autocomplete="off" />
      )}
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: ComponentChildren;
}

function Choice({ label, value, onChange, children }: ChoiceProps) {
  const id = useId();
  return (
    <div>
      <label class="label" for={id}>
        {label}
      </label>
      <select
        id={id}
        class="input"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {children}
      </select>
    </div>
  );
}
