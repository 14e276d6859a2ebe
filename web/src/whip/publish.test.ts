import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { publish, stateOf, type WhipState } from "./publish";

class FakePeer extends EventTarget {
  connectionState: RTCPeerConnectionState = "new";
  added: RTCRtpTransceiverInit[] = [];
  remote = "";
  closed = false;
  addTransceiver(_track: unknown, init: RTCRtpTransceiverInit) {
    this.added.push(init);
  }
  createOffer = async () => ({ type: "offer", sdp: "v=0 offer" });
  setLocalDescription = async () => {};
  setRemoteDescription = async ({ sdp }: { sdp: string }) => {
    this.remote = sdp;
  };
  getStats = async () => new Map([["a", { type: "outbound-rtp", kind: "video", framesSent: 12 }]]);
  close() {
    this.closed = true;
  }
  becomes(state: RTCPeerConnectionState) {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }
}

const stream = { getTracks: () => [{ kind: "video" }] } as unknown as MediaStream;

function world(status = 201) {
  const peer = new FakePeer();
  const calls: { method: string; url: string; auth: string | undefined }[] = [];
  const states: WhipState[] = [];
  const ask = async (url: string, init: RequestInit) => {
    const headers = init.headers as Record<string, string>;
    calls.push({ method: String(init.method), url, auth: headers.authorization });
    const location = { location: "/v1/sessions/s/whip/p" };
    return new Response("v=0 answer", { status, headers: location });
  };
  const begin = (token: string | null = "ls_a_b") =>
    publish(stream, "http://likeness.test/v1/sessions/s/whip", token, {
      fetch: ask as typeof fetch,
      connection: () => peer as unknown as RTCPeerConnection,
      onState: (state) => states.push(state),
      maxBitrate: 1000,
    });
  return { peer, calls, states, begin };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("a publication", () => {
  it("goes live, counts, and ends by DELETE with its key", async () => {
    const { peer, calls, states, begin } = world();
    const publishing = await begin();
    expect([peer.remote, peer.added[0]?.direction]).toEqual(["v=0 answer", "sendonly"]);
    expect(peer.added[0]?.sendEncodings).toEqual([{ maxBitrate: 1000 }]);
    peer.becomes("connected");
    expect(await publishing.sent()).toBe(12);
    await publishing.stop();
    expect(states).toEqual(["live", "ended"]);
    expect(calls.map((c) => [c.method, c.auth])).toEqual([
      ["POST", "Bearer ls_a_b"],
      ["DELETE", "Bearer ls_a_b"],
    ]);
    expect(calls[1]?.url).toBe("http://likeness.test/v1/sessions/s/whip/p");
    expect(peer.closed).toBe(true);
  });

  it("is lost when no media flows in time, and frees its place", async () => {
    const { calls, states, begin } = world();
    const publishing = await begin(null);
    await vi.advanceTimersByTimeAsync(8_000);
    expect([publishing.state, states]).toEqual(["lost", ["lost"]]);
    expect(calls.map((c) => [c.method, c.auth])).toEqual([
      ["POST", undefined],
      ["DELETE", undefined],
    ]);
  });

  it("says with which status it was refused", async () => {
    const { states, begin } = world(409);
    await expect(begin()).rejects.toMatchObject({ status: 409 });
    expect(states).toEqual(["lost"]);
  });

  it("leaves without a word, so that another may go on", async () => {
    const { peer, calls, begin } = world();
    const publishing = await begin();
    peer.becomes("connected");
    publishing.leave();
    expect(calls.map((c) => c.method)).toEqual(["POST"]);
    expect(peer.closed).toBe(true);
  });

  it("tells a shaky network from a lost one", () => {
    expect(stateOf("disconnected")).toBe("shaky");
    expect(stateOf("failed")).toBe("lost");
    expect(stateOf("connecting")).toBeNull();
  });
});
