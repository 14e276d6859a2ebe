import { expect, test } from "vitest";
import { en } from "../check/texts/en";
import { checkStateOf, withLogin } from "./state";
import { en as words } from "./texts/en";
import type { LoginState } from "./types";

const login: LoginState = {
  login: "l1",
  step: "camera",
  application: "Portal",
  notice: {
    version: "1",
    organisation: "Example GmbH",
    contact: null,
    privacy_url: null,
    keep_sessions_days: null,
    keep_references_days: null,
  },
  ui_locales: [],
  languages: ["en"],
  expires_at: "2026-12-03T13:00:00Z",
  attempts_left: 2,
  is_running: false,
  again: null,
  granted: null,
};

test("a login is a camera step without a document, again when it says so", () => {
  const first = checkStateOf(login, "en");
  expect(first.document.wanted).toBe(false);
  expect(first.result).toBeNull();
  const again = checkStateOf({ ...login, again: "no_face" }, "en");
  expect(again.result).toEqual({ outcome: "again", code: "no_face" });
  expect(again.camera).toEqual({ attempts_left: 2, is_running: false });
});

test("a login names the application, and keeps every word of the step that it does not say otherwise", () => {
  const texts = withLogin(en, words, "Portal");
  expect(texts.camera.lead).toMatch(/^Portal would like/);
  expect(Object.keys(texts.camera).sort()).toEqual(Object.keys(en.camera).sort());
  expect(texts.live.look).toBe(en.live.look);
});
