/** What the service answers to single pictures. Apart from the other messages, so that a page that only sends
 * does not load those. */

import * as v from "valibot";
import type { FeedMessage } from "../api/types";
import { MESSAGE_VERSION, type Read, read } from "./read";

const one = v.literal(MESSAGE_VERSION);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const feed = v.variant("type", [
  v.object({ v: one, type: v.literal("ack"), received: count, dropped: count }),
  // For connections that are for one participant of a meeting; the pages' own are not.
  v.object({ v: one, type: v.literal("passed_over") }),
  v.object({ v: one, type: v.literal("refused"), code: v.string(), detail: v.string() }),
]);

const FEED_TYPES = new Set<string>(feed.options.map((option) => option.entries.type.literal));

export const readFeed = (text: unknown): Read<FeedMessage> => read(feed, text, FEED_TYPES);
