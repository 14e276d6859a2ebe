/** Colours drawn by the service over the whole page, with a way out by button and by key. */

import { useEffect, useRef, useState } from "preact/hooks";
import { Showing } from "../../light/showing";
import { useCheck } from "../context";

interface Props {
  number: number;
  steps: readonly { colour: string; ms: number }[];
  say: (message: object) => void;
}

export function Colours({ number, steps, say }: Props) {
  const { texts } = useCheck();
  const [colour, setColour] = useState(steps[0]?.colour ?? "");
  const [over, setOver] = useState(false);
  const stop = useRef(() => {});
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    let ended = false;
    const before = document.activeElement;
    const showing = new Showing(
      steps.map((step) => ({ colour: step.colour, for_ms: step.ms })),
      setColour,
      (edges) => {
        ended = true;
        say({ type: "colours_shown", number, edges_ms: edges });
        setOver(true);
      },
    );
    const skip = (reason: "photosensitive" | "stopped") => {
      if (ended) return;
      ended = true;
      showing.cancel();
      say({ type: "colours_skipped", reason });
      setOver(true);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") skip("photosensitive");
    };
    const onHidden = () => {
      if (document.hidden) skip("stopped");
    };
    stop.current = () => skip("photosensitive");
    button.current?.focus();
    addEventListener("keydown", onKey);
    document.addEventListener("visibilitychange", onHidden);
    return () => {
      removeEventListener("keydown", onKey);
      document.removeEventListener("visibilitychange", onHidden);
      showing.cancel();
      if (before instanceof HTMLElement) before.focus();
    };
  }, [number, steps, say]);

  if (over) return null;
  return (
    <div class="check-light" style={{ backgroundColor: colour }}>
      <p class="check-light-say" role="status">
        {texts.live.colours}
      </p>
      <button ref={button} type="button" class="check-light-stop" onClick={() => stop.current()}>
        {texts.live.coloursStop}
      </button>
    </div>
  );
}
