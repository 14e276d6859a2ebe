/** Invitations to the candidate's check, as `docs/CHECK.md` has them. Findings and codes are open lists. */

import type { FindingView } from "./application";
import { call } from "./client";
import type { Outcome, Page, Time } from "./types";

export type InvitationState = "open" | "opened" | "declined" | "finished" | "expired" | "revoked";
export type InvitationLanguage = "en" | "nl" | "de" | "fr" | "es";

export interface Invitation {
  id: string;
  person_id: string;
  purpose: "check" | "reverification";
  created_at: Time;
  expires_at: Time;
  language: InvitationLanguage;
  document: "required" | "skip";
  colours: boolean;
  state: InvitationState;
  opened_at: Time | null;
  consent: { agreed: boolean; notice_version: string; language: string; at: Time } | null;
  document_result: { state: string; codes: string[]; at: Time } | null;
  attempts: CheckAttempt[];
  outcome: Outcome | null;
  findings: string[];
  finished_at: Time | null;
  /** Null in lists. What the candidate's browser said; believed by nobody. */
  hints: { at: Time; kind: string; data: unknown }[] | null;
}

export interface CheckAttempt {
  /** Null when it was erased since. */
  session_id: string | null;
  started_at: Time;
  /** Null while it runs. */
  outcome: "done" | "again" | "human" | null;
  code: string | null;
}

export interface NewInvitation {
  purpose: "check" | "reverification";
  valid_for_hours: number;
  language: InvitationLanguage;
  document: "required" | "skip";
  colours: boolean;
}

/** The link holds the secret and is told this once. */
export interface MadeInvitation {
  invitation: Invitation;
  link: string;
  qr_svg: string;
  email: { subject: string; body: string };
}

/** What the candidate's document says. Each reading is recorded. */
export interface CheckDocumentText {
  state: string;
  codes: string[];
  at: Time;
  source: string;
  check_digits_right: boolean;
  layout: string;
  code: string;
  issuer: string;
  issuer_name: string | null;
  jurisdiction: string | null;
  nationality: string | null;
  number: string;
  surname: string;
  given_names: string;
  names_are_clear: boolean;
  names_may_be_cut: boolean;
  birth: string | null;
  sex: string;
  expiry: string | null;
  findings: FindingView[];
}

const part = encodeURIComponent;

export const invitationsApi = {
  make: (personId: string, wanted: NewInvitation) =>
    call<MadeInvitation>(`/v1/people/${part(personId)}/invitations`, {
      method: "POST",
      json: wanted,
    }),
  of: (personId: string) => call<Page<Invitation>>(`/v1/people/${part(personId)}/invitations`),
  one: (id: string) => call<Invitation>(`/v1/invitations/${part(id)}`),
  document: (id: string) => call<CheckDocumentText>(`/v1/invitations/${part(id)}/document`),
  revoke: (id: string) => call<void>(`/v1/invitations/${part(id)}`, { method: "DELETE" }),
};
