/** Drawings of the check. They repeat what words say, so readers of the page's text pass over them. */

const LINES = {
  document:
    "M3 6h18v12H3ZM6 14.5c.4-1.7 1.4-2.5 2.8-2.5s2.4.8 2.8 2.5M8.8 8.6a1.5 1.5 0 1 0 0 .01M14 10h4M14 13.5h4",
  camera: "M4 7h3l1.5-2h7L17 7h3v12H4ZM12 9.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Z",
  light:
    "M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z",
  face: "M12 3c-4 0-6.5 3.2-6.5 8.5S8.3 21 12 21s6.5-4.2 6.5-9.5S16 3 12 3ZM9.3 10.5v.01M14.7 10.5v.01M9.5 15.5q2.5 1.8 5 0",
  alone: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20c.6-3.6 3.7-5.5 7.5-5.5s6.9 1.9 7.5 5.5",
  edges: "M4 9V5h4M16 5h4v4M20 15v4h-4M8 19H4v-4",
  sharp: "M12 4v3M12 17v3M4 12h3M17 12h3M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z",
  phone: "M7 3h10v18H7ZM11 18h2",
  tick: "M5 12.5l4.5 4.5L19 7.5",
  shield: "M12 3l7.5 3v5.5c0 4.6-3 8-7.5 9.5-4.5-1.5-7.5-4.9-7.5-9.5V6ZM8.5 12l2.5 2.5 4.5-5",
  person:
    "M9 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM3 19.5c.5-3.2 2.9-5 6-5s5.5 1.8 6 5M16 12l2 2 4-4.5",
  again: "M19.5 12a7.5 7.5 0 1 1-2.4-5.5M19.5 3.5v4h-4",
  problem: "M12 3.5 21.5 20h-19ZM12 10v4.5M12 17.3v.01",
  leave: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 12h8",
} as const;

export type GlyphName = keyof typeof LINES;

export function Glyph({ name, large }: { name: GlyphName; large?: boolean }) {
  return (
    <svg
      class={large ? `glyph large is-${name}` : "glyph"}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      <path d={LINES[name]} />
    </svg>
  );
}

/** The way a movement goes, as seen in the mirror. */
const ARROWS = {
  turn_left: "M30 6 10 24l20 18M12 24h28",
  turn_right: "M18 6l20 18-20 18M36 24H8",
  look_up: "M6 30 24 10l18 20M24 12v28",
  come_closer:
    "M15 15 6 6M6 14V6h8M33 15l9-9M34 6h8v8M15 33l-9 9M6 34v8h8M33 33l9 9M42 34v8h-8M24 18v12M18 24h12",
} as const;

export function Arrow({ movement }: { movement: keyof typeof ARROWS }) {
  return (
    <svg class={`arrow is-${movement}`} viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <path d={ARROWS[movement]} />
    </svg>
  );
}
