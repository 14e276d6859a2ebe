/** Asks the service to judge its stored log again, and says whether the verdict is the same. */

import { useState } from "preact/hooks";
import { api } from "../api/endpoints";
import { type ApiError, asApiError } from "../api/problem";
import { StandingIcon } from "../components/icons";
import { ProblemNotice } from "../components/notice";
import { texts } from "../texts";

type Replay =
  | { state: "idle" | "busy" }
  | { state: "done"; equal: boolean }
  | { state: "failed"; error: ApiError };

export function ReplayPanel({ sessionId }: { sessionId: string }) {
  const [replay, setReplay] = useState<Replay>({ state: "idle" });
  const run = () => {
    setReplay({ state: "busy" });
    api
      .replay(sessionId)
      .then(({ equal }) => setReplay({ state: "done", equal }))
      .catch((thrown: unknown) => setReplay({ state: "failed", error: asApiError(thrown) }));
  };
  return (
    <section class="replay">
      <button type="button" class="button" disabled={replay.state === "busy"} onClick={run}>
        {replay.state === "busy" ? texts.live.replaying : texts.live.replay}
      </button>
      <div role="status">
        {replay.state === "done" && (
          <p class="replay-answer">
            <StandingIcon standing={replay.equal ? "accept" : "reject"} />
            {replay.equal ? texts.live.replayEqual : texts.live.replayDiffers}
          </p>
        )}
      </div>
      {replay.state === "failed" && <ProblemNotice error={replay.error} />}
    </section>
  );
}
