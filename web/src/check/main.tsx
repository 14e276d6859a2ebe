/** Entry of the candidate's check: nothing of the staff's pages is loaded with it. */

import { render } from "preact";
import { App } from "./app";
import { loadTexts, preferred } from "./texts";
import "../styles/check.css";
import "../styles/check-live.css";

export async function start(root: HTMLElement, token: string | null): Promise<void> {
  const language = preferred(navigator.languages);
  const texts = await loadTexts(language);
  render(<App token={token} first={{ language, texts }} />, root);
}
