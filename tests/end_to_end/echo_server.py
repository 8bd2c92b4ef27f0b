"""A server on loopback that acts as all services, and repeats every secret that it receives."""

import json
import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from aiurdesk.core.response.response import FailureKind

SIGN_IN_PATHS = ("token", "accesstoken", "authorize", "codetoopenid", "userinfo", "signin")


class EchoServer(ThreadingHTTPServer):
    """Responds to sign-ins with its own secrets, and to other requests as ``mode`` says."""

    daemon_threads = True

    def __init__(self, secrets: dict[str, str], context: ssl.SSLContext | None = None) -> None:
        """Listen on a free port.

        Args:
            secrets: What sign-ins get: ``token``, ``bearer``, ``refresh``, ``open id``, ``cookie``
                and ``code``.
            context: The TLS context of the server; None means plain HTTP.
        """
        super().__init__(("127.0.0.1", 0), _Handler)
        self.secrets = secrets
        self.context = context
        """May be replaced, for example by one with an expired certificate; used from the next
        connection on."""
        self.mode = "content"
        self.refuses_to_sign_in = False
        self.uses_mode_at_sign_in = False
        """Whether ``mode`` applies to requests that sign in as well."""
        self.elsewhere = ""
        """Where the mode ``redirect`` points to."""
        self.received: list[str] = []
        """Target, headers and body of each request."""
        self.released = threading.Event()
        """Ends the mode ``silent``."""

    @property
    def url(self) -> str:
        """The base URL of the server."""
        scheme = "http" if self.context is None else "https"
        return f"{scheme}://127.0.0.1:{self.server_port}"

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Handle a connection, after a TLS handshake if the server uses TLS."""
        if self.context is None:
            super().finish_request(request, client_address)
            return
        with self.context.wrap_socket(request, server_side=True) as secure:
            super().finish_request(secure, client_address)

    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing: clients close connections on purpose here."""


class _Handler(BaseHTTPRequestHandler):
    server: EchoServer

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length).decode()
        received = f"{self.path}\n{self.headers}\n{self.body}"
        self.server.received.append(received)
        action = urlsplit(self.path).path.rsplit("/", 1)[-1].lower()
        if action in SIGN_IN_PATHS and not self.server.uses_mode_at_sign_in:
            self._sign_in(action)
        else:
            {**_RESPONDING, **_FAILING}[self.server.mode](self)

    do_POST = do_GET

    def _sign_in(self, action: str) -> None:
        if action == "token":
            self._issue()
            return
        if self.server.refuses_to_sign_in:
            self.envelope(-1, f"Wrong: {self.echo}")
            return
        secrets = self.server.secrets
        expires_at = (datetime.now(UTC) + timedelta(minutes=20)).strftime("%Y-%m-%dT%H:%M:%SZ")
        user = {"nickName": "Ada", "email": "ada@lab.example"}
        if action == "authorize":
            query = dict(parse_qsl(urlsplit(self.path).query))
            back = f"{query['redirect_uri']}?state={query['state']}&code={secrets['code']}"
            self.respond(302, b"", ("Location", back))
        elif action == "accesstoken":
            self.envelope(0, "Here.", accessToken=secrets["token"], deadTime=expires_at)
        elif action == "codetoopenid":
            self.envelope(0, "Here.", openId=secrets["open id"])
        elif action == "userinfo":
            self.envelope(0, "Here.", user=user)
        else:
            cookie = f"{secrets['cookie']}; path=/; httponly"
            self.envelope(0, "Here.", headers=(("Set-Cookie", f"session={cookie}"),))

    def _issue(self) -> None:
        """Respond as a token server does."""
        secrets = self.server.secrets
        issued = {"access_token": secrets["bearer"], "refresh_token": secrets["refresh"]}
        refused = {"error": "invalid_client", "error_description": self.echo, **issued}
        body = refused if self.server.refuses_to_sign_in else {**issued, "expires_in": 600}
        status = 400 if self.server.refuses_to_sign_in else 200
        kind = ("Content-Type", "application/json")
        self.respond(status, json.dumps(body).encode(), kind)

    @property
    def echo(self) -> str:
        """The whole request as text, followed by its values without escapes."""
        pairs = parse_qsl(urlsplit(self.path).query) + parse_qsl(self.body)
        headers = [value for _, value in self.headers.items()]
        return " ".join([self.path, self.body, *(value for _, value in pairs), *headers])

    @property
    def longest(self) -> str:
        """The longest value of the request: most likely the secret."""
        pairs = parse_qsl(urlsplit(self.path).query) + parse_qsl(self.body)
        headers = [value for _, value in self.headers.items()]
        return max(reversed([*(value for _, value in pairs), *headers]), key=len)

    @property
    def query_or_body(self) -> str:
        """The values of the request, with their escapes."""
        return urlsplit(self.path).query or self.body

    def envelope(
        self,
        code: int,
        message: str,
        headers: tuple[tuple[str, str], ...] = (),
        **members: object,
    ) -> None:
        body = {**members, "code": code, "message": message}
        self.respond(200, json.dumps(body).encode(), ("Content-Type", "application/json"), *headers)

    def respond(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


def _silent(request: _Handler) -> None:
    request.server.released.wait(10)


def _html(request: _Handler) -> None:
    request.respond(
        200, f"<!DOCTYPE html><p>{request.echo}".encode(), ("Content-Type", "text/html")
    )


def _cut_off(request: _Handler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(request.echo.encode()[:100])
    request.close_connection = True


def _long(request: _Handler) -> None:
    filling = ["7" * 1000] * 400
    request.envelope(0, f"Long: {request.echo}", items=filling)


def _redirect(request: _Handler) -> None:
    values = dict(parse_qsl(request.query_or_body))
    text = quote(values.get("Description", ""))
    request.respond(302, b"", ("Location", f"{request.server.elsewhere}/there?text={text}"))


def _redirect_with_query(request: _Handler) -> None:
    request.respond(
        302, b"", ("Location", f"{request.server.elsewhere}/there?{request.query_or_body}")
    )


def _plain_text(request: _Handler) -> None:
    text = f"You said {request.longest}".encode()
    request.respond(200, text, ("Content-Type", "text/plain; charset=utf-8"))


def _reset(request: _Handler) -> None:
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.close_connection = True


def _no_http(request: _Handler) -> None:
    request.wfile.write(f"{request.longest}\r\n".encode())
    request.close_connection = True


def _no_http_at_length(request: _Handler) -> None:
    request.wfile.write(f"550 Never heard of {request.longest}\r\n".encode())
    request.close_connection = True


def _incomplete_headers(request: _Handler) -> None:
    request.wfile.write(f"HTTP/1.1 200 OK\r\nX-Said: {request.longest}\r\n".encode())
    request.close_connection = True


def _bad_header(request: _Handler) -> None:
    request.wfile.write(f"HTTP/1.1 200 {request.longest}\r\n{request.longest}\r\n\r\n".encode())
    request.close_connection = True


def _bad_encoding(request: _Handler) -> None:
    request.respond(
        200, b"Packed.", ("Content-Encoding", request.longest.encode().decode("latin-1"))
    )


def _loop(request: _Handler) -> None:
    request.respond(307, b"", ("Location", request.path))


def _redirect_to_plain_http(request: _Handler) -> None:
    """Point to plain HTTP; the name of the host is made of the longest value."""
    host = re.sub("[^0-9A-Za-z-]", "", request.longest)[:60]
    request.respond(302, b"", ("Location", f"http://{host}.example/there?{request.query_or_body}"))


def _redirect_to_other_scheme(request: _Handler) -> None:
    scheme = re.sub("[^0-9A-Za-z-]", "", request.longest)
    request.respond(302, b"", ("Location", f"x{scheme}:there"))


def _challenge(request: _Handler) -> None:
    request.respond(401, b"", ("WWW-Authenticate", 'Digest realm="lab", nonce="n", qop="auth"'))


def _invalid(request: _Handler) -> None:
    items = [f"The AccessToken {request.echo} is not valid.", f"Odd: {request.echo}"]
    request.envelope(-10, f"Wrong: {request.echo}", items=items)


_RESPONDING: dict[str, Callable[[_Handler], None]] = {
    "challenge": _challenge,
    "content": lambda request: request.envelope(0, f"Fine: {request.echo}"),
    "unauthorized": lambda request: request.envelope(-8, f"Who is {request.echo}?"),
    "unexpected": lambda request: request.envelope(7, f"Never heard of {request.echo}"),
    "invalid": _invalid,
    "crashed": lambda request: request.envelope(-5, request.echo),
    "plain_text": _plain_text,
    "no_envelope": lambda request: request.respond(200, json.dumps([request.echo]).encode()),
    "bare": lambda request: request.respond(401, b""),
    "html": _html,
    "long": _long,
    "redirect": _redirect,
}
FAILURES = {
    "reset": FailureKind.CUT_OFF,
    "no_http": FailureKind.NOT_HTTP,
    "no_http_at_length": FailureKind.NOT_HTTP,
    "incomplete_headers": FailureKind.CUT_OFF,
    "bad_header": FailureKind.PROTOCOL_ERROR,
    "bad_encoding": FailureKind.BAD_ENCODING,
    "cut_off": FailureKind.CUT_OFF,
    "loop": FailureKind.TOO_MANY_REDIRECTS,
    "redirect_with_query": FailureKind.REDIRECT_REFUSED,
    "redirect_to_plain_http": FailureKind.REDIRECT_REFUSED,
    "redirect_to_other_scheme": FailureKind.REDIRECT_REFUSED,
    "silent": FailureKind.READ_TIMEOUT,
}
"""Mode without a complete response → the failure that the program must report."""
_FAILING: dict[str, Callable[[_Handler], None]] = {
    "reset": _reset,
    "no_http": _no_http,
    "no_http_at_length": _no_http_at_length,
    "incomplete_headers": _incomplete_headers,
    "bad_header": _bad_header,
    "bad_encoding": _bad_encoding,
    "cut_off": _cut_off,
    "loop": _loop,
    "redirect_with_query": _redirect_with_query,
    "redirect_to_plain_http": _redirect_to_plain_http,
    "redirect_to_other_scheme": _redirect_to_other_scheme,
    "silent": _silent,
}
MODES = (*_RESPONDING, *_FAILING)


@contextmanager
def running_echo_server(
    secrets: dict[str, str], context: ssl.SSLContext | None = None
) -> Iterator[EchoServer]:
    """Run a server on a free port."""
    with EchoServer(secrets, context) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join()
