/** The ID portrait beside a picture of the live face, large, and the other pictures below. */

import type { EvidenceView, Reason } from "../api/types";
import { exactPosition } from "../format/time";
import { texts, reviewTexts as words } from "../texts";
import { caption } from "../verdict/reason-name";
import { Face } from "./face-pair";

interface Props {
  portrait: string;
  pictures: EvidenceView[];
  reasons: Reason[];
  addressOf: (id: string) => string;
  shown: number;
  onShow: (index: number) => void;
}

export function ReviewFaces({ portrait, pictures, reasons, addressOf, shown, onShow }: Props) {
  const picture = pictures[shown];
  return (
    <section class="review-faces" aria-label={words.faces}>
      <div class="faces">
        <Face
          title={texts.live.faces.id}
          note={null}
          src={portrait}
          instead={null}
          missing={texts.live.noPortrait}
        />
        <Face
          title={picture ? caption(picture.code, reasons) : words.live}
          note={picture ? exactPosition(picture.at_ms) : null}
          src={picture ? addressOf(picture.id) : null}
          instead={null}
          missing={words.noLive}
        />
      </div>
      {pictures.length > 1 && (
        <ul class="review-strip" aria-label={words.pictures}>
          {pictures.map((one, index) => (
            <li key={one.id}>
              <button
                type="button"
                aria-pressed={index === shown}
                aria-label={words.show(caption(one.code, reasons), exactPosition(one.at_ms))}
                onClick={() => onShow(index)}
              >
                <img src={addressOf(one.id)} alt="" loading="lazy" width="72" height="72" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
