/** Sentences that need attention: problems with their code, and quiet notices. */

import type { ComponentChildren } from "preact";
import type { ApiError } from "../api/problem";
import { texts } from "../texts";

export function ProblemNotice({ error, retry }: { error: ApiError; retry?: () => void }) {
  return (
    <div class="notice is-problem" role="alert">
      <p>{error.message}</p>
      {(error.code !== "" || retry) && (
        <div class="notice-foot">
          {error.code !== "" && <code>{texts.common.code(error.code)}</code>}
          {retry && (
            <button type="button" class="button quiet" onClick={retry}>
              {texts.common.tryAgain}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

export function Notice({ children }: { children: ComponentChildren }) {
  return (
    <div class="notice" role="status">
      {children}
    </div>
  );
}

export function Waiting() {
  return (
    <p class="waiting" role="status">
      {texts.common.loading}
    </p>
  );
}
