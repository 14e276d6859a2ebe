/** The face: what is about to happen, the camera, the running attempt, and another one where it helps. */

import { useEffect, useRef, useState } from "preact/hooks";
import { codeOf } from "../api";
import { Oval } from "../camera/oval";
import { type FaceCamera, useFaceCamera } from "../camera/use-face-camera";
import { useCheck } from "../context";
import { Glyph, type GlyphName } from "../glyphs";
import { hintsOf } from "../hints";
import { endRunning } from "../live/attempt";
import { MoveButton } from "../move";
import { Screen } from "../screen";
import { fill } from "../texts";
import type { Attempt } from "../types";
import { Live } from "./live";

const wantsLess = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export function Face() {
  const { state, fail, refresh, attempts } = useCheck();
  const camera = useFaceCamera();
  const [reduced] = useState(wantsLess);
  const [colours, setColours] = useState(!reduced);
  const [attempt, setAttempt] = useState<Attempt | null>(null);
  const [busy, setBusy] = useState(false);
  const wanted = state.colours && colours;

  const start = () => {
    const { opened } = camera;
    if (!opened) return;
    setBusy(true);
    hintsOf(opened.stream.getVideoTracks()[0])
      .then((hints) => attempts.begin(wanted, hints))
      .then(setAttempt)
      .catch((thrown: unknown) =>
        codeOf(thrown) === "conflict" ? refresh() : fail(codeOf(thrown)),
      )
      .finally(() => setBusy(false));
  };
  const over = () => {
    // The words of the end come with the state; until then the last instruction stays.
    refresh().finally(() => {
      setAttempt(null);
      camera.close();
    });
  };

  if (attempt && camera.opened) {
    return (
      <Live
        key={attempt.session_id}
        attempt={attempt}
        stream={camera.opened.stream}
        colours={wanted}
        onOver={over}
      />
    );
  }
  if (state.camera.is_running && !attempt) return <StillRunning />;
  if (camera.opened) {
    return <Preview camera={camera} busy={busy} onStart={start} isShort={attempts.startsAtOnce} />;
  }
  return <Intro camera={camera} colours={colours} reduced={reduced} onColours={setColours} />;
}

/** The page was loaded anew while an attempt ran: its stream is lost, so it is ended. */
function StillRunning() {
  const { texts, refresh, attempts } = useCheck();
  const [busy, setBusy] = useState(false);
  return (
    <Screen
      title={texts.live.running}
      glyph="camera"
      actions={
        <button
          type="button"
          class="button primary"
          disabled={busy}
          onClick={() => {
            setBusy(true);
            endRunning(attempts.livePath)
              .then(refresh)
              .finally(() => setBusy(false));
          }}
        >
          {texts.live.end}
        </button>
      }
    >
      <p class="check-lead">{texts.live.runningLead}</p>
    </Screen>
  );
}

interface IntroProps {
  camera: FaceCamera;
  colours: boolean;
  reduced: boolean;
  onColours: (wanted: boolean) => void;
}

function Intro({ camera, colours, reduced, onColours }: IntroProps) {
  const { texts, state, say, attempts, about, leave } = useCheck();
  const words = texts.camera;
  const isAgain = state.result?.outcome === "again";
  const opening = camera.state === "opening";
  const tips: [GlyphName, string][] = [
    ["light", words.tipLight],
    ["face", words.tipFace],
    ["alone", words.tipAlone],
  ];
  return (
    <Screen
      title={isAgain ? texts.end.againTitle : words.title}
      {...(isAgain
        ? { glyph: "again" }
        : state.document.wanted
          ? { news: texts.document.arrived }
          : { glyph: "face" })}
      actions={
        <>
          <button
            type="button"
            class="button primary"
            disabled={opening}
            onClick={() => camera.open(null)}
          >
            {opening ? words.opening : words.turnOn}
          </button>
          {attempts.canMove && !isAgain && !opening && <MoveButton />}
          {leave}
        </>
      }
    >
      {camera.fault && (
        <p class="check-problem" role="alert">
          {texts.cameraFault[camera.fault]}
        </p>
      )}
      {isAgain ? (
        <Why code={state.result?.code ?? null} />
      ) : (
        <p class="check-lead">{say(words.lead)}</p>
      )}
      <p class="check-small" role="status">
        {opening ? words.openingHint : ""}
      </p>
      {state.colours && (
        <div class="check-colours">
          <label class="check-switch">
            <input
              type="checkbox"
              checked={colours}
              aria-describedby="colours-about"
              onChange={(event) => onColours(event.currentTarget.checked)}
            />
            {words.coloursSwitch}
          </label>
          <p id="colours-about">
            {words.colours} {words.coloursWarning} {reduced && words.coloursReduced}
          </p>
        </div>
      )}
      <ul class="check-list">
        {tips.map(([glyph, tip]) => (
          <li key={glyph}>
            <Glyph name={glyph} /> {tip}
          </li>
        ))}
      </ul>
      {about}
    </Screen>
  );
}

function Why({ code }: { code: string | null }) {
  const { texts, state } = useCheck();
  const words = texts.end.again;
  const left = state.camera.attempts_left;
  return (
    <>
      <p class="check-lead">
        {code !== null && code in words ? words[code as keyof typeof words] : words.other}
      </p>
      <p class="check-small">
        {left === 1 ? texts.end.againLeftOne : fill(texts.end.againLeft, { count: left })}
      </p>
    </>
  );
}

interface PreviewProps {
  camera: FaceCamera;
  busy: boolean;
  onStart: () => void;
  /** Begins as soon as there is a picture: where to look, the guide says. */
  isShort: boolean;
}

function Preview({ camera, busy, onStart, isShort }: PreviewProps) {
  const { texts } = useCheck();
  const words = texts.camera;
  const video = useRef<HTMLVideoElement>(null);
  const [seen, setSeen] = useState(false);
  const { opened } = camera;
  const begin = useRef(onStart);
  begin.current = onStart;
  useEffect(() => {
    if (isShort && seen) begin.current();
  }, [isShort, seen]);
  useEffect(() => {
    const at = video.current;
    const show = () => setSeen(true);
    at?.addEventListener("playing", show);
    return () => at?.removeEventListener("playing", show);
  }, []);
  if (!opened) return null;
  return (
    <Screen
      title={words.previewTitle}
      actions={
        <>
          <button type="button" class="button primary" disabled={busy || !seen} onClick={onStart}>
            {busy ? words.starting : words.start}
          </button>
          {opened.cameras.length > 1 && (
            <label class="check-camera">
              <span>{words.choose}</span>
              <select
                value={opened.chosen ?? ""}
                disabled={busy}
                onChange={(event) => camera.open(event.currentTarget.value)}
              >
                {opened.cameras.map(({ id, label }, place) => (
                  <option key={id} value={id}>
                    {label || `${words.choose} ${place + 1}`}
                  </option>
                ))}
              </select>
            </label>
          )}
        </>
      }
    >
      <p class="check-lead">{words.previewLead}</p>
      <Oval video={video} stream={opened.stream} done={0} tone="plain" />
    </Screen>
  );
}
