"""A receiver of webhooks that shares no code with the service: it checks with the library of the
specification's authors.

    python webhook.py [FAILURES]

Listens at a free port of 127.0.0.1 and says `listening PORT`. Then one line of JSON comes in on standard
input, `{"secret": "whsec_..."}`, and again whenever the secret changes. Each message is told in one line of
JSON: whether its signature holds, its id and type, how many signatures it had and what was answered. The
first FAILURES messages are answered with 500.

It needs `pip install -r tests/servers/requirements.txt`.
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

failures = int(sys.argv[1]) if len(sys.argv) > 1 else 0
lock = threading.Lock()
secret = ""


def tell(**line) -> None:
    print(json.dumps(line), flush=True)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        global failures
        body = self.rfile.read(int(self.headers["content-length"]))
        with lock:
            try:
                kind = Webhook(secret).verify(body, dict(self.headers.items()))["type"]
                holds = True
            except WebhookVerificationError as error:
                kind, holds = str(error), False
            status = 500 if failures > 0 else 204
            failures -= 1
            signatures = len(self.headers.get("webhook-signature", "").split())
            tell(holds=holds, id=self.headers.get("webhook-id"), type=kind, signatures=signatures, status=status)
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_) -> None:
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
print("listening", server.server_port, flush=True)
for line in sys.stdin:
    with lock:
        secret = json.loads(line)["secret"]
    tell(secret="taken")
