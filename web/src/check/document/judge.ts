/**
 * How good a picture of a document would be, judged from a small grey copy of what the camera sees. These are
 * hints for the person who holds the document and nothing else: the service judges the picture it gets.
 */

/** Grey values 0 to 255, row by row. */
export interface Grey {
  width: number;
  height: number;
  pixels: Uint8ClampedArray;
}

export type DocumentHint = "ok" | "dark" | "glare" | "blurred" | "small" | "edges";

/** What was measured, so that tests and the eye can follow the hint. */
export interface Measured {
  /** Mean grey inside the frame. */
  mean: number;
  /** Share of burnt-out pixels inside the frame. */
  glare: number;
  /** Mean absolute Laplacian inside the frame, relative to its contrast. */
  sharpness: number;
  /** Sides of the frame, of four, along which a straight edge runs. */
  sides: number;
  /** Share with detail of what lies around the frame: a document that is too close reaches there. */
  around: number;
  /** Share of the frame with detail: a document far away leaves most of it plain. */
  filled: number;
}

/** Where the document should be, as shares of the picture. */
export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
}

// Origin of the limits: pictures of the synthetic identity cards drawn at many sizes, blurred, darkened and with
// a spot of light (`judge.test.ts`); each limit lies between the worst good and the best bad one.
const DARKEST_MEAN = 55;
const BURNT_FROM = 250;
const MOST_GLARE = 0.03;
const LEAST_SHARPNESS = 0.09;
const LEAST_SIDES = 3;
const LEAST_FILLED = 0.35;
const MOST_AROUND = 0.4;
/** An edge's step in grey values, and the share of a side that must have one. */
const EDGE_STEP = 14;
const EDGE_SHARE = 0.45;
/** Distance from the frame's line within which an edge is looked for, as a share of the frame's shorter side. */
const EDGE_REACH = 0.14;
/** Detail is looked for in squares of this many pixels; one with less spread than this is plain. */
const CELL = 8;
const CELL_SPREAD = 18;

export function measure(grey: Grey, frame: Frame): Measured {
  const x0 = Math.round(frame.left * grey.width);
  const y0 = Math.round(frame.top * grey.height);
  const x1 = Math.min(grey.width, Math.round((frame.left + frame.width) * grey.width));
  const y1 = Math.min(grey.height, Math.round((frame.top + frame.height) * grey.height));
  const at = (x: number, y: number) => grey.pixels[y * grey.width + x] ?? 0;

  let sum = 0;
  let squares = 0;
  let burnt = 0;
  let count = 0;
  let bend = 0;
  for (let y = Math.max(1, y0); y < Math.min(grey.height - 1, y1); y += 1) {
    for (let x = Math.max(1, x0); x < Math.min(grey.width - 1, x1); x += 1) {
      const v = at(x, y);
      sum += v;
      squares += v * v;
      if (v >= BURNT_FROM) burnt += 1;
      bend += Math.abs(4 * v - at(x - 1, y) - at(x + 1, y) - at(x, y - 1) - at(x, y + 1));
      count += 1;
    }
  }
  const n = Math.max(1, count);
  const mean = sum / n;
  const spread = Math.sqrt(Math.max(0, squares / n - mean * mean));
  return {
    mean,
    glare: burnt / n,
    sharpness: bend / n / (4 * Math.max(8, spread)),
    sides: sidesWithEdge(grey, x0, y0, x1, y1),
    around: aroundShare(grey, at, x0, y0, x1, y1),
    filled: detail(at, x0, y0, x1, y1).share,
  };
}

export function hintOf(measured: Measured): DocumentHint {
  if (measured.mean < DARKEST_MEAN) return "dark";
  if (measured.glare > MOST_GLARE) return "glare";
  if (measured.filled < LEAST_FILLED) return "small";
  const { sides } = measured;
  if (sides < LEAST_SIDES || (sides < 4 && measured.around > MOST_AROUND)) return "edges";
  if (measured.sharpness < LEAST_SHARPNESS) return "blurred";
  return "ok";
}

/** Of the frame's four sides those near which a long step in brightness runs along the side. */
function sidesWithEdge(grey: Grey, x0: number, y0: number, x1: number, y1: number): number {
  const reach = Math.max(2, Math.round(EDGE_REACH * Math.min(x1 - x0, y1 - y0)));
  const at = (x: number, y: number) => grey.pixels[y * grey.width + x] ?? 0;
  const upright = (x: number) => share(y0, y1, (y) => Math.abs(at(x + 1, y) - at(x - 1, y)));
  const level = (y: number) => share(x0, x1, (x) => Math.abs(at(x, y + 1) - at(x, y - 1)));
  const best = (line: number, last: number, along: (place: number) => number) => {
    let most = 0;
    for (let d = -reach; d <= reach; d += 1) {
      const place = line + d;
      if (place < 1 || place >= last - 1) continue;
      // A document that is held a little askew crosses the line: neighbours count together.
      most = Math.max(most, along(place) + 0.5 * along(place + 1));
    }
    return most;
  };
  return [
    best(x0, grey.width, upright),
    best(x1, grey.width, upright),
    best(y0, grey.height, level),
    best(y1, grey.height, level),
  ].filter((found) => found >= EDGE_SHARE).length;
}

function share(from: number, to: number, step: (place: number) => number): number {
  let steps = 0;
  for (let i = from; i < to; i += 1) if (step(i) >= EDGE_STEP) steps += 1;
  return steps / Math.max(1, to - from);
}

type At = (x: number, y: number) => number;

/** Detail of the picture without the frame's. */
function aroundShare(grey: Grey, at: At, x0: number, y0: number, x1: number, y1: number): number {
  const all = detail(at, 0, 0, grey.width, grey.height);
  const inside = detail(at, x0, y0, x1, y1);
  const cells = all.cells - inside.cells;
  return cells <= 0 ? 0 : Math.max(0, all.full - inside.full) / cells;
}

function detail(at: At, x0: number, y0: number, x1: number, y1: number) {
  let cells = 0;
  let full = 0;
  for (let y = y0; y + CELL <= y1; y += CELL) {
    for (let x = x0; x + CELL <= x1; x += CELL) {
      let least = 255;
      let most = 0;
      for (let dy = 0; dy < CELL; dy += 1) {
        for (let dx = 0; dx < CELL; dx += 1) {
          const v = at(x + dx, y + dy);
          if (v < least) least = v;
          if (v > most) most = v;
        }
      }
      cells += 1;
      if (most - least >= CELL_SPREAD) full += 1;
    }
  }
  return { cells, full, share: cells === 0 ? 0 : full / cells };
}
