/** Two faces side by side. */

import { type LinkPair, type LinkView, linkAddresses } from "../api/links";
import { Face } from "../components/face-pair";
import { linkTexts as words } from "../texts";
import { referenceName, referenceOf } from "./words";

interface Props {
  link: LinkView;
  shown: LinkPair | null;
  now: Date;
}

export function LinkFaces({ link, shown, now }: Props) {
  const sides = [shown?.here, shown?.there].map((id) => referenceOf(link, id));
  return (
    <section class="review-faces" aria-label={words.kinds[link.kind]}>
      <div class="faces">
        {sides.map((side, i) => (
          <Face
            key={i === 0 ? "here" : "there"}
            title={side?.person.display_name ?? words.gone}
            note={side ? referenceName(side.reference, now) : null}
            src={side ? linkAddresses.face(link.id, side.reference.id) : null}
            instead={null}
            missing={words.missing}
          />
        ))}
      </div>
    </section>
  );
}
