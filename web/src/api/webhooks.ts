/** Webhooks and what was posted to them: wire types and one function per endpoint. For administrators. */

import { call } from "./client";
import type { Page, Time } from "./types";

export interface WebhookView {
  id: string;
  url: string;
  created_at: Time;
  /** Until then the secret before the last change signs as well. */
  earlier_secret_until: Time | null;
  disabled_at: Time | null;
  disabled_why: string | null;
}

/** With its secret, which is shown once. */
export type WebhookWithSecret = WebhookView & { secret: string };

export interface DeliveryView {
  id: string;
  event: string;
  body: string;
  created_at: Time;
  attempts: number;
  next_attempt_at: Time | null;
  delivered_at: Time | null;
  last_status: number | null;
  last_error: string | null;
}

const one = (id: string) => `/v1/webhooks/${encodeURIComponent(id)}`;
const PAGE = 20;

export const webhookApi = {
  list: () => call<{ items: WebhookView[] }>("/v1/webhooks"),
  create: (url: string) =>
    call<WebhookWithSecret>("/v1/webhooks", { method: "POST", json: { url } }),
  remove: (id: string) => call<void>(one(id), { method: "DELETE" }),
  rotate: (id: string) => call<WebhookWithSecret>(`${one(id)}/rotate`, { method: "POST" }),
  test: (id: string) => call<DeliveryView>(`${one(id)}/test`, { method: "POST" }),
  deliveries: (id: string, after: string | null) =>
    call<Page<DeliveryView>>(
      `${one(id)}/deliveries?limit=${PAGE}${after === null ? "" : `&after=${encodeURIComponent(after)}`}`,
    ),
  retry: (id: string, delivery: string) =>
    call<DeliveryView>(`${one(id)}/deliveries/${encodeURIComponent(delivery)}/retry`, {
      method: "POST",
    }),
};
