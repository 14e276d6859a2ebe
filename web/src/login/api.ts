/** What the login's page asks of the service. The cookie that came with the way here authorises; the page keeps nothing. */

import { ask } from "../check/api";
import type { Attempts } from "../check/context";
import type { Attempt } from "../check/types";
import type { LoginState } from "./types";

/** Said with everything that is asked for, so that nothing goes to a login that another tab has begun. */
const shown = (login: string) => `?login=${encodeURIComponent(login)}`;

export const loginApi = {
  state: () => ask<LoginState>("GET", "/v1/login"),
  cancel: (login: string) => ask<LoginState>("POST", `/v1/login/cancel${shown(login)}`),
};

export const attemptsOf = (login: string): Attempts => ({
  begin: (colours, hints) =>
    ask<Attempt>("POST", `/v1/login/camera${shown(login)}`, { colours, hints }),
  isRunning: () => loginApi.state().then((now) => now.login === login && now.is_running),
  livePath: "/v1/login/live",
  startsAtOnce: true,
  canMove: false,
});

/** Back to the application, with the answer. The browser cannot come back to this page by its history. */
export const goBack = (login: string) => location.replace(`/v1/login/return${shown(login)}`);
