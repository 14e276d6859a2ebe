/** What waits for a human: wire types and one function per endpoint. */

import { call } from "./client";
import type { Decisions, EvidenceView, SessionKind, SessionView, TimelinePoint } from "./types";

/** Whose decision a session waits for. */
export type WaitsFor = "first_decision" | "second_decision";

export interface ReviewView {
  session: SessionView;
  /** Null: it waits for nobody any more. */
  waits_for: WaitsFor | null;
  /** Whether the newest decision was made with the key that is signed in. */
  is_yours: boolean;
  decisions: Decisions;
  previous: string | null;
  next: string | null;
}

export interface ReviewCounts {
  total: number;
  interview: number;
  onboarding: number;
  login: number;
}

/** Everything that one review shows. */
export interface ReviewFile {
  review: ReviewView;
  evidence: EvidenceView[];
  timeline: TimelinePoint[];
}

export type KindFilter = SessionKind | null;

const part = encodeURIComponent;
const ofKind = (kind: KindFilter) => (kind === null ? "" : `kind=${kind}`);

export const reviewApi = {
  counts: () => call<ReviewCounts>("/v1/reviews/count"),
  list: (kind: KindFilter, limit: number, after: string | null) => {
    const pairs = [ofKind(kind), `limit=${limit}`, after === null ? "" : `after=${part(after)}`];
    const query = pairs.filter((pair) => pair !== "").join("&");
    return call<{ items: ReviewView[]; next: string | null }>(`/v1/reviews?${query}`);
  },
  /** Recorded: who opened a session to decide on it is known. */
  open: async (id: string, kind: KindFilter): Promise<ReviewFile> => {
    const query = kind === null ? "" : `?${ofKind(kind)}`;
    const [review, evidence, timeline] = await Promise.all([
      call<ReviewView>(`/v1/reviews/${part(id)}${query}`),
      call<{ items: EvidenceView[] }>(`/v1/sessions/${part(id)}/evidence`),
      call<{ points: TimelinePoint[] }>(`/v1/sessions/${part(id)}/timeline`),
    ]);
    return { review, evidence: evidence.items, timeline: timeline.points };
  },
};
