/** Where the document should be in the camera's picture. */

import type { Frame } from "./judge";

/** Width to height: a passport's page (ICAO 9303 part 4, 125 mm × 88 mm); cards are a little wider. */
const SHAPE = 125 / 88;
/** The most of the picture's width and height that the frame takes. */
const MOST_WIDTH = 0.92;
const MOST_HEIGHT = 0.86;

export function frameFor(width: number, height: number): Frame {
  const wide = Math.min(MOST_WIDTH * width, MOST_HEIGHT * height * SHAPE) / width;
  const high = (wide * width) / SHAPE / height;
  return { left: (1 - wide) / 2, top: (1 - high) / 2, width: wide, height: high };
}
