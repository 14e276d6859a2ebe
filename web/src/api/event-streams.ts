/** Receivers of security events (CAEP) and what was sent to them: wire types and one function per endpoint. */

import { call } from "./client";
import type { Page, Time } from "./types";

export type SubjectFormat = "opaque" | "iss_sub" | "email";

export interface EventStreamView {
  id: string;
  /** Where events are pushed; null when the receiver polls. */
  url: string | null;
  has_push_header: boolean;
  audience: string;
  subject_format: SubjectFormat;
  subject_issuer: string | null;
  created_at: Time;
}

/** With its token, which is shown once. */
export type EventStreamWithToken = EventStreamView & { token: string };

export interface NewEventStream {
  url?: string;
  push_header?: string;
  audience: string;
  subject_format: SubjectFormat;
  subject_issuer?: string;
}

export interface EventDeliveryView {
  id: string;
  event: string;
  person_id: string | null;
  created_at: Time;
  attempts: number;
  next_attempt_at: Time | null;
  delivered_at: Time | null;
  last_status: number | null;
  last_error: string | null;
}

const one = (id: string) => `/v1/event-streams/${encodeURIComponent(id)}`;
const PAGE = 20;

export const eventStreamsApi = {
  list: () => call<{ items: EventStreamView[] }>("/v1/event-streams"),
  create: (stream: NewEventStream) =>
    call<EventStreamWithToken>("/v1/event-streams", { method: "POST", json: stream }),
  remove: (id: string) => call<void>(one(id), { method: "DELETE" }),
  test: (id: string) => call<EventDeliveryView>(`${one(id)}/test`, { method: "POST" }),
  deliveries: (id: string, after: string | null) =>
    call<Page<EventDeliveryView>>(
      `${one(id)}/deliveries?limit=${PAGE}${after === null ? "" : `&after=${encodeURIComponent(after)}`}`,
    ),
};
