/** The picture that is sent: a still of the camera, or a file made fit to be sent. */

/** Longer side of what is sent from a file: small print stays legible (300 dpi of a passport page is 1500). */
const LONGEST_PX = 3_000;
/** Larger files are made smaller here: phones on slow networks would wait long for nothing. */
const LARGE_BYTES = 6_000_000;
const QUALITY = 0.92;
const READ_BY_SERVICE = ["image/jpeg", "image/png", "image/webp"];

export const ACCEPTED = READ_BY_SERVICE.join(",");

export function stillOf(video: HTMLVideoElement): Promise<Blob | null> {
  return encoded(video, video.videoWidth, video.videoHeight);
}

/** As it is where that can be sent; what this browser cannot open is left for the service to refuse. */
export async function prepared(file: Blob): Promise<Blob> {
  if (READ_BY_SERVICE.includes(file.type) && file.size <= LARGE_BYTES) return file;
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_PX / Math.max(bitmap.width, bitmap.height));
    const smaller = await encoded(
      bitmap,
      Math.round(bitmap.width * scale),
      Math.round(bitmap.height * scale),
    );
    bitmap.close();
    return smaller ?? file;
  } catch {
    return file;
  }
}

function encoded(source: CanvasImageSource, width: number, height: number): Promise<Blob | null> {
  if (width === 0 || height === 0) return Promise.resolve(null);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.drawImage(source, 0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}
