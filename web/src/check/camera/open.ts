/** Opens a camera for a face or for a document. */

import { CameraError, closeCamera, faultOf } from "../../camera/open";
import { type Camera, camerasOf, isForFaces } from "./devices";

const FACE = { width: { ideal: 1280 }, height: { ideal: 720 } };
/** A document's small print wants more. */
const DOCUMENT = { width: { ideal: 2560 }, height: { ideal: 1440 } };

async function open(video: MediaTrackConstraints): Promise<MediaStream> {
  if (!isSecureContext || !navigator.mediaDevices) throw new CameraError("insecure");
  try {
    return await navigator.mediaDevices.getUserMedia({ video, audio: false });
  } catch (thrown) {
    throw new CameraError(faultOf(thrown instanceof DOMException ? thrown.name : ""));
  }
}

export interface OpenedCamera {
  stream: MediaStream;
  cameras: Camera[];
  /** Of the cameras the one that is open. */
  chosen: string | null;
}

/** A camera by its id, or the one that faces the person; never a sensor for heat or depth while there is another. */
export async function openFace(id: string | null): Promise<OpenedCamera> {
  const first = await open(
    id ? { ...FACE, deviceId: { exact: id } } : { ...FACE, facingMode: "user" },
  );
  const cameras = await list();
  const label = first.getVideoTracks()[0]?.label ?? "";
  const better = cameras[0];
  if (id === null && !isForFaces(label) && better && isForFaces(better.label)) {
    closeCamera(first);
    const second = await open({ ...FACE, deviceId: { exact: better.id } });
    return { stream: second, cameras, chosen: better.id };
  }
  return { stream: first, cameras, chosen: idOf(first) };
}

/** The camera on the back of a phone where there is one. */
export function openDocument(): Promise<MediaStream> {
  return open({ ...DOCUMENT, facingMode: "environment" });
}

async function list(): Promise<Camera[]> {
  try {
    return camerasOf(await navigator.mediaDevices.enumerateDevices());
  } catch {
    return [];
  }
}

const idOf = (stream: MediaStream): string | null =>
  stream.getVideoTracks()[0]?.getSettings().deviceId ?? null;
