/**
 * The candidate's check, played from a script. The token tells the story: `#li_ok` is done at once, `li_again`
 * misses a movement the first time, `li_human` ends with a person, `li_skip` asks for no document, `li_card` is
 * refused a document twice, `li_plain` shows no colours; `li_expired`, `li_used`, `li_revoked`, `li_in_use` and any other do not open.
 */

const STORIES = ["ok", "again", "human", "skip", "card", "plain"];
const REFUSALS = {
  expired: [410, "invitation_expired"],
  used: [410, "invitation_used"],
  revoked: [410, "invitation_revoked"],
  in_use: [409, "invitation_in_use"],
  busy: [429, "too_many_attempts"],
};
const COLOURS = ["#f3f3f3", "#80ed90", "#3f3f42", "#f38981", "#89a0ff", "#f3e660"];
export const QR =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h29v29H0z"/><path d="M4 4h7v7H4zM18 4h7v7h-7zM4 18h7v7H4zM13 13h3v3h-3zM18 18h3v2h-3zM22 21h3v4h-3z"/></svg>';

let check = null;

function begin(story) {
  return {
    story,
    documents: 0,
    left: 3,
    state: {
      step: "consent",
      language: "en",
      languages: ["en", "nl", "de", "fr", "es"],
      organisation: "Nordwind Logistik GmbH",
      expires_at: new Date(Date.now() + 72 * 3_600_000).toISOString(),
      notice: {
        version: "2026-11",
        organisation: "Nordwind Logistik GmbH",
        contact: "privacy@nordwind.example",
        privacy_url: "https://nordwind.example/privacy",
        keep_sessions_days: 180,
        keep_references_days: null,
      },
      colours: story !== "plain",
      document: { wanted: story !== "skip", reads_zone: true, side: null, attempts_left: 5 },
      camera: { attempts_left: 3, is_running: false },
      result: null,
    },
  };
}

/** Answers requests below `/v1/check`; false for all others. */
export function checkRoutes(method, path, request, json) {
  if (path !== "/v1/check" && !path.startsWith("/v1/check/")) return false;
  const problem = (status, code) => json(status, { code, title: "No", status, detail: "no" });
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const isJson = (request.headers["content-type"] ?? "").includes("json");
    const body = isJson ? JSON.parse(Buffer.concat(parts).toString() || "{}") : {};
    const what = path.slice("/v1/check".length).replace("/", "");
    if (what === "open") {
      const story = String(body.token).replace("li_", "");
      const refusal = REFUSALS[story];
      if (refusal) return problem(...refusal);
      if (!STORIES.includes(story)) return problem(404, "invitation_unknown");
      check = begin(story);
      return json(200, check.state);
    }
    if (!check) return problem(401, "unauthenticated");
    const { state } = check;
    if (what === "" && method === "GET") return json(200, state);
    if (what === "language") {
      state.language = body.language;
      return json(200, state);
    }
    if (what === "consent") {
      if (body.notice_version !== state.notice.version) return problem(409, "conflict");
      state.language = body.language;
      if (body.agreed) state.step = state.document.wanted ? "document" : "camera";
      else Object.assign(state, { step: "done", result: { outcome: "declined", code: null } });
      return json(200, state);
    }
    if (what === "move") {
      check = null;
      return json(200, { link: "http://mock/check#li_ok", qr_svg: QR });
    }
    if (what === "document") {
      const code =
        check.story === "card" ? ["no_zone", "wrong_check_digits"][check.documents] : undefined;
      check.documents += 1;
      state.document.attempts_left -= 1;
      if (!code) state.step = "camera";
      const problems = code ? [{ code, retry: true }] : [];
      setTimeout(() => json(200, { accepted: !code, problems, state }), 900);
      return;
    }
    if (what === "camera") {
      check.left -= 1;
      check.colours = state.colours && body.colours;
      state.camera = { attempts_left: check.left, is_running: true };
      state.result = null;
      return json(201, {
        session_id: `s${check.left}`,
        whip: null,
        frames_path: "/v1/check/frames",
        live_path: "/v1/check/live",
        attempts_left: check.left,
      });
    }
    return problem(404, "not_found");
  });
  return true;
}

/** The instructions of an attempt. */
export function playCheck(ws) {
  if (!check) return ws.close();
  const { state, story } = check;
  const send = (message) => ws.send(JSON.stringify(message));
  const end = (outcome, code = null) => {
    const again = outcome === "again" && check.left > 0;
    state.camera.is_running = false;
    state.result = { outcome, code };
    if (!again) state.step = "done";
    send({ type: "end", outcome, code, attempts_left: check.left });
    ws.close();
  };
  const face = (hint) => () => send({ type: "face", ok: hint === null, hint });
  const ask =
    (movement, number, again = 1) =>
    () =>
      send({ type: "do", movement, number, of: 2, try: again, within_ms: 10_000 });
  const misses = story === "again" && check.left === 2;
  const script = [
    [0, () => send({ type: "waiting" })],
    [1200, face("closer")],
    [1500, face(null)],
    [1200, ask("turn_left", 1)],
    [2500, () => send({ type: "seen", number: 1, of: 2 })],
    [1500, face(null)],
    [1000, ask(misses ? "look_up" : "come_closer", 2)],
    ...(misses
      ? [
          [2500, () => send({ type: "missed", number: 2, of: 2 })],
          [1200, ask("look_up", 2, 2)],
          [2500, () => end("again", "movement_missed")],
        ]
      : [
          [2500, () => send({ type: "seen", number: 2, of: 2 })],
          ...(check.colours
            ? [
                [
                  1500,
                  () => {
                    const steps = COLOURS.map((colour) => ({ colour, ms: 900 }));
                    send({ type: "colours", number: 0, steps });
                  },
                ],
                [6000, () => {}],
              ]
            : []),
          [1200, () => send({ type: "sending", left_ms: 8_000 })],
          [2500, () => end(story === "human" ? "human" : "done")],
        ]),
  ];
  let timer;
  const next = () => {
    const [step] = script.splice(0, 1);
    if (!step) return;
    timer = setTimeout(() => {
      step[1]();
      next();
    }, step[0]);
  };
  next();
  ws.on("message", (data) => {
    if (JSON.parse(data).type !== "stop") return;
    clearTimeout(timer);
    end("again", "stopped");
  });
  ws.on("close", () => clearTimeout(timer));
}
