/** Entry of the login's page: nothing of the staff's pages is loaded with it. */

import { render } from "preact";
import { loadTexts, preferred } from "../check/texts";
import { App } from "./app";
import { loadLoginTexts } from "./texts";
import "../styles/check.css";
import "../styles/check-live.css";

export async function start(root: HTMLElement): Promise<void> {
  const language = preferred(navigator.languages);
  const [texts, words] = await Promise.all([loadTexts(language), loadLoginTexts(language)]);
  render(<App first={{ language, texts, words }} />, root);
}
