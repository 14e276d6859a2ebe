/** A small grey copy of what a video shows, for judging. */

import type { Grey } from "./judge";

/** Wide enough that lines of a document stay apart, small enough for several a second on a phone. */
const LONGER_PX = 320;

export function greyOf(video: HTMLVideoElement, canvas: HTMLCanvasElement): Grey | null {
  if (video.videoWidth === 0) return null;
  const scale = LONGER_PX / Math.max(video.videoWidth, video.videoHeight);
  const width = Math.round(video.videoWidth * scale);
  const height = Math.round(video.videoHeight * scale);
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  context.drawImage(video, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const pixels = new Uint8ClampedArray(width * height);
  for (let i = 0; i < pixels.length; i += 1) {
    // BT.709 luma.
    pixels[i] =
      0.2126 * (data[4 * i] ?? 0) +
      0.7152 * (data[4 * i + 1] ?? 0) +
      0.0722 * (data[4 * i + 2] ?? 0);
  }
  return { width, height, pixels };
}
