/** Evidence pictures: a strip, and one large in a dialog with keys to go on. */

import { useState } from "preact/hooks";
import type { Reason } from "../api/types";
import { exactPosition } from "../format/time";
import type { EvidenceItem } from "../live/state";
import { texts } from "../texts";
import { caption } from "../verdict/reason-name";
import { Icon } from "./icons";
import { Modal } from "./modal";

interface Props {
  items: EvidenceItem[];
  /** The verdict's: a picture of another reason is captioned as a suspicion that passed. */
  reasons: Reason[];
  addressOf: (id: string) => string;
  over: boolean;
}

export function EvidenceStrip({ items, reasons, addressOf, over }: Props) {
  const [openIndex, setOpenIndex] = useState<number | null>(null);
  const open = openIndex === null ? undefined : items[openIndex];
  const step = (by: number) =>
    setOpenIndex((was) => (was === null ? was : Math.min(items.length - 1, Math.max(0, was + by))));
  return (
    <section class="evidence">
      <h2 class="section-title">{texts.live.evidence}</h2>
      {items.length === 0 && (
        <p class="quiet">{over ? texts.live.noEvidenceFinal : texts.live.noEvidence}</p>
      )}
      <ul>
        {items.map((item, index) => (
          <li key={item.id}>
            <button type="button" onClick={() => setOpenIndex(index)}>
              <img src={addressOf(item.id)} alt="" loading="lazy" width="160" height="120" />
              <span class="evidence-name">{caption(item.code, reasons)}</span>
              <span class="evidence-at">{exactPosition(item.at_ms)}</span>
              <span class="visually-hidden">{texts.evidence.open}</span>
            </button>
          </li>
        ))}
      </ul>
      {open && openIndex !== null && (
        <Modal
          title={caption(open.code, reasons)}
          wide
          onClose={() => setOpenIndex(null)}
          onKeyDown={(event) => {
            if (event.key === "ArrowLeft") step(-1);
            if (event.key === "ArrowRight") step(1);
          }}
        >
          <div class="evidence-large">
            <img src={addressOf(open.id)} alt={caption(open.code, reasons)} />
            <footer>
              <button
                type="button"
                class="button"
                aria-disabled={openIndex === 0}
                onClick={() => step(-1)}
              >
                <Icon name="left" /> {texts.evidence.previous}
              </button>
              <span aria-live="polite">
                {exactPosition(open.at_ms)} · {texts.evidence.position(openIndex + 1, items.length)}
              </span>
              <button
                type="button"
                class="button"
                aria-disabled={openIndex === items.length - 1}
                onClick={() => step(1)}
              >
                {texts.evidence.next} <Icon name="right" />
              </button>
            </footer>
          </div>
        </Modal>
      )}
    </section>
  );
}
