/** Which camera: what the device has, without those that see heat or depth and not a face as people do. */

/** Labels of infrared and depth sensors, as Windows Hello and depth cameras name them. */
const NOT_FOR_FACES =
  /\b(ir|infrared|infra-red|depth|thermal|hello)\b|infrarot|infrarouge|infrarrojo|infrarood/i;

/** Labels of a camera on the front of a phone or above a screen. */
const FRONT = /front|user|face ?time|integrated|built-?in|internal|webcam/i;
const BACK = /back|rear|environment|world/i;

export interface Camera {
  id: string;
  label: string;
}

/** Cameras to choose from, those that face the person first. Labels are empty until a camera was allowed. */
export function camerasOf(devices: readonly MediaDeviceInfo[]): Camera[] {
  const all = devices
    .filter((d) => d.kind === "videoinput" && d.deviceId !== "")
    .map((d) => ({ id: d.deviceId, label: d.label }));
  const usable = all.filter((c) => !NOT_FOR_FACES.test(c.label));
  // Where every label looks like a sensor's, the labels tell nothing.
  return (usable.length > 0 ? usable : all).sort((a, b) => rank(a.label) - rank(b.label));
}

export function isForFaces(label: string): boolean {
  return !NOT_FOR_FACES.test(label);
}

function rank(label: string): number {
  if (BACK.test(label)) return 2;
  return FRONT.test(label) ? 0 : 1;
}
