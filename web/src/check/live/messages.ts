/** Messages of a running attempt, validated before anybody uses them. Kinds that a later service adds are passed over. */

import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const message = v.variant("type", [
  v.object({ type: v.literal("waiting") }),
  v.object({ type: v.literal("face"), ok: v.boolean(), hint: v.nullish(v.string()) }),
  v.object({
    type: v.literal("do"),
    movement: v.picklist(["turn_left", "turn_right", "look_up", "come_closer"]),
    number: count,
    of: count,
    try: v.optional(count, 1),
  }),
  v.object({ type: v.literal("seen"), number: count, of: count }),
  v.object({ type: v.literal("missed"), number: count, of: count }),
  v.object({
    type: v.literal("colours"),
    number: count,
    steps: v.pipe(
      v.array(
        v.object({
          colour: v.pipe(v.string(), v.hexColor()),
          ms: v.pipe(v.number(), v.minValue(0), v.maxValue(10_000)),
        }),
      ),
      v.minLength(1),
      v.maxLength(64),
    ),
  }),
  v.object({ type: v.literal("sending"), left_ms: v.optional(count) }),
  v.object({
    type: v.literal("end"),
    outcome: v.string(),
    code: v.nullish(v.string()),
    attempts_left: v.optional(count),
  }),
  v.object({ type: v.literal("closed"), code: v.string() }),
]);

export type Message = v.InferOutput<typeof message>;
export type Movement = Extract<Message, { type: "do" }>["movement"];

/** Null for what is malformed or of a kind that this page does not know. */
export function readMessage(data: unknown): Message | null {
  if (typeof data !== "string") return null;
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return null;
  }
  const result = v.safeParse(message, json);
  return result.success ? result.output : null;
}
