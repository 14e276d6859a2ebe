/** A video's present frame as a JPEG. */

/** Longer side of what is sent. The service samples at most this often and needs no more pixels. */
export const LONGER_SIDE_PX = 640;
export const FRAMES_PER_SECOND = 5;
const JPEG_QUALITY = 0.85;

export function fitted(
  width: number,
  height: number,
  longer: number,
): { width: number; height: number } {
  const scale = Math.min(1, longer / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

export function takePicture(
  video: HTMLVideoElement,
  canvas: HTMLCanvasElement,
): Promise<Blob | null> {
  if (video.videoWidth === 0) return Promise.resolve(null);
  const size = fitted(video.videoWidth, video.videoHeight, LONGER_SIDE_PX);
  canvas.width = size.width;
  canvas.height = size.height;
  canvas.getContext("2d")?.drawImage(video, 0, 0, size.width, size.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", JPEG_QUALITY));
}
