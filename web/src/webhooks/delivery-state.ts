/** Where a message stands, as a word for its look and a sentence. */

import type { Time } from "../api/types";
import { moment } from "../format/time";
import { webhookTexts as words } from "../texts";
import type { Standing } from "../verdict/standing";

/** What of a message says how far it is. */
export interface Delivery {
  attempts: number;
  next_attempt_at: Time | null;
  delivered_at: Time | null;
  last_status: number | null;
  last_error: string | null;
}

export interface DeliveryState {
  look: Standing;
  sentence: string;
  /** What the last attempt met; nothing before the first. */
  last: string | null;
}

export function deliveryState(delivery: Delivery, now: Date): DeliveryState {
  const last = lastAnswer(delivery);
  if (delivery.delivered_at !== null) {
    return {
      look: "accept",
      sentence: words.states.delivered(moment(delivery.delivered_at, now)),
      last,
    };
  }
  if (delivery.next_attempt_at === null) {
    return { look: "reject", sentence: words.states.givenUp, last };
  }
  const isDue = new Date(delivery.next_attempt_at) <= now;
  const sentence = isDue
    ? words.states.now
    : words.states.waiting(moment(delivery.next_attempt_at, now));
  return { look: delivery.attempts > 0 ? "refer" : "forming", sentence, last };
}

function lastAnswer({ last_status, last_error }: Delivery): string | null {
  if (last_status !== null) return words.status(last_status);
  return last_error === null ? null : (words.errors[last_error] ?? last_error);
}
