/** `likeness serve` as a child process in a fresh folder, and the few API calls that pages need set up. */

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { clip, program } from "./places.mjs";

const run = promisify(execFile);

/**
 * Starts a service with that configuration, those switches and variables; `stop` ends it and removes its folder.
 * `before`: a service that was stopped with `stop({ keep: true })`, whose folder and key are used again.
 */
export async function startService({ config = "", flags = [], listen = "127.0.0.1:0", env = {}, before = null } = {}) {
  const folder = before?.folder ?? (await mkdtemp(join(tmpdir(), "likeness-browser-")));
  const file = join(folder, "likeness.toml");
  await writeFile(file, config);
  const options = ["--data", join(folder, "data"), "--listen", listen, "--config", file];
  const child = spawn(program, ["serve", ...options, ...flags], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = [];
  child.stderr.on("data", (piece) => log.push(String(piece)));
  let key = before?.key;
  let base;
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    key ??= line.match(/API key \(shown once\): (lk_\S+)/)?.[1];
    base ??= line.match(/Likeness listens on (http:\S+)/)?.[1];
    if (key && base) break;
  }
  if (!key || !base) throw new Error(`the service did not start:\n${log.join("")}`);
  child.stdout.resume();
  const stop = async ({ keep = false } = {}) => {
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    const [status] = await ended;
    if (!keep) await rm(folder, { recursive: true });
    if (status !== 0) throw new Error(`the service ended with ${status}:\n${log.join("")}`);
  };
  return { base, key, folder, stop, call: caller(base, key) };
}

function caller(base, key) {
  return async (method, path, body) => {
    const isForm = body instanceof FormData;
    const answer = await fetch(base + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body && !isForm ? { "content-type": "application/json" } : {}),
      },
      body: isForm ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  };
}

/** The first frame of a clip as a picture file in the service's folder. */
export async function still(service, name) {
  const to = join(service.folder, `${name.replaceAll("/", "-")}.png`);
  const pipeline = ["decodebin", "videoconvert", "video/x-raw,format=RGB", "pngenc snapshot=true"];
  await run("gst-launch-1.0", [
    "-q",
    "filesrc",
    `location=${clip(name)}`,
    ...pipeline.flatMap((element) => ["!", ...element.split(" ")]),
    "!",
    "filesink",
    `location=${to}`,
  ]);
  return to;
}

/** A clip, by its name or its whole path, as what a browser's fake camera plays, in the service's folder. */
export async function motionJpeg(service, name) {
  const to = join(service.folder, `${name.replaceAll("/", "-")}.mjpeg`);
  await run("gst-launch-1.0", [
    "-q",
    "filesrc",
    `location=${isAbsolute(name) ? name : clip(name)}`,
    ..."! decodebin ! videoconvert ! videorate ! video/x-raw,format=I420,framerate=25/1 ! jpegenc quality=90 !".split(" "),
    "filesink",
    `location=${to}`,
  ]);
  return to;
}

/** A person with an ID photo. */
export async function enrol(service, name, picture, more = {}) {
  const person = await service.call("POST", "/v1/people", { display_name: name, ...more });
  const form = new FormData();
  form.append("picture", new Blob([await readFile(picture)]), "picture.png");
  await service.call("PUT", `/v1/people/${person.id}/portrait`, form);
  return person.id;
}

/** Starts a session on a clip. */
export async function startSession(service, person, kind, name, pace) {
  const form = new FormData();
  form.append("person_id", person);
  form.append("kind", kind);
  form.append("pace", pace);
  form.append("video", new Blob([await readFile(isAbsolute(name) ? name : clip(name))]), "video");
  return await service.call("POST", "/v1/sessions/upload", form);
}
