/** The ID portrait beside the face now. */

import { useState } from "preact/hooks";
import { texts } from "../texts";
import { Icon } from "./icons";

interface Props {
  portrait: string;
  face: string | null;
  /** Shown when the face itself is no longer there. */
  faceInstead: string | null;
  faceTitle: string;
  faceNote: string | null;
  /** What stands in for the face when there is none. */
  faceMissing: string;
}

export function FacePair({ portrait, face, faceInstead, faceTitle, faceNote, faceMissing }: Props) {
  const words = texts.live.faces;
  return (
    <div class="faces">
      <Face
        title={words.id}
        note={null}
        src={portrait}
        instead={null}
        missing={texts.live.noPortrait}
      />
      <Face
        title={faceTitle}
        note={faceNote}
        src={face}
        instead={faceInstead}
        missing={faceMissing}
      />
    </div>
  );
}

interface FaceProps {
  title: string;
  note: string | null;
  src: string | null;
  instead: string | null;
  missing: string;
}

export function Face({ title, note, src, instead, missing }: FaceProps) {
  const [broken, setBroken] = useState<readonly string[]>([]);
  // A refusal (404 before the first face) belongs to one address; the next one is tried again.
  const usable = [src, instead].find((s) => s !== null && !broken.includes(s)) ?? null;
  return (
    <figure class="face">
      <div class="face-frame">
        {usable !== null ? (
          <img
            src={usable}
            alt={title}
            width="224"
            height="224"
            onError={() => setBroken([src ?? "", usable])}
          />
        ) : (
          <div class="face-none">
            <Icon name="person" />
            <span>{missing}</span>
          </div>
        )}
      </div>
      <figcaption>
        <span>{title}</span>
        {note !== null && <small>{note}</small>}
      </figcaption>
    </figure>
  );
}
