#!/usr/bin/env python3
"""Speaks as much of the API as the demo uses; stands in for `likeness serve` in the demo's own tests.

A session's outcome is the text of its video. People whose portraits are the same bytes are linked once the
search has begun, and those with a picture of their own by the room they share. Requests without the key it printed are refused.
"""

import argparse
import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "lk_1_stub"
sessions: dict[str, str] = {}
people: list[dict] = []
searching = False


def verdict(outcome: str) -> dict:
    part = {"state": "same", "llr": 3.0}
    return {"outcome": outcome, "identity": part, "presence": {"state": "live", "llr": None},
            "continuity": {"state": "held"}, "reasons": [{"code": "stub", "text": "because", "at_ms": None}]}


def view(session: str, state: str) -> dict:
    outcome = sessions[session]
    judged = state == "finished" and outcome != "fail"
    return {"id": session, "state": "failed" if outcome == "fail" else state,
            "verdict": verdict(outcome) if judged else None, "frames": {"received": 2, "analysed": 1},
            "error": {"code": "stub", "detail": "told to fail"} if outcome == "fail" else None}


def is_in_office(person: dict) -> bool:
    """Those who have a picture of their own, as against a still of a clip."""
    return person["portrait"].endswith(b".jpg")


def links() -> list[dict]:
    """Every two people with the same portrait, and every two who were in the office."""
    if not searching:
        return []
    pairs = [(a, b) for k, a in enumerate(people) for b in people[k + 1:] if a["portrait"] and a["portrait"] == b["portrait"]]
    shared = [(a, b) for k, a in enumerate(people) for b in people[k + 1:] if is_in_office(a) and is_in_office(b)]
    return [{"kind": "one_room", "people": [{"id": p["id"], "display_name": p["display_name"]} for p in pair],
             "leading": None, "leading_room": {"score": 0.95}} for pair in shared] + [
            {"kind": "one_face", "people": [{"id": p["id"], "display_name": p["display_name"]} for p in pair],
             "leading": {"score": 0.9, "false_match": {"text": "1 in 9 strangers would look this similar"}}} for pair in pairs]


def search_state() -> dict:
    count = sum(bool(p["portrait"]) for p in people) if searching else 0
    return {"references": count, "people": count, "waiting": len(links()), "bars": {"one_face": 0.5} if searching else None}


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, body: object, kind: str = "application/json") -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/readyz":
            return self.answer(200, {})
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            return self.answer(401, {"code": "unauthorised", "title": "no key", "detail": "send the key"})
        if self.path == "/v1/about":
            return self.answer(200, {"pack": "auto", "parts": [
                {"role": "embedder", "models": ["stub_embedder"], "pack": "stub", "reason": "the only one"},
                {"role": "mesh", "models": [], "pack": None, "reason": "no pack has one: no blinks are watched"}]})
        if self.path == "/v1/people" and self.command == "POST":
            people.append({"id": f"p{len(people)}", "portrait": b"", **json.loads(body)})
            return self.answer(201, {"id": people[-1]["id"]})
        if self.path == "/v1/people":
            known = [{"id": p["id"], "display_name": p["display_name"], "references": [{"comparable": True}] * bool(p["portrait"])}
                     for p in reversed(people)]
            return self.answer(200, {"items": known, "next": None})
        if self.path.endswith("/portrait"):
            person = next(p for p in people if p["id"] == self.path.split("/")[-2])
            person["portrait"] = body.split(b"\r\n\r\n")[-1].split(b"\r\n")[0]
            return self.answer(200, {"quality": {"score": 79.63, "issues": []}})
        if self.path == "/v1/links/search":
            if self.command == "PUT":
                global searching
                searching = bool(json.loads(body)["legal_basis"] and json.loads(body)["text_version"])
            return self.answer(200, search_state())
        if self.path == "/v1/links":
            return self.answer(200, {"items": links(), "next": None})
        if self.path == "/v1/sessions/upload":
            # The video is the last part; the fields before it must be there.
            fields = dict(re.findall(rb'name="(\w+)"\r\n\r\n(\w+)\r\n', body))
            if fields.get(b"pace") not in (b"realtime", b"as_fast") or not body.rstrip().endswith(b"--"):
                return self.answer(422, {"code": "bad_form", "title": "bad form", "detail": repr(fields)})
            session = f"s{len(sessions)}"
            sessions[session] = body.split(b"\r\n\r\n")[-1].split(b"\r\n")[0].decode()
            return self.answer(201, view(session, "running"))
        session, _, rest = self.path.removeprefix("/v1/sessions/").partition("/")
        if rest == "events":
            messages = [{"type": "snapshot", "session": view(session, "running")}, {"type": "progress"},
                        {"type": "verdict", "at_ms": 500, "verdict": verdict(sessions[session])},
                        {"type": "ended", "session": view(session, "finished")}]
            lines = b": hello\n\n" + b"".join(b"data: " + json.dumps(m).encode() + b"\n\n" for m in messages)
            return self.answer(200, lines, "text/event-stream")
        if rest == "replay":
            return self.answer(200, {"equal": sessions[session] != "forget", "verdict": None})
        if rest == "evidence":
            return self.answer(200, {"items": []})
        return self.answer(200, view(session, "finished"))

    do_GET = do_POST = do_PUT = do


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("--data")
    parser.add_argument("--allow-demo-policy", action="store_true")
    parser.add_argument("--config")
    parser.add_argument("--listen")
    host, port = parser.parse_args().listen.split(":")
    # Bound before anything is said: whoever reads the key may call at once.
    server = ThreadingHTTPServer((host, int(port)), Handler)
    print("starting", flush=True)
    print(f"API key (shown once): {KEY}", flush=True)
    server.serve_forever()
