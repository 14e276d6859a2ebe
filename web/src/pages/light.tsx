/** The light card full-screen: a warning, then colours drawn by the service, then how it went. */

import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../api/endpoints";
import { type ApiError, asApiError } from "../api/problem";
import { ProblemNotice } from "../components/notice";
import { Showing, type Step } from "../light/showing";
import { texts } from "../texts";

const words = texts.light.page;

/** Plain grey before the first colour: the meeting's picture settles, and people look up. */
const SETTLE_MS = 1500;

type Phase = "before" | "ready" | "running" | "done" | "stopped" | "skipped" | "hidden";

const wantsLess = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export function LightPage({ id }: { id: string }) {
  const [phase, setPhase] = useState<Phase>("before");
  const [colour, setColour] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [reduced] = useState(wantsLess);
  const [agreed, setAgreed] = useState(!reduced);
  const showing = useRef<Showing | null>(null);
  const stopButton = useRef<HTMLButtonElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const busy = phase === "ready" || phase === "running";

  useEffect(() => {
    document.title = `${words.title} · ${texts.product}`;
  }, []);

  useEffect(() => {
    if (busy) stopButton.current?.focus();
    else if (phase !== "before") heading.current?.focus();
  }, [busy, phase]);

  const fail = (thrown: unknown) => {
    setError(asApiError(thrown));
    end("before");
  };
  const end = (next: Phase) => {
    showing.current?.cancel();
    showing.current = null;
    setColour(null);
    setPhase(next);
  };

  const run = (number: number, steps: Step[]) => {
    setPhase("running");
    showing.current = new Showing(steps, setColour, (edges) => {
      end("done");
      api.lightShown(id, number, edges).catch(fail);
    });
  };
  const begin = () => {
    setError(null);
    setPhase("ready");
    const settled: Showing = Showing.waiting(
      setTimeout(() => {
        api
          .startLight(id)
          .then(({ number, steps }) => {
            if (!settled.isCancelled) run(number, steps);
            // Stopped while the card was on its way: the service must hear that after it has drawn it.
            else return api.skipLight(id, "stopped");
          })
          .catch(fail);
      }, SETTLE_MS),
    );
    showing.current = settled;
  };
  const skip = (reason: "photosensitive" | "stopped", next: Phase) => {
    end(next);
    api.skipLight(id, reason).catch(fail);
  };

  useEffect(() => {
    if (!busy) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") skip("stopped", "stopped");
    };
    const onHidden = () => {
      if (document.hidden) skip("stopped", "hidden");
    };
    addEventListener("keydown", onKey);
    document.addEventListener("visibilitychange", onHidden);
    return () => {
      removeEventListener("keydown", onKey);
      document.removeEventListener("visibilitychange", onHidden);
    };
  });
  // Leaving the page stops the colours; the service notices that nobody says they were shown.
  useEffect(() => () => showing.current?.cancel(), []);

  return (
    <main
      id="main"
      tabIndex={-1}
      class={`light-page is-${phase}`}
      style={colour ? { backgroundColor: colour } : {}}
    >
      {busy ? (
        <>
          <h1 class="visually-hidden">{words.title}</h1>
          {phase === "ready" && <p role="status">{words.ready}</p>}
          <button
            ref={stopButton}
            type="button"
            class="light-stop"
            onClick={() => skip("stopped", "stopped")}
          >
            {words.stop}
          </button>
        </>
      ) : (
        <div class="light-words">
          <h1 ref={heading} tabIndex={-1}>
            {words.title}
          </h1>
          <p role={phase === "before" ? undefined : "status"}>
            {phase === "before" ? words.lead : words[phase]}
          </p>
          {error && <ProblemNotice error={error} />}
          {phase !== "skipped" && (
            <>
              <p class="light-warning">{words.warning}</p>
              {reduced && (
                <label>
                  <input
                    type="checkbox"
                    checked={agreed}
                    onChange={(event) => setAgreed(event.currentTarget.checked)}
                  />
                  {words.reduced}
                </label>
              )}
              <div class="light-buttons">
                <button type="button" class="button primary" disabled={!agreed} onClick={begin}>
                  {phase === "before" ? words.begin : words.again}
                </button>
                <button
                  type="button"
                  class="button"
                  onClick={() => skip("photosensitive", "skipped")}
                >
                  {words.skip}
                </button>
              </div>
            </>
          )}
        </div>
      )}
    </main>
  );
}
