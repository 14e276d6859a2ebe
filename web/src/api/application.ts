/** What a person said in their application: wire types and its endpoint. */

import { call } from "./client";
import { ApiError } from "./problem";
import type { Time } from "./types";

export interface AddressView {
  street: string | null;
  postal_code: string | null;
  city: string | null;
  country: string | null;
}

export interface ApplicationRecord {
  phone: string | null;
  email: string | null;
  id_address: AddressView | null;
  delivery_address: AddressView | null;
  payroll_country: string | null;
  place: { country: string; city: string | null } | null;
  clock: { time_zone: string | null; utc_offset_min: number | null } | null;
  education:
    | {
        institution: string | null;
        degree: string | null;
        from_year: number | null;
        to_year: number | null;
      }[]
    | null;
  links: string[];
  pay_methods: string[];
}

export type Severity = "note" | "notable" | "serious";

export interface FindingView {
  code: string;
  severity: Severity;
  text: string;
  evidence: { what: string; value: string }[];
}

export interface ApplicationView {
  record: ApplicationRecord;
  has_bank_account: boolean;
  has_device_id: boolean;
  updated_at: Time;
  document: {
    code: string;
    issuer: string;
    surname: string;
    given: string;
    birth: string | null;
    expiry: string | null;
  } | null;
  findings: FindingView[];
}

export const applicationApi = {
  /** Recorded when there is one. Nothing when none was put in, or this key may not see it. */
  read: async (personId: string): Promise<ApplicationView | "none"> => {
    try {
      return await call<ApplicationView>(`/v1/people/${encodeURIComponent(personId)}/application`);
    } catch (thrown) {
      if (thrown instanceof ApiError && (thrown.status === 404 || thrown.status === 403)) {
        return "none";
      }
      throw thrown;
    }
  },
};
