"""An HTTP server on loopback for the recipes. It records requests and sends one response."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType


class LoopbackServer:
    """A server on a free port that sends one response; it runs inside a ``with`` block."""

    def __init__(
        self, body: bytes = b'{"code": 0, "message": "Done."}', kind: str = "application/json"
    ) -> None:
        self.received: list[tuple[str, dict[str, str]]] = []
        """Target and headers of each request, the names of the headers in lower case."""
        self.bodies: list[bytes] = []
        """The body of each request that may have one."""
        received, bodies = self.received, self.bodies

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                received.append((self.path, headers))
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                bodies.append(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
                self.do_GET()

            do_PUT = do_PATCH = do_PURGE = do_POST

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Print nothing on standard error."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> "LoopbackServer":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
