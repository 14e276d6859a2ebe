import { describe, expect, it } from "vitest";
import { backoffMs, FIRST_DELAY_MS, LONGEST_DELAY_MS } from "./backoff";
import { type Connection, keepConnected, type SocketLike } from "./socket";

describe("back-off", () => {
  it("doubles up to a limit", () => {
    const most = [0, 1, 2, 3, 4, 5, 6, 40].map((attempt) => backoffMs(attempt, 1));
    expect(most).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it("keeps at least half of it", () => {
    expect(backoffMs(0, 0)).toBe(FIRST_DELAY_MS / 2);
    expect(backoffMs(99, 0)).toBe(LONGEST_DELAY_MS / 2);
  });
});

class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  closed = false;
  close() {
    this.closed = true;
    this.onclose?.();
  }
}

function harness(quietMs?: number) {
  const sockets: FakeSocket[] = [];
  const states: Connection["state"][] = [];
  const heard: unknown[] = [];
  const waits: { ms: number; then: () => void; cancelled: boolean }[] = [];
  const stop = keepConnected({
    connect: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    onMessage: (data) => heard.push(data),
    onConnection: ({ state }) => states.push(state),
    random: () => 1,
    ...(quietMs === undefined ? {} : { quietMs }),
    wait: (ms, then) => {
      const wait = { ms, then, cancelled: false };
      waits.push(wait);
      return () => {
        wait.cancelled = true;
      };
    },
  });
  return { sockets, states, heard, waits, stop };
}

describe("connection that comes back", () => {
  it("tries again with growing delays while nothing is heard", () => {
    const { sockets, states, waits } = harness();
    for (let attempt = 0; attempt < 4; attempt += 1) {
      sockets[attempt]?.onclose?.();
      waits[attempt]?.then();
    }
    expect(waits.map((w) => w.ms)).toEqual([500, 1000, 2000, 4000]);
    expect(sockets).toHaveLength(5);
    expect(states.slice(0, 3)).toEqual(["connecting", "waiting", "connecting"]);
  });

  it("starts over after a message, but not after a mere opening", () => {
    const { sockets, waits } = harness();
    sockets[0]?.onclose?.();
    waits[0]?.then();
    sockets[1]?.onopen?.();
    sockets[1]?.onclose?.();
    waits[1]?.then();
    sockets[2]?.onmessage?.({ data: "hello" });
    sockets[2]?.onclose?.();
    expect(waits.map((w) => w.ms)).toEqual([500, 1000, 500]);
  });

  it("ends for good when stopped", () => {
    const { sockets, waits, states, stop } = harness();
    stop();
    expect(sockets[0]?.closed).toBe(true);
    expect(waits).toHaveLength(0);
    expect(states).toEqual(["connecting"]);
  });

  it("cancels a waiting attempt when stopped", () => {
    const { sockets, waits, stop } = harness();
    sockets[0]?.onclose?.();
    stop();
    expect(waits[0]?.cancelled).toBe(true);
  });

  it("does not hear a socket that was replaced", () => {
    const { sockets, waits, heard } = harness();
    sockets[0]?.onclose?.();
    waits[0]?.then();
    sockets[0]?.onmessage?.({ data: "late" });
    expect(heard).toEqual([]);
  });

  it("opens anew when an open connection falls silent, and backs off when none comes about", () => {
    const { sockets, waits, states } = harness(20_000);
    sockets[0]?.onopen?.();
    sockets[0]?.onmessage?.({ data: "hello" });
    expect(waits.map((w) => w.cancelled)).toEqual([true, true, false]);
    waits[2]?.then();
    expect(sockets[0]?.closed).toBe(true);
    expect(sockets).toHaveLength(2);
    waits[3]?.then();
    expect(states).toEqual(["connecting", "open", "connecting", "waiting"]);
    expect(waits.at(-1)?.ms).toBe(500);
  });
});
