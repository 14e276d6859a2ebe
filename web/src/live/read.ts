/** Messages that come as text over a WebSocket: versioned, tagged, and validated before anybody uses them. */

import * as v from "valibot";

/** The version of the message format that this page reads. */
export const MESSAGE_VERSION = 1;

export type Read<T> =
  | { ok: true; message: T }
  | { ok: false; why: "version" | "malformed" | "unknown" };

/** Kinds of message that a later service adds to this version are `unknown`, to be passed over. */
export function read<T>(
  schema: v.GenericSchema<unknown, T>,
  text: unknown,
  types: ReadonlySet<string>,
): Read<T> {
  if (typeof text !== "string") return { ok: false, why: "malformed" };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, why: "malformed" };
  }
  const tag = v.safeParse(v.looseObject({ v: v.number(), type: v.string() }), json);
  if (!tag.success) return { ok: false, why: "malformed" };
  if (tag.output.v !== MESSAGE_VERSION) return { ok: false, why: "version" };
  if (!types.has(tag.output.type)) return { ok: false, why: "unknown" };
  const result = v.safeParse(schema, json);
  return result.success ? { ok: true, message: result.output } : { ok: false, why: "malformed" };
}
