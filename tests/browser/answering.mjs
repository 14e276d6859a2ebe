/**
 * Somebody of the synthetic cast in front of the camera, who reads the page as a person does and moves when
 * it asks: in place of the browser's camera. The arrow on the page says what to do, and the colours that the
 * page shows light the face.
 */

import { readFile } from "node:fs/promises";
import { cast } from "./places.mjs";

/**
 * Seconds of a clip in which a movement is made; between `held` the head is where it was asked to be, and stays
 * there until the page says that it was seen. Sides are the person's own.
 */
const MOVES = {
  turn_left: { clip: "turns.mp4", from: 0.4, held: [1.3, 2.4], to: 3.3 },
  turn_right: { clip: "turns.mp4", from: 3.4, held: [4.5, 6.0], to: 6.9 },
  look_up: { clip: "up-down.mp4", from: 0.4, held: [1.3, 2.0], to: 2.9 },
  come_closer: { clip: "closer.mp4", from: 0.6, held: [1.6, 3.2], to: 4.6 },
};
const REST = "interview.mp4";

/** What is done when something is asked. */
const ANSWERS = {
  right: (movement) => movement,
  wrong: (movement) =>
    ({ turn_left: "turn_right", turn_right: "turn_left", look_up: "turn_left", come_closer: "look_up" })[movement],
  none: () => null,
};

/**
 * Puts the person in front of every page of the context that is opened from now on. `light` is the share of
 * light that a white page adds to the skin; `label` is the camera's name.
 */
export async function answering(context, { answers = "right", light = 0.2, label = "Integrated Camera" } = {}) {
  await context.exposeFunction("castClip", async (name) => (await readFile(cast(name))).toString("base64"));
  const plan = Object.fromEntries(Object.keys(MOVES).map((asked) => [asked, MOVES[ANSWERS[answers](asked)] ?? null]));
  await context.addInitScript(inFront, { plan, rest: REST, light, label });
}

/** Runs in the page. */
function inFront({ plan, rest, light, label }) {
  const SIZE = { width: 640, height: 360 };
  /** How fast a clip goes while its movement is held: a second of it lasts five. */
  const HELD_RATE = 0.2;
  /**
   * Nobody sits still to the pixel: the whole picture sways by some pixels, in two rhythms that do not meet within
   * a check. The clip itself comes round every eight seconds, and that is what a recording in a loop does.
   */
  const SWAY = { px: 3, x_s: 2.3, y_s: 3.7, margin: 1.03 };
  /** Where the cast's faces are at rest: centre and half axes, pixels. */
  const FACE = { x: 321, y: 185, rx: 95, ry: 115 };
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const coded = (v) => (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055);

  const videos = {};
  const load = async (name) => {
    const bytes = Uint8Array.from(atob(await window.castClip(name)), (c) => c.charCodeAt(0));
    const video = document.createElement("video");
    video.muted = true;
    video.loop = name === rest;
    video.src = URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
    await new Promise((done) => video.addEventListener("canplaythrough", done, { once: true }));
    videos[name] = video;
  };
  const names = new Set([rest, ...Object.values(plan).flatMap((move) => (move ? [move.clip] : []))]);
  let ready;

  /** Multiplies the face by what the page's colour leaves of full light. */
  const lit = (context) => {
    const page = document.querySelector(".check-light");
    const parts = page ? getComputedStyle(page).backgroundColor.match(/\d+/g).slice(0, 3).map((v) => v / 255) : null;
    const gain = (parts ?? [0.98, 0.98, 0.97]).map((v) =>
      Math.round(255 * coded((1 + light * linear(v)) / (1 + light))),
    );
    context.save();
    context.globalCompositeOperation = "multiply";
    context.fillStyle = `rgb(${gain})`;
    context.beginPath();
    context.ellipse(FACE.x, FACE.y, FACE.rx, FACE.ry, 0, 0, 2 * Math.PI);
    context.fill();
    context.restore();
  };

  const open = async () => {
    ready ??= Promise.all([...names].map(load));
    await ready;
    const canvas = Object.assign(document.createElement("canvas"), SIZE);
    const context = canvas.getContext("2d");
    await videos[rest].play();
    let move = null;
    let asked = null;
    const timer = setInterval(() => {
      const arrow = document.querySelector(".arrow")?.className.baseVal.match(/is-(\w+)/)?.[1] ?? null;
      if (arrow !== asked) {
        asked = arrow;
        if (arrow && plan[arrow]) {
          move = plan[arrow];
          videos[move.clip].currentTime = move.from;
          videos[move.clip].play();
        }
      }
      if (move) {
        const video = videos[move.clip];
        const [from, to] = move.held;
        const isHeld = asked !== null && video.currentTime >= from && video.currentTime < to;
        video.playbackRate = isHeld ? HELD_RATE : 1;
        if (video.currentTime >= move.to) {
          video.pause();
          move = null;
        }
      }
      const at = performance.now() / 1000;
      const aside = SWAY.px * Math.sin((2 * Math.PI * at) / SWAY.x_s);
      const above = SWAY.px * Math.sin((2 * Math.PI * at) / SWAY.y_s);
      const [width, height] = [SIZE.width * SWAY.margin, SIZE.height * SWAY.margin];
      context.save();
      context.translate(aside - (width - SIZE.width) / 2, above - (height - SIZE.height) / 2);
      context.drawImage(videos[move?.clip ?? rest], 0, 0, width, height);
      context.scale(SWAY.margin, SWAY.margin);
      lit(context);
      context.restore();
    }, 66);
    const stream = canvas.captureStream(15);
    const [track] = stream.getVideoTracks();
    Object.defineProperty(track, "label", { value: label });
    const stop = track.stop.bind(track);
    track.stop = () => {
      clearInterval(timer);
      stop();
    };
    window.cameraOpenedAt ??= performance.now();
    return stream;
  };
  // A blank page has no cameras.
  if (!navigator.mediaDevices) return;
  navigator.mediaDevices.getUserMedia = open;
  navigator.mediaDevices.enumerateDevices = async () => [{ kind: "videoinput", deviceId: "cast", groupId: "", label }];
}
