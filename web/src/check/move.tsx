/** Going on with a phone: a new link as a square to be photographed; this page's own way in ends with it. */

import { useEffect, useRef, useState } from "preact/hooks";
import { checkApi, codeOf } from "./api";
import { useCheck } from "./context";
import type { Moved } from "./types";

/** A phone is not told to go on with a phone. */
const isComputer = () => matchMedia("(pointer: fine) and (hover: hover)").matches;

export function MoveButton() {
  const { texts, fail } = useCheck();
  const [moved, setMoved] = useState<Moved | null>(null);
  const [busy, setBusy] = useState(false);
  if (!isComputer()) return null;
  if (moved) return <MovedDialog qr={moved.qr_svg} />;
  const move = () => {
    setBusy(true);
    checkApi
      .move()
      .then(setMoved)
      .catch((thrown: unknown) => fail(codeOf(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <button type="button" class="button quiet" disabled={busy} onClick={move}>
      {busy ? texts.move.working : texts.move.offer}
    </button>
  );
}

/** It cannot be closed: nothing behind it works any more. */
function MovedDialog({ qr }: { qr: string }) {
  const { texts } = useCheck();
  const dialog = useRef<HTMLDialogElement>(null);
  const [picture, setPicture] = useState("");
  useEffect(() => {
    dialog.current?.showModal();
    // As a picture and not as part of the page: nothing in it can run.
    const url = URL.createObjectURL(new Blob([qr], { type: "image/svg+xml" }));
    setPicture(url);
    return () => URL.revokeObjectURL(url);
  }, [qr]);
  return (
    <dialog
      ref={dialog}
      class="check-moved"
      aria-labelledby="moved-title"
      onCancel={(event) => event.preventDefault()}
    >
      <h1 id="moved-title" tabIndex={-1}>
        {texts.move.title}
      </h1>
      <p>{texts.move.lead}</p>
      {picture && <img src={picture} alt={texts.move.code} width="240" height="240" />}
      <p class="check-small">{texts.move.after}</p>
    </dialog>
  );
}
