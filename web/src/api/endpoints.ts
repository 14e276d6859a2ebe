/** One function per endpoint; nothing else knows a path. */

import { call, send } from "./client";
import type {
  About,
  CameraName,
  CueKind,
  Decision,
  Decisions,
  EvidenceView,
  LightCard,
  Me,
  NewPerson,
  Outcome,
  Pace,
  Page,
  PersonView,
  PortraitReceipt,
  SessionKind,
  SessionView,
  StartedSession,
  StartSession,
  TimelinePoint,
  VerdictView,
} from "./types";

const part = encodeURIComponent;

function query(values: Record<string, string | number | undefined>): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== "") pairs.set(name, String(value));
  }
  const text = pairs.toString();
  return text === "" ? "" : `?${text}`;
}

export const api = {
  signIn: (apiKey: string) =>
    call<void>("/v1/sign-in", { method: "POST", json: { api_key: apiKey } }),
  signOut: () => call<void>("/v1/sign-out", { method: "POST" }),
  me: () => call<Me>("/v1/me"),
  about: () => call<About>("/v1/about"),

  people: (after?: string, signal?: AbortSignal) =>
    call<Page<PersonView>>(`/v1/people${query({ limit: 100, after })}`, signal ? { signal } : {}),
  person: (id: string) => call<PersonView>(`/v1/people/${part(id)}`),
  createPerson: (person: NewPerson) =>
    call<PersonView>("/v1/people", { method: "POST", json: person }),
  erasePerson: (id: string) => call<void>(`/v1/people/${part(id)}`, { method: "DELETE" }),
  setPortrait: (id: string, picture: File) => {
    const form = new FormData();
    form.set("picture", picture);
    return call<PortraitReceipt>(`/v1/people/${part(id)}/portrait`, { method: "PUT", form });
  },

  sessions: (filter: { limit?: number; after?: string; personId?: string }) =>
    call<Page<SessionView>>(
      `/v1/sessions${query({ limit: filter.limit, after: filter.after, person_id: filter.personId })}`,
    ),
  session: (id: string) => call<SessionView>(`/v1/sessions/${part(id)}`),
  startSession: (start: StartSession) =>
    call<StartedSession>("/v1/sessions", { method: "POST", json: start }),
  uploadSession: (
    start: { personId: string; kind: SessionKind; pace: Pace; video: File },
    onSent: (share: number) => void,
    signal?: AbortSignal,
  ) => {
    const form = new FormData();
    form.set("person_id", start.personId);
    form.set("kind", start.kind);
    form.set("pace", start.pace);
    form.set("video", start.video); // The service streams it to disk: it must come last.
    return send<SessionView>("/v1/sessions/upload", form, onSent, signal);
  },
  stopSession: (id: string) => call<void>(`/v1/sessions/${part(id)}/stop`, { method: "POST" }),
  chooseSubject: (id: string, track: number) =>
    call<void>(`/v1/sessions/${part(id)}/subject`, { method: "PUT", json: { track } }),
  askCue: (id: string) =>
    call<{ kind: CueKind }>(`/v1/sessions/${part(id)}/cues`, { method: "POST" }),
  nameCamera: (id: string, camera: CameraName) =>
    call<void>(`/v1/sessions/${part(id)}/camera`, { method: "PUT", json: camera }),
  startLight: (id: string) =>
    call<LightCard>(`/v1/sessions/${part(id)}/light-cards`, { method: "POST" }),
  lightShown: (id: string, number: number, edges: number[]) =>
    call<void>(`/v1/sessions/${part(id)}/light-cards/shown`, {
      method: "POST",
      json: { number, edges_ms: edges },
    }),
  skipLight: (id: string, reason: "photosensitive" | "stopped") =>
    call<void>(`/v1/sessions/${part(id)}/light-cards/skipped`, {
      method: "POST",
      json: { reason },
    }),
  evidence: (id: string) => call<{ items: EvidenceView[] }>(`/v1/sessions/${part(id)}/evidence`),
  timeline: (id: string) => call<{ points: TimelinePoint[] }>(`/v1/sessions/${part(id)}/timeline`),
  decisions: (id: string) => call<Decisions>(`/v1/sessions/${part(id)}/decisions`),
  decide: (id: string, outcome: Outcome, note: string) =>
    call<Decision>(`/v1/sessions/${part(id)}/decisions`, {
      method: "POST",
      json: note.trim() === "" ? { outcome } : { outcome, note },
    }),
  replay: (id: string) =>
    call<{ equal: boolean; verdict: VerdictView }>(`/v1/sessions/${part(id)}/replay`, {
      method: "POST",
    }),
};

/** Addresses of pictures and sockets, for `src` attributes and `WebSocket`. */
export const addresses = {
  /** `version` changes when the picture does, so that a replaced portrait is not shown from memory. */
  portrait: (personId: string, version = "") =>
    `/v1/people/${part(personId)}/portrait${query({ v: version })}`,
  face: (sessionId: string, seq: number) => `/v1/sessions/${part(sessionId)}/face${query({ seq })}`,
  evidence: (sessionId: string, id: string) =>
    `/v1/sessions/${part(sessionId)}/evidence/${part(id)}`,
  bundle: (sessionId: string) => `/v1/sessions/${part(sessionId)}/bundle`,
  live: (sessionId: string) => socket(`/v1/sessions/${part(sessionId)}/live`),
  whip: (sessionId: string) => `${location.origin}/v1/sessions/${part(sessionId)}/whip`,
  frames: (sessionId: string) => socket(`/v1/sessions/${part(sessionId)}/frames`),
};

function socket(path: string): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;
}
