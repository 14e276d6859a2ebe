/** Shapes. Each standing has its own outline, so that none is told by colour alone. */

import type { Standing } from "../verdict/standing";

export function StandingIcon({ standing }: { standing: Standing }) {
  return (
    <svg class={`standing-icon is-${standing}`} viewBox="0 0 32 32" aria-hidden="true">
      {SHAPES[standing]}
    </svg>
  );
}

const SHAPES = {
  accept: (
    <>
      <circle class="shape" cx="16" cy="16" r="14" />
      <path class="sign" d="M9.5 16.5l4.5 4.5 8.5-9.5" />
    </>
  ),
  refer: (
    <>
      <path class="shape" d="M16 1.6 30.4 16 16 30.4 1.6 16Z" />
      <path
        class="sign"
        d="M12.6 12.7c.3-2 1.7-3.1 3.5-3.1 2 0 3.5 1.2 3.5 3.1 0 2.5-3.4 2.7-3.4 5.1"
      />
      <path class="sign" d="M16.1 22.1v.1" />
    </>
  ),
  reject: (
    <>
      <path class="shape" d="M10.2 2h11.6L30 10.2v11.6L21.8 30H10.2L2 21.8V10.2Z" />
      <path class="sign" d="M11 11l10 10M21 11 11 21" />
    </>
  ),
  forming: (
    <>
      <circle class="ring" cx="16" cy="16" r="12.5" />
      <path class="dots" d="M10 16v.01M16 16v.01M22 16v.01" />
    </>
  ),
  none: (
    <>
      <circle class="ring whole" cx="16" cy="16" r="12.5" />
      <path class="dots thin" d="M11 16h10" />
    </>
  ),
};

const LINES = {
  sun: "M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  camera: "M4 7h3l1.5-2h7L17 7h3v12H4ZM12 9.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Z",
  meeting:
    "M3 5h18v11H3ZM8 20h8M12 16v4M9 9a1.5 1.5 0 1 0 0 .01M15 9a1.5 1.5 0 1 0 0 .01M6.5 13.5a2.6 2.6 0 0 1 5 0M12.5 13.5a2.6 2.6 0 0 1 5 0",
  stream:
    "M12 12v.01M8.5 15.5a5 5 0 0 1 0-7M15.5 8.5a5 5 0 0 1 0 7M5.6 18.4a9 9 0 0 1 0-12.8M18.4 5.6a9 9 0 0 1 0 12.8",
  file: "M12 15V4M8 8l4-4 4 4M5 15v4h14v-4",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20c.6-3.6 3.7-5.5 7.5-5.5s6.9 1.9 7.5 5.5",
} as const;

export function Icon({ name }: { name: keyof typeof LINES }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={LINES[name]} />
    </svg>
  );
}

export function Mark() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <circle cx="12" cy="16" r="8.5" />
      <circle class="second" cx="20" cy="16" r="8.5" />
    </svg>
  );
}
