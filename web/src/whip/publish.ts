/**
 * Sends a stream by WHIP (RFC 9725): an offer goes out by POST, the answer comes back, the media goes by UDP.
 * No page and no texts here; whoever calls decides what a lost connection means.
 */

export type WhipState =
  /** The offer is on its way, or ICE is. */
  | "connecting"
  /** Media flows. */
  | "live"
  /** The network is gone for a moment; it may come back by itself. */
  | "shaky"
  /** It came to nothing, or is gone for good. */
  | "lost"
  /** Ended here. */
  | "ended";

export interface Publishing {
  readonly state: WhipState;
  /** Pictures encoded and sent so far. */
  sent(): Promise<number>;
  /** Says that the stream is over: the session ends. */
  stop(): Promise<void>;
  /** Goes without a word: the session waits for whoever sends next. */
  leave(): void;
}

export class WhipError extends Error {
  /** Of HTTP; 0 when there was no answer. */
  readonly status: number;

  constructor(status: number) {
    super(`WHIP ${status}`);
    this.name = "WhipError";
    this.status = status;
  }
}

export interface PublishOptions {
  /** Told every change. */
  onState?: (state: WhipState) => void;
  /** Milliseconds until media must flow. */
  patienceMs?: number;
  /** Most bits per second and pictures per second of the video. */
  maxBitrate?: number;
  maxFramerate?: number;
  /** Injected by tests. */
  fetch?: typeof fetch;
  connection?: () => RTCPeerConnection;
}

/** ICE and DTLS take a few round trips; a network that lets no UDP through never answers. */
const PATIENCE_MS = 8_000;

/** The token is a session's stream key; without one the browser's sign-in is used. */
export async function publish(
  stream: MediaStream,
  url: string,
  token: string | null,
  options: PublishOptions = {},
): Promise<Publishing> {
  const ask = options.fetch ?? fetch.bind(globalThis);
  const peer = (
    options.connection ?? (() => new RTCPeerConnection({ bundlePolicy: "max-bundle" }))
  )();
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  let state: WhipState = "connecting";
  let resource: string | null = null;

  const enter = (next: WhipState) => {
    if (state === next || state === "ended" || state === "lost") return;
    state = next;
    if (next === "lost" || next === "ended") {
      clearTimeout(deadline);
      peer.close();
    }
    options.onState?.(next);
  };
  const end = async () => {
    if (resource === null) return;
    const at = resource;
    resource = null;
    // Whoever has gone is noticed by the service as well.
    await ask(at, { method: "DELETE", headers }).catch(() => undefined);
  };
  const deadline = setTimeout(() => {
    if (state !== "connecting") return;
    // Nothing was sent, so the session goes on waiting for another way.
    void end();
    enter("lost");
  }, options.patienceMs ?? PATIENCE_MS);

  peer.addEventListener("connectionstatechange", () => {
    const next = stateOf(peer.connectionState);
    if (next) enter(next);
  });
  try {
    for (const track of stream.getTracks()) {
      const limits: RTCRtpEncodingParameters = {};
      if (track.kind === "video" && options.maxBitrate) limits.maxBitrate = options.maxBitrate;
      if (track.kind === "video" && options.maxFramerate)
        limits.maxFramerate = options.maxFramerate;
      peer.addTransceiver(track, {
        direction: "sendonly",
        streams: [stream],
        sendEncodings: [limits],
      });
    }
    const offer = await peer.createOffer();
    await peer.setLocalDescription(offer);
    const answer = await ask(url, {
      method: "POST",
      headers: { ...headers, "content-type": "application/sdp" },
      // No candidates are waited for: the service is reached by us and needs none.
      body: offer.sdp ?? "",
    }).catch(() => {
      throw new WhipError(0);
    });
    if (answer.status !== 201) throw new WhipError(answer.status);
    const location = answer.headers.get("location");
    if (location) resource = new URL(location, answer.url || url).href;
    await peer.setRemoteDescription({ type: "answer", sdp: await answer.text() });
  } catch (thrown) {
    void end();
    enter("lost");
    throw thrown instanceof WhipError ? thrown : new WhipError(0);
  }

  return {
    get state() {
      return state;
    },
    sent: async () => {
      let pictures = 0;
      for (const report of (await peer.getStats()).values()) {
        if (report.type === "outbound-rtp" && report.kind === "video") {
          pictures += report.framesSent ?? 0;
        }
      }
      return pictures;
    },
    stop: async () => {
      await end();
      enter("ended");
    },
    leave: () => enter("ended"),
  };
}

/** What a connection's state means here; null for what changes nothing. */
export function stateOf(state: RTCPeerConnectionState): WhipState | null {
  switch (state) {
    case "connected":
      return "live";
    case "disconnected":
      return "shaky";
    case "failed":
    case "closed":
      return "lost";
    default:
      return null;
  }
}
