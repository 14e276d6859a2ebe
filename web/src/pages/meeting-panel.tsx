/** A shared meeting as the session's source: what is sent, and whose face the session follows. */

import { useState } from "preact/hooks";
import { api } from "../api/endpoints";
import { type ApiError, asApiError } from "../api/problem";
import type { MediaInfo } from "../api/types";
import { useCapture } from "../camera/use-capture";
import { Icon } from "../components/icons";
import { ProblemNotice } from "../components/notice";
import type { LiveState } from "../live/state";
import { texts } from "../texts";

const words = texts.meeting;

interface Props {
  sessionId: string;
  faces: LiveState["faces"];
  /** What the service sees; boxes are in its pixels. */
  media: MediaInfo | null;
  onEnd: () => void;
}

export function MeetingPanel({ sessionId, faces, media, onEnd }: Props) {
  const { isOn, isStarting, fault, sending, video, start, stop } = useCapture(sessionId, "meeting");
  const [error, setError] = useState<ApiError | null>(null);
  const chosen = faces?.chosen ?? false;

  const choose = (track: number) => {
    setError(null);
    // A face that has just left is no error worth a word: the next list is on its way.
    api.chooseSubject(sessionId, track).catch((thrown: unknown) => {
      const failed = asApiError(thrown);
      if (failed.status !== 409) setError(failed);
    });
  };

  if (!isOn) {
    return (
      <section class="meeting" aria-label={words.title}>
        <p role={fault ? "alert" : "status"}>{fault ? words[fault] : words.idle}</p>
        <button type="button" class="button primary" disabled={isStarting} onClick={start}>
          <Icon name="meeting" /> {isStarting ? words.starting : words.start}
        </button>
      </section>
    );
  }
  return (
    <section class={chosen ? "meeting on" : "meeting on choosing"} aria-label={words.title}>
      <div class="meeting-picture">
        <video ref={video} autoplay muted playsInline aria-label={words.preview} />
        {media && <Faces faces={faces} media={media} onChoose={choose} />}
      </div>
      <div class="meeting-words">
        <p role="status" class={chosen ? undefined : "meeting-ask"}>
          {sentence(faces)}
        </p>
        <p class="hint">
          {sending.connection === "open"
            ? texts.camera.sent(sending.received, sending.skipped)
            : texts.camera.notConnected}
        </p>
        <p class="hint">{words.hiddenPage}</p>
        {error && <ProblemNotice error={error} />}
        <button
          type="button"
          class="button"
          onClick={() => {
            stop();
            onEnd();
          }}
        >
          {words.stop}
        </button>
      </div>
    </section>
  );
}

function sentence(faces: LiveState["faces"]): string {
  if (!faces?.chosen) return faces && faces.faces.length > 0 ? words.choose : words.waiting;
  return faces.subject === null ? words.away : words.following;
}

function Faces({
  faces,
  media,
  onChoose,
}: {
  faces: LiveState["faces"];
  media: MediaInfo;
  onChoose: (track: number) => void;
}) {
  const all = [...(faces?.faces ?? [])].sort((a, b) => a.box.x - b.box.x);
  const share = (length: number, whole: number) => `${(100 * length) / whole}%`;
  return (
    <>
      {all.map(({ track, box }, index) => {
        const followed = track === faces?.subject;
        const name = followed ? words.followed : words.face;
        return (
          <button
            key={track}
            type="button"
            class={followed ? "meeting-face followed" : "meeting-face"}
            aria-pressed={followed}
            aria-label={name(index + 1, all.length)}
            style={{
              left: share(box.x, media.width),
              top: share(box.y, media.height),
              width: share(box.width, media.width),
              height: share(box.height, media.height),
            }}
            onClick={() => onChoose(track)}
          />
        );
      })}
    </>
  );
}
