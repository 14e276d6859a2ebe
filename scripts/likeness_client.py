"""A small client for Likeness' HTTP API, with Python's standard library only.

The demo uses it, and it is meant to be read as an example: every call is one method, every error is the
service's own problem document. The full description is at /openapi.json and /docs of a running service.
"""

import json
import mimetypes
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# What a session's state can be when nothing more will happen.
FINAL_STATES = {"finished", "failed", "interrupted"}
CHUNK_BYTES = 1 << 20


class ApiError(Exception):
    """A refusal, as RFC 9457 problem details."""

    def __init__(self, status: int, code: str, detail: str):
        super().__init__(f"{detail} ({status} {code})")
        self.status, self.code, self.detail = status, code, detail


class Client:
    """Calls one service with one API key."""

    def __init__(self, base: str, api_key: str, timeout_s: float = 60.0):
        self.base, self._key, self.timeout_s = base.rstrip("/"), api_key, timeout_s

    def about(self) -> dict[str, Any]:
        """Version, models with the packs they come from, and policies."""
        return self._json("GET", "/v1/about")

    def create_person(self, display_name: str) -> dict[str, Any]:
        return self._json("POST", "/v1/people", {"display_name": display_name})

    def people(self) -> list[dict[str, Any]]:
        """Everybody's records, newest first, with their references."""
        items: list[dict[str, Any]] = []
        after = ""
        while True:
            page = self._json("GET", "/v1/people" + (f"?after={after}" if after else ""))
            items += page["items"]
            after = page.get("next") or ""
            if not after:
                return items

    def set_portrait(self, person_id: str, picture: Path) -> dict[str, Any]:
        """Sets the ID portrait: a photo of the document or of the face alone."""
        return self._multipart("PUT", f"/v1/people/{person_id}/portrait", {}, "picture", picture)

    def delete_person(self, person_id: str) -> None:
        """Erases the person and everything of theirs."""
        self._json("DELETE", f"/v1/people/{person_id}")

    def start_from_file(self, person_id: str, kind: str, video: Path, pace: str = "as_fast",
                        policy: str = "") -> dict[str, Any]:
        """Uploads a recording and starts a session on it; `realtime` plays it at its own speed."""
        fields = {"person_id": person_id, "kind": kind, "pace": pace} | ({"policy": policy} if policy else {})
        return self._multipart("POST", "/v1/sessions/upload", fields, "video", video)

    def start_from_address(self, person_id: str, kind: str, address: str) -> dict[str, Any]:
        """Starts a session on a stream; the operator's allow-list must admit the address."""
        source = {"type": "address", "address": address}
        return self._json("POST", "/v1/sessions", {"person_id": person_id, "kind": kind, "source": source})

    def session(self, session_id: str) -> dict[str, Any]:
        return self._json("GET", f"/v1/sessions/{session_id}")

    def evidence(self, session_id: str) -> list[dict[str, Any]]:
        return self._json("GET", f"/v1/sessions/{session_id}/evidence")["items"]

    def begin_link_search(self, legal_basis: str, text_version: str) -> dict[str, Any]:
        """Records the legal basis on which every face is searched over all people (docs/LINKS.md), and begins."""
        return self._json("PUT", "/v1/links/search", {"legal_basis": legal_basis, "text_version": text_version})

    def link_search(self) -> dict[str, Any]:
        """Whether everybody is searched, on what basis, and from which score on two people are linked."""
        return self._json("GET", "/v1/links/search")

    def links(self) -> list[dict[str, Any]]:
        """Links between identities, newest first; the first page of them."""
        return self._json("GET", "/v1/links")["items"]

    def replay(self, session_id: str) -> dict[str, Any]:
        """Judges the stored measurement log again: {"equal": bool, "verdict": {...}}."""
        return self._json("POST", f"/v1/sessions/{session_id}/replay")

    def follow(self, session_id: str, reconnects: int = 5) -> Iterator[dict[str, Any]]:
        """Yields a session's live messages until it has ended; the first is always a snapshot.

        A follower that falls behind or loses its connection connects again and gets a new snapshot.
        """
        for _ in range(reconnects + 1):
            try:
                with self._open("GET", f"/v1/sessions/{session_id}/events", accept="text/event-stream") as response:
                    for message in parse_events(response):
                        yield message
                        if has_ended(message):
                            return
                        if message["type"] == "closed":
                            break
            except (OSError, ConnectionError):
                # A broken connection says nothing about the session.
                pass
            if self.session(session_id)["state"] in FINAL_STATES:
                return
        raise ApiError(0, "events_lost", "the live messages broke off too often")

    def _json(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        with self._open(method, path, data, "application/json" if data else None) as response:
            text = response.read()
        return json.loads(text) if text else None

    def _multipart(self, method: str, path: str, fields: dict[str, str], name: str, file: Path) -> Any:
        head, tail, kind = multipart_frame(fields, name, file)

        def chunks() -> Iterator[bytes]:
            yield head
            with file.open("rb") as f:
                while chunk := f.read(CHUNK_BYTES):
                    yield chunk
            yield tail

        size = len(head) + file.stat().st_size + len(tail)
        with self._open(method, path, chunks(), kind, length=size) as response:
            return json.loads(response.read())

    def _open(self, method: str, path: str, data: Any = None, content_type: str | None = None,
              length: int | None = None, accept: str = "application/json") -> Any:
        request = urllib.request.Request(self.base + path, data=data, method=method)
        request.add_header("Authorization", f"Bearer {self._key}")
        request.add_header("Accept", accept)
        if content_type:
            request.add_header("Content-Type", content_type)
        if length is not None:
            request.add_header("Content-Length", str(length))
        try:
            return urllib.request.urlopen(request, timeout=self.timeout_s)
        except urllib.error.HTTPError as error:
            raise problem(error.code, error.read()) from None


def problem(status: int, body: bytes) -> ApiError:
    """The service's problem document as an exception."""
    try:
        fields = json.loads(body)
        return ApiError(status, fields["code"], fields.get("detail") or fields["title"])
    except (ValueError, KeyError, TypeError):
        return ApiError(status, "no_problem_document", body[:200].decode(errors="replace") or "empty answer")


def multipart_frame(fields: dict[str, str], name: str, file: Path) -> tuple[bytes, bytes, str]:
    """What stands before and after the file's bytes, and the content type. The file comes last."""
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ]
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    # The real name may say who is in the picture; the service has no use for it.
    parts.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}{file.suffix}"\r\n'
        f"Content-Type: {kind}\r\n\r\n"
    )
    return "".join(parts).encode(), f"\r\n--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def parse_events(lines: Any) -> Iterator[dict[str, Any]]:
    """Server-sent events from lines of bytes; comments and other fields than `data` are skipped."""
    data: list[str] = []
    for raw in lines:
        line = raw.decode("utf-8").rstrip("\r\n")
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif line == "" and data:
            yield json.loads("\n".join(data))
            data = []


def has_ended(message: dict[str, Any]) -> bool:
    """Whether this message is a session's last."""
    if message["type"] == "ended":
        return True
    return message["type"] == "snapshot" and message["session"]["state"] in FINAL_STATES
