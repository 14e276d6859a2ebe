/** The camera that looks at the face: opened, changed, lost, and let go when the screen goes. */

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { CameraError, type CameraFault, closeCamera } from "../../camera/open";
import { type OpenedCamera, openFace } from "./open";

type State =
  | { state: "off" }
  | { state: "opening" }
  | ({ state: "on" } & OpenedCamera)
  | { state: "fault"; fault: CameraFault };

export interface FaceCamera {
  state: State["state"];
  opened: OpenedCamera | null;
  fault: CameraFault | null;
  open: (id: string | null) => void;
  close: () => void;
}

export function useFaceCamera(): FaceCamera {
  const [camera, setCamera] = useState<State>({ state: "off" });
  const newest = useRef(0);
  const stream = camera.state === "on" ? camera.stream : null;

  useEffect(() => {
    if (!stream) return;
    const track = stream.getVideoTracks()[0];
    const lost = () => setCamera({ state: "fault", fault: "lost" });
    track?.addEventListener("ended", lost);
    return () => {
      track?.removeEventListener("ended", lost);
      closeCamera(stream);
    };
  }, [stream]);
  // What is opened after the screen has gone is let go at once.
  useEffect(() => {
    const counter = newest;
    return () => {
      counter.current += 1;
    };
  }, []);

  const open = useCallback((id: string | null) => {
    newest.current += 1;
    const mine = newest.current;
    setCamera({ state: "opening" });
    openFace(id)
      .then((opened) => {
        if (newest.current === mine) setCamera({ state: "on", ...opened });
        else closeCamera(opened.stream);
      })
      .catch((thrown: unknown) => {
        if (newest.current !== mine) return;
        const fault = thrown instanceof CameraError ? thrown.fault : "failed";
        setCamera({ state: "fault", fault });
      });
  }, []);
  const close = useCallback(() => {
    newest.current += 1;
    setCamera({ state: "off" });
  }, []);

  return {
    state: camera.state,
    opened: camera.state === "on" ? camera : null,
    fault: camera.state === "fault" ? camera.fault : null,
    open,
    close,
  };
}
