import { describe, expect, it } from "vitest";
import type { DeliveryView } from "../api/webhooks";
import { deliveryState } from "./delivery-state";

const now = new Date("2026-05-03T12:00:00.000Z");

const delivery = (rest: Partial<DeliveryView>): DeliveryView => ({
  id: "d",
  event: "session.finished",
  body: "{}",
  created_at: "2026-05-03T11:00:00.000Z",
  attempts: 0,
  next_attempt_at: null,
  delivered_at: null,
  last_status: null,
  last_error: null,
  ...rest,
});

describe("where a message stands", () => {
  const check = (rest: Partial<DeliveryView>, look: string, text: RegExp, last: string | null) => {
    const state = deliveryState(delivery(rest), now);
    expect([state.look, state.last]).toEqual([look, last]);
    expect(state.sentence).toMatch(text);
  };

  it("is told by what is to come before what was", () => {
    check({ next_attempt_at: "2026-05-03T11:59:59.000Z" }, "forming", /at once/, null);
    const later = "2026-05-03T12:05:00.000Z";
    check({ next_attempt_at: later, attempts: 1, last_status: 500 }, "refer", /Waits/, "HTTP 500");
    check({ delivered_at: later, attempts: 2, last_status: 204 }, "accept", /Taken/, "HTTP 204");
    check(
      { attempts: 10, last_error: "timed_out" },
      "reject",
      /Given up/,
      "the receiver did not answer in time",
    );
  });

  it("shows an error that this page does not know", () => {
    check({ attempts: 1, last_error: "eaten" }, "reject", /Given up/, "eaten");
  });
});
