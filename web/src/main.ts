/** Chooses between the sets of pages: a candidate loads nothing of the staff's, and the other way round. */

import { takeToken } from "./check/token";
import "./styles/tokens.css";
import "./styles/base.css";

const root = document.getElementById("app");
if (root && /^\/check\/?$/.test(location.pathname)) {
  // Before anything else is loaded: the secret leaves the address bar.
  const token = takeToken();
  void import("./check/main").then((pages) => pages.start(root, token));
} else if (root && /^\/login\/?$/.test(location.pathname)) {
  void import("./login/main").then((pages) => pages.start(root));
} else if (root) {
  void import("./staff").then((pages) => pages.start(root));
}
