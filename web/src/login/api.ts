/** What the login's page asks of the service. The cookie that came with the way here authorises; the page keeps nothing. */

import { ask } from "../check/api";
import type { Attempts } from "../check/context";
import type { Attempt } from "../check/types";
import type { LoginState } from "./types";

export const loginApi = {
  state: () => ask<LoginState>("GET", "/v1/login"),
  cancel: () => ask<LoginState>("POST", "/v1/login/cancel"),
};

export const ATTEMPTS: Attempts = {
  begin: (colours, hints) => ask<Attempt>("POST", "/v1/login/camera", { colours, hints }),
  isRunning: () => loginApi.state().then((login) => login.is_running),
  livePath: "/v1/login/live",
  startsAtOnce: true,
  canMove: false,
};

/** Back to the application, with the answer. The browser cannot come back to this page by its history. */
export const goBack = () => location.replace("/v1/login/return");
