/** The only place that fetches. The browser's cookie authorises; a 401 tells whoever listens. */

import { texts } from "../texts";
import { ApiError, problemFrom, unreachable } from "./problem";

type SignedOutListener = () => void;
let onSignedOut: SignedOutListener = () => {};

/** Called whenever the service says that nobody is signed in. */
export function setSignedOutListener(listener: SignedOutListener): void {
  onSignedOut = listener;
}

interface Call {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  json?: unknown;
  form?: FormData;
  signal?: AbortSignal;
}

export async function call<T>(path: string, options: Call = {}): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (options.json !== undefined) headers["content-type"] = "application/json";
  const init: RequestInit = {
    method: options.method ?? "GET",
    headers,
    credentials: "same-origin",
    cache: "no-store",
  };
  if (options.json !== undefined) init.body = JSON.stringify(options.json);
  if (options.form) init.body = options.form;
  if (options.signal) init.signal = options.signal;
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (thrown) {
    if (options.signal?.aborted) throw thrown;
    throw unreachable();
  }
  return settle<T>(response.status, await response.text(), path);
}

/** A multipart request that reports how much has been sent; `fetch` cannot. */
export function send<T>(
  path: string,
  form: FormData,
  onSent: (share: number) => void,
  signal?: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("accept", "application/json");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onSent(event.loaded / event.total);
    };
    request.onload = () => {
      try {
        resolve(settle<T>(request.status, request.responseText, path));
      } catch (thrown) {
        reject(thrown);
      }
    };
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new ApiError(0, "cancelled", texts.errors.cancelled));
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(form);
  });
}

function settle<T>(status: number, body: string, path: string): T {
  if (status >= 200 && status < 300) return (body === "" ? undefined : JSON.parse(body)) as T;
  if (status === 401 && path !== "/v1/sign-in") onSignedOut();
  throw problemFrom(status, body);
}
