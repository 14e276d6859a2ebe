/**
 * The service, played from a script, for work on the pages: `npm run mock`, then `npm run dev`, or open the
 * mock itself to see the built pages under the service's content security policy. Any key signs in except
 * `wrong`. Nothing is stored, and no picture shows a real person.
 */

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { WebSocketServer } from "ws";
import { applications } from "./applications.mjs";
import { checkRoutes, playCheck } from "./check.mjs";
import { continuityRoutes } from "./continuity.mjs";
import { ago, people, point, sessions, timeline, verdicts } from "./data.mjs";
import { eventStreams } from "./event-streams.mjs";
import { face } from "./faces.mjs";
import { hooks } from "./hooks.mjs";
import { invitationRoutes } from "./invitations.mjs";
import { linkRoutes } from "./links.mjs";
import { loginRoutes } from "./logins.mjs";
import { decide, decisionsOn, reviewOf, waitsFor } from "./reviews.mjs";

const port = Number(process.argv[2] ?? 8080);
const dist = new URL("../dist/", import.meta.url).pathname;
const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const seconds = { forming: 8, accept: 132, refer: 94, handover: 41, replay: 52 };
const storyOf = (id) => id.replace(/^done-/, "").replace(/^old-.*/, "accept");
const whoIs = (session) =>
  session.verdict?.reasons[0]?.code === "not_the_interviewed_person" ? "stand" : session.person_id;

const evidence = (session) =>
  (session.verdict?.reasons ?? [])
    .flatMap((r, i) => [
      {
        id: `e${i}`,
        code: r.code,
        at_ms: r.at_ms ?? 12_000 + i * 9_000,
        seq: 40 + i,
        sha256: "00",
      },
    ])
    .filter((e) => !e.code.startsWith("not_enough") && e.code !== "too_short");

function routes(method, path, query, request, response) {
  const json = (status, value) => {
    response.writeHead(status, {
      "content-type": status < 400 ? "application/json" : "application/problem+json",
    });
    response.end(value === undefined ? "" : JSON.stringify(value));
  };
  const picture = (svg) => {
    response.writeHead(200, { "content-type": "image/svg+xml", "cache-control": "no-store" });
    response.end(svg);
  };
  const missing = () =>
    json(404, {
      code: "not_found",
      title: "Not found",
      status: 404,
      detail: "there is no such thing: list them to find its id",
    });
  if (checkRoutes(method, path, request, json)) return;
  const [, , kind, id, what, more] = path.split("/");

  if (path === "/v1/sign-in") {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      if (body.includes("wrong"))
        return json(401, { code: "unauthorised", title: "No", status: 401, detail: "unknown key" });
      response.writeHead(204, { "set-cookie": "likeness=mock; HttpOnly; SameSite=Strict; Path=/" });
      response.end();
    });
    return;
  }
  if (path === "/v1/sign-out") {
    response.writeHead(204, { "set-cookie": "likeness=; Max-Age=0; Path=/" });
    return response.end();
  }
  if (!(request.headers.cookie ?? "").includes("likeness=mock")) {
    return json(401, {
      code: "unauthorised",
      title: "Not signed in",
      status: 401,
      detail: "sign in first",
    });
  }
  if (path === "/v1/me") return json(200, { key_id: "mock", name: "Mock", scopes: ["admin"] });
  if (path === "/v1/about")
    return json(200, {
      version: "0.1.0",
      pack: "mock",
      models: [],
      policies: [],
      webcam: true,
      whip: true,
      rtmp_port: 1935,
    });

  if (invitationRoutes(method, path, json)) return;
  if (continuityRoutes(path, query, json)) return;
  if (loginRoutes(method, path, request, json)) return;
  const drawn = (who) => picture(face(who.split("-")[0], { background: "#8d9aa3" }));
  if (linkRoutes(method, path, query, request, { json, missing, picture: drawn })) return;
  if (kind === "people") {
    if (!id && method === "GET") return json(200, { items: people, next: null });
    if (!id) return json(201, { ...people[2], id: "ines", display_name: "New Person" });
    const person = people.find((p) => p.id === id);
    if (!person) return missing();
    if (method === "DELETE") return json(204);
    if (what === "portrait" && method === "PUT") {
      person.has_portrait = true;
      return json(200, {
        reference_id: "r",
        quality: { score: 88, issues: [] },
        rotated_deg: 90,
        face: { x: 0, y: 0, width: 1, height: 1 },
      });
    }
    if (what === "application") return id in applications ? json(200, applications[id]) : missing();
    if (what === "portrait")
      return person.has_portrait ? picture(face(id, { background: "#dfe5e6" })) : missing();
    return json(200, person);
  }
  if (kind === "event-streams") return json(...eventStreams(method, id, what));
  if (kind === "webhooks") return json(...hooks(method, id, what, more));
  if (kind === "reviews") {
    const waiting = sessions
      .filter((s) => s.state === "finished" && waitsFor(s))
      .sort((a, b) => a.created_at.localeCompare(b.created_at));
    const of = (k) => waiting.filter((s) => k === null || s.kind === k);
    if (id === "count")
      return json(200, {
        total: waiting.length,
        interview: of("interview").length,
        onboarding: of("onboarding").length,
        login: of("login").length,
      });
    const listed = of(query.get("kind"));
    if (!id) return json(200, { items: listed.map((s) => reviewOf(s)), next: null });
    const session = sessions.find((s) => s.id === id);
    if (!session) return missing();
    const at = listed.indexOf(session);
    return json(200, {
      ...reviewOf(session),
      previous: listed[at - 1]?.id ?? null,
      next: listed[at + 1]?.id ?? null,
    });
  }
  if (kind === "sessions") {
    if (!id && method === "POST") {
      sessions.unshift({
        ...sessions[0],
        id: `new-${sessions.length}`,
        source: "camera",
        verdict: null,
        created_at: ago(0),
      });
      return json(201, sessions[0]);
    }
    if (!id) {
      const all = sessions.filter(
        (s) => !query.get("person_id") || s.person_id === query.get("person_id"),
      );
      const from = query.get("after") ? all.findIndex((s) => s.id === query.get("after")) + 1 : 0;
      const items = all.slice(from, from + Number(query.get("limit") ?? 30));
      return json(200, { items, next: from + items.length < all.length ? items.at(-1).id : null });
    }
    const session = sessions.find((s) => s.id === id);
    if (!session) return missing();
    if (what === "stop") return json(202);
    if (what === "face")
      return picture(
        face(whoIs(session), {
          background: "#8d9aa3",
          dx: Math.sin(Date.now() / 900) * 5,
          tilt: Math.sin(Date.now() / 1300) * 2,
          dark: id === "forming",
        }),
      );
    if (what === "evidence" && more)
      return picture(
        face(whoIs(session), {
          background: "#7b8790",
          tilt: (more.charCodeAt(1) - 48) * 4 - 4,
          text: more,
        }),
      );
    if (what === "decisions" && method === "GET") return json(200, decisionsOn(session));
    if (what === "decisions") {
      let body = "";
      request.on("data", (part) => (body += part));
      request.on("end", () => json(201, decide(session, JSON.parse(body))));
      return;
    }
    if (what === "evidence") return json(200, { items: evidence(session) });
    if (what === "timeline")
      return json(200, {
        points: session.verdict ? timeline(storyOf(id), seconds[storyOf(id)] ?? 60) : [],
      });
    if (what === "replay")
      return json(200, { equal: id !== "done-replay", verdict: session.verdict });
    return json(200, session);
  }
  return missing();
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://mock");
  if (url.pathname.startsWith("/v1/")) {
    return routes(request.method, url.pathname, url.searchParams, request, response);
  }
  const file = extname(url.pathname) ? normalize(url.pathname) : "/index.html";
  try {
    const body = await readFile(join(dist, file));
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "application/octet-stream",
      "content-security-policy": csp,
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});

const sockets = new WebSocketServer({ noServer: true });
server.on("upgrade", (request, socket, head) => {
  const { pathname } = new URL(request.url, "http://mock");
  const [, , , id, what] = pathname.split("/");
  sockets.handleUpgrade(request, socket, head, (ws) => {
    if (pathname.endsWith("/frames")) takeFrames(ws);
    else if (pathname === "/v1/check/live") playCheck(ws);
    else if (what === "live") play(ws, id);
    else ws.close();
  });
});

function takeFrames(ws) {
  let received = 0;
  ws.on("message", () => {
    received += 1;
    ws.send(JSON.stringify({ v: 1, type: "ack", received, dropped: 0 }));
  });
}

function play(ws, id) {
  const session = sessions.find((s) => s.id === id);
  if (!session) return ws.close();
  const story = storyOf(id);
  const verdict = verdicts[story];
  let i = seconds[story] ?? 0;
  let seq = i * 5;
  const send = (message) => ws.send(JSON.stringify({ v: 1, ...message }));
  send({ type: "snapshot", session, timeline: verdict ? timeline(story, i) : [] });
  for (const e of evidence(session))
    send({ type: "evidence", id: e.id, code: e.code, at_ms: e.at_ms });
  const timer = setInterval(() => {
    seq += 1;
    const at_ms = seq * 200;
    const frames = {
      received: seq * 6,
      sampled: seq,
      analysed: Math.max(0, seq - 3),
      dropped: Math.min(3, seq),
    };
    send({ type: "progress", at_ms, frames });
    if (!verdict) return;
    send({
      type: "face",
      at_ms,
      seq,
      box: { x: 1, y: 2, width: 90, height: 110 },
      quality: story === "forming" ? 41 : 84,
      issues: story === "forming" ? ["too_dark"] : [],
    });
    if (seq % 5 === 0 && story !== "forming") {
      i += 1;
      send({
        type: "verdict",
        at_ms,
        verdict: { ...verdict, frames },
        point: point(i, verdict.identity.llr, verdict.presence.llr),
      });
    }
  }, 200);
  ws.on("close", () => clearInterval(timer));
}

server.listen(port, "127.0.0.1", () => console.log(`mock service on http://127.0.0.1:${port}`));
