/** The link that was made: to copy, to photograph, and as an e-mail. It is gone when the dialog closes. */

import { useEffect, useId, useState } from "preact/hooks";
import type { MadeInvitation } from "../api/invitations";
import { CopyField } from "../components/copy-field";
import { invitationTexts, texts } from "../texts";

const words = invitationTexts.dialog;

export function Made({ made, onClose }: { made: MadeInvitation; onClose: () => void }) {
  const picture = usePicture(made.qr_svg);
  const [copied, setCopied] = useState(false);
  const id = useId();
  const copy = () => {
    navigator.clipboard?.writeText(made.email.body).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div class="form">
      <p class="quiet" role="status">
        {words.readyLead}
      </p>
      <div class="invitation-link">
        <CopyField label={words.link} value={made.link} />
        {picture && <img src={picture} alt={words.qr} width="176" height="176" />}
      </div>
      <CopyField label={words.subject} value={made.email.subject} />
      <div>
        <label class="label" for={id}>
          {words.body}
        </label>
        <textarea id={id} class="input" rows={8} readOnly value={made.email.body} />
        <button type="button" class="button" onClick={copy}>
          {copied ? texts.door.copied : words.copyBody}
        </button>
      </div>
      <footer class="form-foot">
        <button type="button" class="button primary" onClick={onClose}>
          {words.done}
        </button>
      </footer>
    </div>
  );
}

/** As a picture and not as part of the page: nothing in it can run. */
function usePicture(svg: string): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [svg]);
  return address;
}
