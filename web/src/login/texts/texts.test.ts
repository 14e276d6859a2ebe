import { describe, expect, test } from "vitest";
import { de } from "./de";
import { en } from "./en";
import { es } from "./es";
import { fr } from "./fr";
import { nl } from "./nl";

/** Every text by its path. */
function flat(words: object, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    const at = path === "" ? key : `${path}.${key}`;
    if (typeof value === "string") found.set(at, value);
    else for (const [inner, text] of flat(value, at)) found.set(inner, text);
  }
  return found;
}

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([p]) => p).sort();

describe.each(Object.entries({ nl, de, fr, es }))("the login's texts in %s", (_, words) => {
  test("have the keys and placeholders of English, and words of their own", () => {
    const [english, other] = [flat(en), flat(words)];
    expect([...other.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, text] of english) {
      const translated = other.get(key) ?? "";
      expect(placeholders(translated), key).toEqual(placeholders(text));
      expect(translated, key).not.toBe(text);
    }
  });
});
