/** What the browser says about the camera and itself. The service believes none of it; it may look odd, no more. */

interface Named {
  webdriver?: boolean;
}

/** Sent with the beginning of an attempt. */
export async function hintsOf(track: MediaStreamTrack | undefined): Promise<object> {
  const cameras = await navigator.mediaDevices
    .enumerateDevices()
    .then((all) => all.filter((d) => d.kind === "videoinput").length)
    .catch(() => null);
  return {
    camera_label: track?.label ?? null,
    device_id_count: cameras,
    settings: withoutIds(track?.getSettings?.()),
    capabilities: withoutIds(track?.getCapabilities?.()),
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    languages: navigator.languages,
    user_agent: navigator.userAgent,
    webdriver: (navigator as Named).webdriver === true,
    visibility: document.visibilityState,
    screen: { width: screen.width, height: screen.height, pixel_ratio: devicePixelRatio },
  };
}

/** Device and group ids tell one browser from another and nothing about the picture: they stay here. */
export function withoutIds(values: object | undefined): object | null {
  if (!values) return null;
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => name !== "deviceId" && name !== "groupId"),
  );
}

/** Distances between the frames of a camera, in summary. */
export class FrameTiming {
  #last: number | null = null;
  #gaps: number[] = [];

  /** A frame was shown; milliseconds of any steady clock. */
  add(at: number): void {
    if (this.#last !== null) this.#gaps.push(at - this.#last);
    this.#last = at;
  }

  /** What came since the last summary; null when too little did. */
  take(): object | null {
    const gaps = this.#gaps.sort((a, b) => a - b);
    this.#gaps = [];
    if (gaps.length < 2) return null;
    const at = (share: number) => round(gaps[Math.floor(share * (gaps.length - 1))] ?? 0);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    return {
      frames: gaps.length,
      mean_ms: round(mean),
      p50_ms: at(0.5),
      p95_ms: at(0.95),
      longest_ms: at(1),
    };
  }
}

const round = (ms: number) => Math.round(10 * ms) / 10;
