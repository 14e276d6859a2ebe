import { describe, expect, it } from "vitest";
import { paths, routeOf } from "./router";

const route = (address: string) => {
  const url = new URL(address, "http://here");
  return routeOf(url.pathname, url.search);
};

describe("routes", () => {
  it("go there and back", () => {
    expect(route(paths.sessions())).toEqual({ page: "sessions" });
    expect(route(paths.sessions("a b"))).toEqual({ page: "sessions", personId: "a b" });
    expect(route(paths.session("a/b"))).toEqual({ page: "session", id: "a/b" });
    expect(route(paths.person("p1"))).toEqual({ page: "person", id: "p1" });
    expect(route(paths.people)).toEqual({ page: "people" });
    expect(route(paths.signIn)).toEqual({ page: "sign-in" });
    expect(route(paths.webhooks)).toEqual({ page: "webhooks" });
    expect(route(paths.eventStreams)).toEqual({ page: "event-streams" });
    expect(route(paths.links())).toEqual({ page: "links", all: false });
    expect(route(paths.links(true))).toEqual({ page: "links", all: true });
    expect(route(paths.link("a/b"))).toEqual({ page: "link", id: "a/b" });
    expect(route(paths.logins)).toEqual({ page: "logins" });
    expect(route(paths.reviews())).toEqual({ page: "reviews", kind: null });
    expect(route(paths.reviews("login"))).toEqual({ page: "reviews", kind: "login" });
    const review = { page: "review", id: "a/b", kind: "onboarding" };
    expect(route(paths.review("a/b", "onboarding"))).toEqual(review);
  });

  it("leave what is not theirs", () => {
    for (const path of [
      "/docs",
      "/sessions/a/b",
      "/v1/me",
      "/people/a/b",
      "/reviews/a/b",
      "/webhooks/a",
    ]) {
      expect(route(path).page).toBe("unknown");
    }
  });

  it("take no kind that there is not", () => {
    expect(route("/reviews?kind=coffee")).toEqual({ page: "reviews", kind: null });
  });

  it("survive a broken escape", () => {
    expect(routeOf("/sessions/%E0%A4%A", "").page).toBe("session");
  });
});
