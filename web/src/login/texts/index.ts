/** Words of the login's page, in the check's languages: each is loaded when it is shown. */

import type { Language } from "../../check/texts";
import type { en } from "./en";

type Words<T> = T extends string ? string : { readonly [K in keyof T]: Words<T[K]> };

/** The keys of English, any words. */
export type LoginTexts = Words<typeof en>;

const LOADERS: Readonly<Record<Language, () => Promise<LoginTexts>>> = {
  en: () => import("./en").then((m) => m.en),
  nl: () => import("./nl").then((m) => m.nl),
  de: () => import("./de").then((m) => m.de),
  fr: () => import("./fr").then((m) => m.fr),
  es: () => import("./es").then((m) => m.es),
};

export const loadLoginTexts = (language: Language): Promise<LoginTexts> => LOADERS[language]();
