/** What happens to the picture, in two sentences, and where the whole text is. */

import { fill } from "../check/texts";
import type { LoginTexts } from "./texts";
import type { LoginState } from "./types";

export function About({ login, words }: { login: LoginState; words: LoginTexts }) {
  const { contact, privacy_url: url, organisation } = login.notice;
  const who = { organisation: organisation || words.someone };
  return (
    <div class="check-small">
      <p>{fill(words.about, who)}</p>
      {contact && <p>{fill(words.contact, { contact })}</p>}
      {url && /^https?:/i.test(url) && (
        <p>
          <a href={url} target="_blank" rel="noopener noreferrer">
            {fill(words.privacy, who)}
          </a>
        </p>
      )}
    </div>
  );
}
