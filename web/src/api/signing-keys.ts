/** The keys that tokens are signed with: wire types and one function per endpoint. */

import { call } from "./client";
import type { Time } from "./types";

/** What a key signs: logins, or security events. */
export type KeyUse = "logins" | "events";

export interface SigningKeyView {
  /** Its name in the published set. */
  kid: string;
  created_at: Time;
  signs_from: Time;
  /** `next`, `signing` or `earlier`; open to more. */
  state: string;
}

export interface SigningKeysView {
  /** Null while there is nothing that is signed for. */
  logins: SigningKeyView[] | null;
  events: SigningKeyView[] | null;
}

export const signingKeysApi = {
  list: () => call<SigningKeysView>("/v1/signing-keys"),
  roll: (use: KeyUse, atOnce: boolean) =>
    call<SigningKeysView>(`/v1/signing-keys/${use}/roll`, {
      method: "POST",
      json: { at_once: atOnce },
    }),
};
