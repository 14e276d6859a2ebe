/** Each reason with the pictures that show it; choosing one puts it beside the ID portrait. */

import { sentence } from "../api/problem";
import type { EvidenceView, Reason } from "../api/types";
import { exactPosition } from "../format/time";
import { texts, reviewTexts as words } from "../texts";
import { reasonName } from "../verdict/reason-name";

interface Props {
  reasons: Reason[];
  pictures: EvidenceView[];
  shown: number;
  onShow: (index: number) => void;
}

export function ReviewReasons({ reasons, pictures, shown, onShow }: Props) {
  return (
    <section class="reasons">
      <h2 class="section-title">{words.reasons}</h2>
      <ol>
        {reasons.map((reason) => {
          const name = reasonName(reason.code);
          const frames = pictures
            .map((picture, index) => ({ picture, index }))
            .filter(({ picture }) => picture.code === reason.code);
          return (
            <li key={`${reason.code}-${reason.at_ms}`}>
              <div class="reason-head">
                <span class="reason-name">{name}</span>
                <span class="reason-at">
                  {reason.at_ms === null ? texts.live.wholeSession : exactPosition(reason.at_ms)}
                </span>
              </div>
              <p>{sentence(reason.text)}</p>
              {frames.length > 0 && (
                <p class="reason-frames">
                  {frames.map(({ picture, index }) => (
                    <button
                      key={picture.id}
                      type="button"
                      class="button small"
                      aria-pressed={index === shown}
                      aria-label={words.show(name, exactPosition(picture.at_ms))}
                      onClick={() => onShow(index)}
                    >
                      {exactPosition(picture.at_ms)}
                    </button>
                  ))}
                </p>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
