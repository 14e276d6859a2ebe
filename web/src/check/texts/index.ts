/** Languages of the check: each is loaded when it is shown. */

import type { en } from "./en";

export const LANGUAGES = ["en", "nl", "de", "fr", "es"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Languages under their own names, for the choice of one. */
export const NAMES: Readonly<Record<Language, string>> = {
  en: "English",
  nl: "Nederlands",
  de: "Deutsch",
  fr: "Français",
  es: "Español",
};

type Words<T> = T extends string ? string : { readonly [K in keyof T]: Words<T[K]> };

/** The keys of English, any words. */
export type Texts = Words<typeof en>;

const LOADERS: Readonly<Record<Language, () => Promise<Texts>>> = {
  en: () => import("./en").then((m) => m.en),
  nl: () => import("./nl").then((m) => m.nl),
  de: () => import("./de").then((m) => m.de),
  fr: () => import("./fr").then((m) => m.fr),
  es: () => import("./es").then((m) => m.es),
};

export const loadTexts = (language: Language): Promise<Texts> => LOADERS[language]();

export function isLanguage(tag: string): tag is Language {
  return (LANGUAGES as readonly string[]).includes(tag);
}

/** The first of the browser's languages that there is; English when there is none. */
export function preferred(tags: readonly string[]): Language {
  for (const tag of tags) {
    const base = tag.toLowerCase().split("-")[0] ?? "";
    if (isLanguage(base)) return base;
  }
  return "en";
}

/** Puts values in place of `{name}`. A name without a value stays, so that it is noticed. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
