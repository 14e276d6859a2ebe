import { describe, expect, test } from "vitest";
import { de } from "./de";
import { en } from "./en";
import { es } from "./es";
import { fr } from "./fr";
import { fill, LANGUAGES, preferred, type Texts } from "./index";
import { nl } from "./nl";

const ALL: Readonly<Record<(typeof LANGUAGES)[number], Texts>> = { en, nl, de, fr, es };

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

/** Words that are the same in that language. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  nl: ["camera.choose", "problem.code"],
  de: ["problem.code"],
  fr: [],
  es: [],
};

describe.each(LANGUAGES.filter((language) => language !== "en"))("texts in %s", (language) => {
  test("have the keys of English, and no others", () => {
    const [english, other] = [flat(en), flat(ALL[language])];
    expect([...other.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test("lose no placeholder and say something of their own", () => {
    const [english, other] = [flat(en), flat(ALL[language])];
    const same: string[] = [];
    for (const [key, text] of english) {
      const translated = other.get(key) ?? "";
      expect(placeholders(translated), key).toEqual(placeholders(text));
      expect(translated.trim(), key).not.toBe("");
      if (translated === text) same.push(key);
    }
    expect(same).toEqual(SAME[language]);
  });
});

test("a placeholder is filled wherever it stands, and one without a value is noticed", () => {
  expect(fill("{a} and {a} or {b}", { a: 1 })).toBe("1 and 1 or {b}");
});

test("the browser's languages choose, by their first part", () => {
  expect(preferred(["pl-PL", "nl-BE", "en"])).toBe("nl");
  expect(preferred(["pl"])).toBe("en");
  expect(preferred([])).toBe("en");
});
