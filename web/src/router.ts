/** Paths to pages and back. The service answers every unknown path with the page, so paths need no hash. */

import { useEffect, useState } from "preact/hooks";
import type { KindFilter } from "./api/review";

export type Route =
  | { page: "sessions"; personId?: string }
  | { page: "session"; id: string }
  | { page: "people" }
  | { page: "person"; id: string }
  | { page: "light"; id: string }
  | { page: "reviews"; kind: KindFilter }
  | { page: "review"; id: string; kind: KindFilter }
  | { page: "due" }
  | { page: "links"; all: boolean }
  | { page: "link"; id: string }
  | { page: "webhooks" }
  | { page: "event-streams" }
  | { page: "logins" }
  | { page: "sign-in" }
  | { page: "unknown" };

export function routeOf(path: string, search: string): Route {
  const parts = path.split("/").filter((p) => p !== "");
  const [first, second] = parts;
  if (first === undefined || (first === "sessions" && second === undefined)) {
    const personId = new URLSearchParams(search).get("person");
    return personId ? { page: "sessions", personId } : { page: "sessions" };
  }
  if (parts.length === 1 && first === "sign-in") return { page: "sign-in" };
  if (parts.length === 1 && first === "people") return { page: "people" };
  if (parts.length === 1 && first === "due") return { page: "due" };
  if (parts.length === 1 && first === "webhooks") return { page: "webhooks" };
  if (parts.length === 1 && first === "event-streams") return { page: "event-streams" };
  if (parts.length === 1 && first === "links") {
    return { page: "links", all: new URLSearchParams(search).get("show") === "all" };
  }
  if (parts.length === 1 && first === "logins") return { page: "logins" };
  if (first === "reviews" && parts.length <= 2) {
    const kind = kindOf(search);
    return second === undefined
      ? { page: "reviews", kind }
      : { page: "review", id: decoded(second), kind };
  }
  if (parts.length === 2 && second !== undefined) {
    if (first === "links") return { page: "link", id: decoded(second) };
    if (first === "sessions") return { page: "session", id: decoded(second) };
    if (first === "light") return { page: "light", id: decoded(second) };
    if (first === "people") return { page: "person", id: decoded(second) };
  }
  return { page: "unknown" };
}

function kindOf(search: string): KindFilter {
  const kind = new URLSearchParams(search).get("kind");
  return kind === "interview" || kind === "onboarding" || kind === "login" ? kind : null;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const paths = {
  sessions: (personId?: string) => (personId ? `/?person=${encodeURIComponent(personId)}` : "/"),
  session: (id: string) => `/sessions/${encodeURIComponent(id)}`,
  people: "/people",
  person: (id: string) => `/people/${encodeURIComponent(id)}`,
  light: (sessionId: string) => `/light/${encodeURIComponent(sessionId)}`,
  reviews: (kind: KindFilter = null) => `/reviews${kind === null ? "" : `?kind=${kind}`}`,
  review: (sessionId: string, kind: KindFilter = null) =>
    `/reviews/${encodeURIComponent(sessionId)}${kind === null ? "" : `?kind=${kind}`}`,
  due: "/due",
  links: (all = false) => (all ? "/links?show=all" : "/links"),
  link: (id: string) => `/links/${encodeURIComponent(id)}`,
  webhooks: "/webhooks",
  eventStreams: "/event-streams",
  logins: "/logins",
  signIn: "/sign-in",
};

export function go(path: string, how: "push" | "replace" = "push"): void {
  if (how === "push") history.pushState(null, "", path);
  else history.replaceState(null, "", path);
  dispatchEvent(new PopStateEvent("popstate"));
  if (how === "replace") return;
  scrollTo(0, 0);
  // Readers of the page's text and the keyboard begin at the new page, not at the old link.
  document.getElementById("main")?.focus({ preventScroll: true });
}

const current = () => routeOf(location.pathname, location.search);

export function useRoute(): Route {
  const [route, setRoute] = useState(current);
  useEffect(() => {
    const update = () => setRoute(current());
    addEventListener("popstate", update);
    document.addEventListener("click", followLink);
    return () => {
      removeEventListener("popstate", update);
      document.removeEventListener("click", followLink);
    };
  }, []);
  return route;
}

/** Plain clicks on links of ours change the page in place; everything else is the browser's. */
function followLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link === null) return;
  if (link.target !== "" || link.origin !== location.origin) return;
  if (routeOf(link.pathname, link.search).page === "unknown" || link.hash !== "") return;
  event.preventDefault();
  go(link.pathname + link.search);
}
