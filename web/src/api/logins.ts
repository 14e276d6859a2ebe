/** Logins that relying parties asked for, and who may ask: wire types and one function per endpoint. */

import { call } from "./client";
import type { Page, Time } from "./types";

export interface LoginView {
  id: string;
  client_id: string;
  person_id: string | null;
  session_id: string | null;
  created_at: Time;
  /** `open`, `waiting`, `granted`, `denied`, `abandoned`; open to more. */
  state: string;
  reason: string | null;
  finished_at: Time | null;
}

export interface LoginClientView {
  client_id: string;
  name: string;
  profile: string;
  redirect_uris: string[];
  subject: string;
  policy: string | null;
  fallback: string;
  require_par: boolean;
}

export interface LoginClientsView {
  issuer: string | null;
  discovery_url: string | null;
  items: LoginClientView[];
}

const PAGE = 50;

export const loginsApi = {
  clients: () => call<LoginClientsView>("/v1/login-clients"),
  list: (after: string | null) =>
    call<Page<LoginView>>(
      `/v1/logins?limit=${PAGE}${after === null ? "" : `&after=${encodeURIComponent(after)}`}`,
    ),
};
