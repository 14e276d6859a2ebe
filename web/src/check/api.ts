/** What the page asks of the service. The cookie that opening sets authorises; the page keeps nothing. */

import type { Attempt, CheckState, DocumentAnswer, Moved } from "./types";

/** A refusal, or the lack of an answer (`offline`). The page has words for codes, never for details. */
export class CheckError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.name = "CheckError";
    this.code = code;
  }
}

export function codeOf(thrown: unknown): string {
  return thrown instanceof CheckError ? thrown.code : "page_fault";
}

export async function ask<T>(
  method: "GET" | "POST",
  path: string,
  body?: FormData | object,
): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json" };
  const init: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store" };
  if (body instanceof FormData) init.body = body;
  else if (body) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  let status: number;
  let text: string;
  try {
    const response = await fetch(path, init);
    status = response.status;
    text = await response.text();
  } catch {
    throw new CheckError("offline");
  }
  if (status < 200 || status > 299) throw new CheckError(problemCode(status, text));
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new CheckError("unreadable_answer");
  }
}

/** The stable code of a problem document; of anything else the status, as a proxy in between would give it. */
export function problemCode(status: number, text: string): string {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    if (typeof code === "string") return code;
  } catch {
    // Not a problem document.
  }
  return status === 413 ? "picture_too_large" : `http_${status}`;
}

export const checkApi = {
  open: (token: string) => ask<CheckState>("POST", "/v1/check/open", { token }),
  state: () => ask<CheckState>("GET", "/v1/check"),
  consent: (agreed: boolean, noticeVersion: string, language: string) =>
    ask<CheckState>("POST", "/v1/check/consent", {
      agreed,
      notice_version: noticeVersion,
      language,
    }),
  language: (language: string) => ask<CheckState>("POST", "/v1/check/language", { language }),
  move: () => ask<Moved>("POST", "/v1/check/move"),
  document: (picture: Blob) => {
    const form = new FormData();
    form.set("picture", picture, "document");
    return ask<DocumentAnswer>("POST", "/v1/check/document", form);
  },
  oneSided: () => ask<CheckState>("POST", "/v1/check/document/one-sided"),
  begin: (colours: boolean, hints: object) =>
    ask<Attempt>("POST", "/v1/check/camera", { colours, hints }),
};

export const LIVE_PATH = "/v1/check/live";

export function socketAddress(path: string): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;
}
