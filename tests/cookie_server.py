"""A server on loopback that sets a cookie at one path, and responds with the cookies it got."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import msgspec

VALUE = "s3cret-s3cret"


class CookieServer(msgspec.Struct):
    """A server that is running."""

    base: str
    heard: list[tuple[str, str]] = msgspec.field(default_factory=list)
    """Path and cookies of each request."""


@contextlib.contextmanager
def cookie_server(value: str = VALUE) -> Iterator[CookieServer]:
    """Serve: ``/in`` sets two cookies, ``/out`` ends them, and ``/set`` sets the query."""
    heard: list[tuple[str, str]] = []

    class Responder(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            cookies = self.headers.get("Cookie", "")
            heard.append((self.path, cookies))
            self.send_response(200)
            if self.path == "/in":
                self.send_header("Set-Cookie", f"sid={value}; Path=/; Max-Age=3600; HttpOnly")
                self.send_header("Set-Cookie", "lang=en; Path=/")
            if self.path.startswith("/set?"):
                self.send_header("Set-Cookie", unquote(self.path.removeprefix("/set?")))
            if self.path == "/out":
                self.send_header("Set-Cookie", "sid=; Path=/; Max-Age=0")
            self.send_header("Content-Length", str(len(cookies)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(cookies.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Print nothing on standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Responder)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield CookieServer(f"http://127.0.0.1:{server.server_address[1]}", heard)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
