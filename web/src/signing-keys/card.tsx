/** The keys that tokens are signed with, and two ways to the next one: with notice, or at once. */

import { useState } from "preact/hooks";
import {
  type KeyUse,
  type SigningKeysView,
  type SigningKeyView,
  signingKeysApi,
} from "../api/signing-keys";
import { ProblemNotice } from "../components/notice";
import { moment } from "../format/time";
import { eventStreamTexts } from "../texts";
import { useLoad } from "../use-load";
import { ConfirmDialog } from "../webhooks/confirm-dialog";

const words = eventStreamTexts.keys;

export function KeysCard({ use }: { use: KeyUse }) {
  const loaded = useLoad(`signing keys of ${use}`, signingKeysApi.list);
  const [rolled, setRolled] = useState<SigningKeysView | null>(null);
  const [asking, setAsking] = useState<"roll" | "replace" | null>(null);
  const keys = (rolled ?? loaded.value)?.[use];
  if (loaded.error) return <ProblemNotice error={loaded.error} retry={loaded.reload} />;
  if (!keys) return null;
  const act = (atOnce: boolean) => async () => {
    setRolled(await signingKeysApi.roll(use, atOnce));
    setAsking(null);
  };
  const close = () => setAsking(null);
  return (
    <section class="card" aria-label={words.title}>
      <h2 class="section-title">{words.title}</h2>
      <p class="quiet">{words.lead[use]}</p>
      {keys.length === 0 && <p class="quiet">{words.none}</p>}
      <ul class="key-list">
        {keys.map((key) => (
          <li key={key.kid}>
            <code>{key.kid}</code> <span class="quiet">{standing(key)}</span>
          </li>
        ))}
      </ul>
      {keys.length > 0 && (
        <p class="webhook-tools">
          {use === "logins" && (
            <button type="button" class="button" onClick={() => setAsking("roll")}>
              {words.roll}
            </button>
          )}
          <button type="button" class="button danger" onClick={() => setAsking("replace")}>
            {words.replace}
          </button>
        </p>
      )}
      {asking === "roll" && (
        <ConfirmDialog
          title={words.rollTitle}
          body={words.rollBody}
          confirm={words.rollConfirm}
          act={act(false)}
          onClose={close}
        />
      )}
      {asking === "replace" && (
        <ConfirmDialog
          title={words.replaceTitle}
          body={words.replaceBody}
          confirm={words.replaceConfirm}
          danger
          act={act(true)}
          onClose={close}
        />
      )}
    </section>
  );
}

function standing(key: SigningKeyView): string {
  const words: Readonly<Record<string, string>> = eventStreamTexts.keys.states;
  return `${words[key.state] ?? key.state} ${moment(key.signs_from, new Date())}`;
}
