import { render } from "preact";
import { App } from "./app";
import "./styles/shell.css";
import "./styles/sessions.css";
import "./styles/light.css";
import "./styles/live.css";
import "./styles/timeline.css";
import "./styles/dialog.css";
import "./styles/person.css";
import "./styles/invitations.css";
import "./styles/after.css";
import "./styles/review.css";
import "./styles/application.css";
import "./styles/links.css";
import "./styles/webhooks.css";
import "./styles/continuity.css";
import "./styles/logins.css";

/** Entry of the staff's pages. */
export function start(root: HTMLElement): void {
  render(<App />, root);
}
