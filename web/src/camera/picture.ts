/** A video's present frame as a JPEG. */

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
  longer: number,
): Promise<Blob | null> {
  if (video.videoWidth === 0) return Promise.resolve(null);
  const size = fitted(video.videoWidth, video.videoHeight, longer);
  canvas.width = size.width;
  canvas.height = size.height;
  canvas.getContext("2d")?.drawImage(video, 0, 0, size.width, size.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", JPEG_QUALITY));
}
