/** A value to be carried elsewhere, with a button that copies it. */

import { useId, useState } from "preact/hooks";
import { texts } from "../texts";

interface Props {
  label: string;
  value: string;
  /** Not to be read over a shoulder. */
  secret?: boolean;
}

export function CopyField({ label, value, secret }: Props) {
  const id = useId();
  const [copied, setCopied] = useState(false);
  const copy = () => {
    // Without a clipboard (plain HTTP) the field can still be selected by hand.
    navigator.clipboard?.writeText(value).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  const field = {
    id,
    class: "input mono",
    readonly: true,
    value,
    onFocus: (event: { currentTarget: HTMLInputElement }) => event.currentTarget.select(),
  };
  return (
    <div class="copy-field">
      <label class="label" for={id}>
        {label}
      </label>
      <div class="copy-row">
        {secret ? <input {...field} type="password" /> : <input {...field} type="text" />}
        <button
          type="button"
          class="button"
          aria-label={`${texts.door.copy}: ${label}`}
          onClick={copy}
        >
          {copied ? texts.door.copied : texts.door.copy}
        </button>
      </div>
    </div>
  );
}
