/** Every pair of references that was found, with what its score means; choosing one shows its faces. */

import type { LinkPair, LinkView } from "../api/links";
import { sentence } from "../api/problem";
import { linkTexts as words } from "../texts";
import { referenceName, referenceOf } from "./words";

interface Props {
  link: LinkView;
  pairs: readonly LinkPair[];
  shown: LinkPair | null;
  onShow: (pair: LinkPair) => void;
  now: Date;
}

export function LinkPairs({ link, pairs, shown, onShow, now }: Props) {
  const name = (id: string) => {
    const found = referenceOf(link, id);
    return found ? referenceName(found.reference, now) : words.gone;
  };
  return (
    <section class="card" aria-labelledby="pairs-title">
      <h2 id="pairs-title" class="section-title">
        {words.pairs}
      </h2>
      <ol class="link-pairs">
        {pairs.map((pair) => (
          <li key={`${pair.here} ${pair.there}`}>
            <button
              type="button"
              class="button"
              aria-pressed={pair.here === shown?.here && pair.there === shown?.there}
              onClick={() => onShow(pair)}
            >
              {words.pair(name(pair.here), name(pair.there))}
            </button>
            <span>
              <b>{pair.score.toFixed(2)}</b>
              {pair.false_match && <small>{sentence(pair.false_match.text)}</small>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
