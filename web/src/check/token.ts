/** The invitation's secret, taken out of the address bar before anything else runs. */

const TOKEN = /^#(li_[A-Za-z0-9_-]+)$/;

/** The token of a fragment; null for every other fragment. */
export function tokenOf(hash: string): string | null {
  return TOKEN.exec(hash)?.[1] ?? null;
}

/** Reads it and removes the whole fragment, so that it is neither seen, shared nor kept in the history. */
export function takeToken(): string | null {
  const token = tokenOf(location.hash);
  if (location.hash !== "") history.replaceState(null, "", location.pathname);
  return token;
}
