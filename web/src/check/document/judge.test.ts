import { describe, expect, test } from "vitest";
import { frameFor } from "./frame";
import { type Grey, hintOf, measure } from "./judge";

const WIDTH = 320;
const HEIGHT = 180;
const FRAME = frameFor(WIDTH, HEIGHT);

interface Scene {
  /** Of the document's size in the frame. */
  size?: number;
  /** Moved to the right, as a share of the picture. */
  shift?: number;
  blur?: number;
  light?: number;
  glare?: boolean;
  document?: boolean;
}

/** A desk, and on it a document with lines of print and a photo. */
function draw(scene: Scene): Grey {
  const { size = 1, shift = 0, blur = 0, light = 1, glare = false, document = true } = scene;
  const pixels = new Float32Array(WIDTH * HEIGHT);
  const wide = FRAME.width * WIDTH * size;
  const high = FRAME.height * HEIGHT * size;
  const left = (WIDTH - wide) / 2 + shift * WIDTH;
  const top = (HEIGHT - high) / 2;
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const u = (x - left) / wide;
      const v = (y - top) / high;
      let value = 90 + ((x * 7 + y * 3) % 5);
      if (document && u >= 0 && u < 1 && v >= 0 && v < 1) {
        value = 205;
        if (u > 0.05 && u < 0.33 && v > 0.2 && v < 0.75) value = 120 + 40 * Math.sin(30 * u * v);
        const line = Math.floor(v * 18);
        const isPrint = line % 2 === 1 && (u > 0.38 || v > 0.78) && u < 0.95;
        if (isPrint && (Math.floor(u * 90) * 7 + line * 13) % 3 !== 0) value = 45;
      }
      pixels[y * WIDTH + x] = value;
    }
  }
  const blurred = smooth(smooth(pixels, blur, 1), blur, WIDTH);
  const seen = new Uint8ClampedArray(WIDTH * HEIGHT);
  for (let i = 0; i < seen.length; i += 1) {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const spot = glare && Math.hypot(x - WIDTH / 2, y - HEIGHT / 2) < 22 ? 255 : 0;
    seen[i] = Math.max(spot, light * (blurred[i] ?? 0));
  }
  return { width: WIDTH, height: HEIGHT, pixels: seen };
}

/** A running mean over neighbours that lie `stride` apart. */
function smooth(pixels: Float32Array, reach: number, stride: number): Float32Array {
  if (reach === 0) return pixels;
  return pixels.map((own, i) => {
    let sum = 0;
    for (let d = -reach; d <= reach; d += 1) sum += pixels[i + d * stride] ?? own;
    return sum / (2 * reach + 1);
  });
}

function check(scene: Scene, expected: string) {
  const measured = measure(draw(scene), FRAME);
  expect(hintOf(measured), JSON.stringify(measured)).toBe(expected);
}

describe("the hint for a document", () => {
  test.each([0.92, 1, 1.06])("is good at %f of the frame", (size) => {
    check({ size }, "ok");
  });
  test.each([
    ["dark", { light: 0.25 }],
    ["glare", { glare: true }],
    ["small", { size: 0.4 }],
    ["small", { document: false }],
    ["edges", { size: 1.6 }],
    ["blurred", { blur: 3 }],
  ] as const)("says %s of %o", (expected, scene) => {
    check(scene, expected);
  });
});

test("the frame lies inside of every picture and has the shape of a passport's page", () => {
  for (const [width, height] of [
    [1280, 720],
    [720, 1280],
    [640, 480],
    [500, 500],
  ] as const) {
    const frame = frameFor(width, height);
    expect(frame.left).toBeGreaterThan(0);
    expect(frame.top).toBeGreaterThan(0);
    expect((frame.width * width) / (frame.height * height)).toBeCloseTo(125 / 88, 5);
  }
});
