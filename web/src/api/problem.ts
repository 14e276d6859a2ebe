/** A refusal of the service, or the lack of one, as a value that a page can show. */

import { texts } from "../texts";
import type { Problem } from "./types";

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
  }
}

export const unreachable = (): ApiError => new ApiError(0, "unreachable", texts.errors.unreachable);

/** What a form lacks before it can be sent: a sentence, and nothing to report. */
export const lacking = (detail: string): ApiError => new ApiError(0, "", detail);

/** Reads a problem document (RFC 9457); anything else becomes a general sentence with the status. */
export function problemFrom(status: number, body: string): ApiError {
  let problem: Partial<Problem> = {};
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null) problem = parsed;
  } catch {
    // Not JSON: a proxy's page, for instance. The general sentence below says what is known.
  }
  const detail = problem.detail ?? problem.title ?? texts.errors.unexplained(status);
  return new ApiError(status, problem.code ?? `http_${status}`, sentence(detail));
}

/** Anything thrown, as an error that can be shown. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  return new ApiError(0, "page_fault", texts.errors.pageFault);
}

/** The service writes lower case without a full stop; people read sentences. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return trimmed;
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
