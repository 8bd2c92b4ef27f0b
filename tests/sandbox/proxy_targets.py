"""HTTP servers on loopback that are targets of short links."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _SilentHandler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Write no log."""

    def respond(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        """Send a complete response."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Echo(_SilentHandler):
    """Returns path, method, one header and body of GET and POST requests as JSON.

    The path ``/redirect`` gives a redirect, and ``/large/<size>`` a body of that size. Other
    methods get status 501.
    """

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if self.path == "/redirect":
            self.respond(302, {"Location": "/"})
        elif self.path.startswith("/large/"):
            self.respond(200, {}, b"x" * int(self.path.removeprefix("/large/")))
        else:
            echo = {"echo": self.path, "method": self.command, "body": body}
            headers = {"Content-Type": "application/json", "X-From-Target": "yes"}
            if own := self.headers.get("X-From-Client"):
                headers["X-Echo"] = own
            self.respond(200, headers, json.dumps(echo).encode())

    do_POST = do_GET


class RedirectToHttps(_SilentHandler):
    """Redirects to https, as the services of 2020 do."""

    def do_GET(self) -> None:
        self.respond(301, {"Location": "https://127.0.0.1/"})


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve on a free port and yield host and port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        # The poll interval is how long shutdown waits. The default is half a second.
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
