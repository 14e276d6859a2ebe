import { expect, test } from "vitest";
import { camerasOf, isForFaces } from "./devices";

const device = (label: string, deviceId = label, kind = "videoinput") =>
  ({ label, deviceId, kind, groupId: "" }) as MediaDeviceInfo;

const labels = (...names: string[]) => camerasOf(names.map((n) => device(n))).map((c) => c.label);

test("sensors for heat and depth are left out, and the camera that faces the person comes first", () => {
  expect(labels("USB2.0 HD IR UVC WebCam", "Back Camera", "Integrated Camera")).toEqual([
    "Integrated Camera",
    "Back Camera",
  ]);
  expect(labels("camera2 0, facing back", "camera2 1, facing front")[0]).toContain("front");
});

test("where every label looks like a sensor's, all are offered", () => {
  expect(labels("IR Camera", "Depth Camera")).toHaveLength(2);
});

test("names that only contain such letters are cameras", () => {
  for (const name of ["FaceTime HD Camera", "Mirror Cam", "Firefly 4K", "Helloween Cam"]) {
    expect(isForFaces(name), name).toBe(true);
  }
  for (const name of ["Surface IR Camera Front", "Infrared Sensor", "Windows Hello Camera"]) {
    expect(isForFaces(name), name).toBe(false);
  }
});

test("microphones and cameras that have not been allowed yet are no choice", () => {
  expect(camerasOf([device("Mic", "m", "audioinput"), device("", "")])).toEqual([]);
});
