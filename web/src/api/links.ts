/** Links between identities: wire types and one function per endpoint. */

import { call } from "./client";
import type { WaitsFor } from "./review";
import type { Meaning, Page, ReferenceKind, SessionKind, Time } from "./types";

/** One face under two identities, several faces under one, or two people in one room. */
export type LinkKind = "one_face" | "several_faces" | "one_room";
export type LinkAnswer =
  | "same_person"
  | "different_people"
  | "same_room"
  | "different_rooms"
  | "unclear";

export interface LinkReference {
  id: string;
  kind: ReferenceKind;
  session_kind: SessionKind | null;
  session_id: string | null;
  captured_at: Time;
  quality: number;
}

export interface LinkPerson {
  id: string;
  display_name: string;
  created_at: Time;
  /** Empty in lists. */
  references: LinkReference[];
}

export interface LinkPair {
  here: string;
  there: string;
  score: number;
  false_match: Meaning | null;
}

/** Two sessions whose rooms are alike. */
export interface LinkRoomPair {
  here: string;
  there: string;
  score: number;
}

/** What is kept of a session's room: the colours of a coarse grid. */
export interface LinkRoom {
  session_id: string;
  person_id: string;
  session_kind: SessionKind;
  created_at: Time;
  grid: { columns: number; colours: (string | null)[] } | null;
}

export interface LinkView {
  id: string;
  kind: LinkKind;
  people: LinkPerson[];
  found_at: Time;
  /** The pair that says most. */
  leading: LinkPair | null;
  /** Of a room. */
  leading_room: LinkRoomPair | null;
  /** What two people agreed on. */
  answer: LinkAnswer | null;
  waits_for: WaitsFor | null;
}

/** A value of somebody's application that people outside the link have as well. */
export interface LinkShared {
  person_id: string;
  kind: string;
  others: number;
  /** The first of them. */
  people: LinkPerson[];
}

export interface LinkDecision {
  id: string;
  at: Time;
  actor: string;
  answer: LinkAnswer;
  note: string | null;
}

export interface OpenedLink {
  link: LinkView;
  is_yours: boolean;
  model: string;
  pairs: LinkPair[];
  room_pairs: LinkRoomPair[];
  /** Of the first of these pairs. */
  rooms: LinkRoom[];
  in_common: string[];
  shared: LinkShared[];
  decisions: LinkDecision[];
  cluster: LinkPerson[];
  cluster_links: LinkView[];
}

export interface LinkSearch {
  enabled: boolean;
  basis: {
    legal_basis: string;
    text_version: string;
    recorded_at: Time;
    recorded_by: string;
  } | null;
  references: number;
  people: number;
  memory_bytes: number;
  waiting: number;
  bars: {
    one_face: number;
    several_faces: number;
    false_match_rate: number;
    is_extrapolated: boolean;
    missed: number | null;
  } | null;
}

const part = encodeURIComponent;

export const linkApi = {
  /** Recorded: who looked is known. */
  list: (waiting: boolean, limit: number, after: string | null) => {
    const behind = after === null ? "" : `&after=${part(after)}`;
    return call<Page<LinkView>>(`/v1/links?waiting=${waiting}&limit=${limit}${behind}`);
  },
  /** Recorded as well. */
  open: (id: string) => call<OpenedLink>(`/v1/links/${part(id)}`),
  decide: (id: string, answer: LinkAnswer, note: string) =>
    call<OpenedLink>(`/v1/links/${part(id)}/decisions`, {
      method: "POST",
      json: note.trim() === "" ? { answer } : { answer, note },
    }),
  search: () => call<LinkSearch>("/v1/links/search"),
  recordBasis: (legalBasis: string, textVersion: string) =>
    call<LinkSearch>("/v1/links/search", {
      method: "PUT",
      json: { legal_basis: legalBasis, text_version: textVersion },
    }),
  endBasis: () => call<void>("/v1/links/search", { method: "DELETE" }),
};

export const linkAddresses = {
  face: (link: string, reference: string) => `/v1/links/${part(link)}/faces/${part(reference)}`,
  export: "/v1/links/export",
};
