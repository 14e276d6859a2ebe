/** What a reference of a link is called. */

import type { LinkReference, LinkView } from "../api/links";
import { moment } from "../format/time";
import { texts, linkTexts as words } from "../texts";

export function referenceName(reference: LinkReference, now: Date): string {
  const kind = reference.session_kind ? texts.kinds[reference.session_kind] : words.portrait;
  return `${kind}, ${moment(reference.captured_at, now)}`;
}

/** A reference of one of the link's people, and whose it is. */
export function referenceOf(link: LinkView, id: string | undefined) {
  for (const person of link.people) {
    const reference = person.references.find((r) => r.id === id);
    if (reference) return { person, reference };
  }
  return null;
}
