/** Where things are: the repository, the program, media that are not in the repository. */

import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
const data = join(root, "../shared/data");

export const program = process.env.LIKENESS_BIN ?? join(root, "target/release/likeness");
export const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const screenshots = join(root, "target/screenshots");
mkdirSync(screenshots, { recursive: true });

/** Why a test cannot run here, or false: what `node:test` takes as `skip`. */
export function unlessHere({ faces }) {
  const needs = !existsSync(join(root, ".runtime/models/standard"))
    ? "model weights: `make build` fetches them"
    : faces && !existsSync(data)
      ? "../shared/data"
      : !existsSync(chromium)
        ? `${chromium}: \`make setup\` installs it`
        : null;
  if (needs === null) return false;
  console.log(`skipped: needs ${needs}`);
  return `needs ${needs}`;
}

/** A file of the computer-made people, who are in the repository. */
export function cast(name) {
  return join(root, "tests/cast/media", name);
}

/** Where pictures for the documents go when somebody asks for them: `PICTURES=docs/img`. */
export const pictures = process.env.PICTURES ? resolve(root, process.env.PICTURES) : null;

export function clip(name) {
  return join(data, name);
}
