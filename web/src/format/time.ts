/** Times as people read them. Positions in a stream are `m:ss`, or `m:ss.t` where something happened; records are in the reader's own time zone. */

const LOCALE = "en-GB";

export function position(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = String(seconds % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** A position to the tenth of a second, for things that several of may happen within one. */
export function exactPosition(ms: number): string {
  const tenths = Math.max(0, Math.floor(ms / 100));
  return `${position(tenths * 100)}.${tenths % 10}`;
}

/** "3 May", with the year when it is another year than now's. */
export function day(iso: string, now: Date): string {
  const date = new Date(iso);
  const options: Intl.DateTimeFormatOptions = { day: "numeric", month: "long" };
  if (date.getFullYear() !== now.getFullYear()) options.year = "numeric";
  return date.toLocaleDateString(LOCALE, options);
}

/** "3 May", months shortened where they are long. */
export function shortDay(iso: string, now: Date): string {
  const date = new Date(iso);
  const options: Intl.DateTimeFormatOptions = { day: "numeric", month: "short" };
  if (date.getFullYear() !== now.getFullYear()) options.year = "numeric";
  return date.toLocaleDateString(LOCALE, options);
}

export function clock(iso: string): string {
  return new Date(iso).toLocaleTimeString(LOCALE, { hour: "2-digit", minute: "2-digit" });
}

/** "Today, 14:02", "Yesterday, 09:30", "3 May, 11:00". */
export function moment(iso: string, now: Date): string {
  const then = new Date(iso);
  const days = Math.round((midnight(now) - midnight(then)) / 86_400_000);
  const name = days === 0 ? "Today" : days === 1 ? "Yesterday" : day(iso, now);
  return `${name}, ${clock(iso)}`;
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
