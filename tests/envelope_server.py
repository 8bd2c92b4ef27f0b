"""A server on loopback whose responses are written into the path that is asked for."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class EnvelopeServer(ThreadingHTTPServer):
    """Responds to ``/CODE/…/MESSAGE``, and to ``/slow/…`` only when it is released."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Responder)
        self.released = threading.Event()
        self.slow_asked = threading.Event()
        self.received: list[str] = []
        """What came of each request: its line and headers, and its body where it has one."""

    @property
    def base(self) -> str:
        """The address, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_port}"


class _Responder(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: EnvelopeServer

    def do_GET(self, body: bytes = b""):
        received = f"{self.requestline}\n{self.headers}\n{body.decode(errors='replace')}"
        self.server.received.append(received)
        first, *_, message = self.path.strip("/").split("/")
        if first == "slow":
            self.server.slow_asked.set()
            self.server.released.wait(30)
        code = int(first) if first.lstrip("-").isdigit() else 0
        members = {"code": code, "message": message, "protocolVersion": "1", "id": 7}
        data = json.dumps(members).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        self.do_GET(self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, *arguments):
        """Print nothing."""


@contextmanager
def envelope_server() -> Iterator[EnvelopeServer]:
    """Run a server on a thread."""
    server = EnvelopeServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
