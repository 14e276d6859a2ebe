/** The words of the pages in the one language there is so far. Another language is another folder. */

export * from "./en/pages";
export * from "./en/verdict";
