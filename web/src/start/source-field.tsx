/** Where the video is: the camera here, an address, or a file. */

import { useId } from "preact/hooks";
import type { Pace, PersonView, SessionKind } from "../api/types";
import { Icon } from "../components/icons";
import { texts } from "../texts";
import { Choices } from "./choices";
import type { Plan } from "./launch";

const words = texts.start;

export interface SourceDraft {
  type: "meeting" | "camera" | "stream" | "address" | "upload";
  address: string;
  video: File | null;
  pace: Pace;
}

/** The plan, or the sentence that says what is missing. */
export function planOf(
  person: PersonView | null,
  kind: SessionKind,
  draft: SourceDraft,
): Plan | string {
  if (!person) return words.needPerson;
  if (!person.has_portrait) return words.needPortrait;
  const common = { personId: person.id, kind };
  switch (draft.type) {
    case "meeting":
      return { ...common, source: { type: "meeting" } };
    case "camera":
      return { ...common, source: { type: "camera" } };
    case "stream":
      return { ...common, source: { type: "stream" } };
    case "address": {
      const address = draft.address.trim();
      return address === ""
        ? words.needAddress
        : { ...common, source: { type: "address", address } };
    }
    case "upload":
      return draft.video === null
        ? words.needVideo
        : { ...common, source: { type: "upload", video: draft.video, pace: draft.pace } };
  }
}

interface Props {
  draft: SourceDraft;
  onChange: (draft: SourceDraft) => void;
  webcam: boolean;
  /** Whether streams can be sent in. */
  streams: boolean;
}

export function SourceField({ draft, onChange, webcam, streams }: Props) {
  const id = useId();
  return (
    <div class="source-field">
      <Choices
        legend={words.source}
        choices={[
          {
            value: "meeting",
            title: words.meeting,
            hint: webcam ? undefined : words.cameraOff,
            icon: <Icon name="meeting" />,
            disabled: !webcam,
          },
          {
            value: "camera",
            title: words.camera,
            hint: webcam ? undefined : words.cameraOff,
            icon: <Icon name="camera" />,
            disabled: !webcam,
          },
          {
            value: "stream",
            title: words.stream,
            hint: streams ? undefined : words.cameraOff,
            icon: <Icon name="stream" />,
            disabled: !streams,
          },
          { value: "address", title: words.address, icon: <Icon name="stream" /> },
          { value: "upload", title: words.upload, icon: <Icon name="file" /> },
        ]}
        chosen={draft.type}
        onChoose={(type) => onChange({ ...draft, type })}
      />
      {draft.type === "meeting" && <p class="hint">{words.meetingHint}</p>}
      {draft.type === "camera" && <p class="hint">{words.cameraHint}</p>}
      {draft.type === "stream" && <p class="hint">{words.streamHint}</p>}
      {draft.type === "address" && (
        <div>
          <label class="label" for={id}>
            {words.addressLabel}
          </label>
          <input
            id={id}
            class="input mono"
            autocomplete="off"
            spellcheck={false}
            placeholder="rtsp://camera.example/stream"
            aria-describedby={`${id}-hint`}
            value={draft.address}
            onInput={(event) => onChange({ ...draft, address: event.currentTarget.value })}
          />
          <p id={`${id}-hint`} class="hint">
            {words.addressHint}
          </p>
        </div>
      )}
      {draft.type === "upload" && (
        <div class="upload">
          <input
            id={id}
            class="visually-hidden"
            type="file"
            accept="video/*,.mkv,.ts,.avi"
            onChange={(event) =>
              onChange({ ...draft, video: event.currentTarget.files?.[0] ?? null })
            }
          />
          <label class="button file" for={id}>
            {words.chooseVideo}
          </label>
          <span class="hint">{draft.video?.name ?? ""}</span>
          <Choices
            legend={words.pace}
            small
            choices={[
              { value: "realtime", title: words.realtime },
              { value: "as_fast", title: words.asFast },
            ]}
            chosen={draft.pace}
            onChoose={(pace) => onChange({ ...draft, pace })}
          />
        </div>
      )}
    </div>
  );
}
