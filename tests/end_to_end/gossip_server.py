"""A server on loopback that plays all services at once, and repeats every secret it is told."""

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

SIGN_IN_PATHS = ("accesstoken", "authorize", "codetoopenid", "userinfo", "signin")


class GossipServer(ThreadingHTTPServer):
    """Answers sign-ins with secrets of its own, and all else as ``mood`` says."""

    daemon_threads = True

    def __init__(self, secrets: dict[str, str], context: ssl.SSLContext | None = None) -> None:
        """Listen.

        Args:
            secrets: What it gives away: ``token``, ``open id``, ``cookie`` and ``code``.
            context: Its side of TLS; None means plain HTTP.
        """
        super().__init__(("127.0.0.1", 0), _Handler)
        self.secrets = secrets
        self.context = context
        """May be another one for the next connection, such as one with an expired certificate."""
        self.mood = "content"
        self.refuses_to_sign_in = False
        self.is_moody_at_sign_in = False
        """Whether the mood is that of signing in, too."""
        self.elsewhere = ""
        """Where the mood ``redirect`` sends people."""
        self.heard: list[str] = []
        """Everything that it was told: addresses, headers and bodies."""
        self.released = threading.Event()
        """Ends the mood ``silent``."""

    @property
    def url(self) -> str:
        """Its base address."""
        scheme = "http" if self.context is None else "https"
        return f"{scheme}://127.0.0.1:{self.server_port}"

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Answer on a connection, behind TLS where there is any."""
        if self.context is None:
            super().finish_request(request, client_address)
            return
        with self.context.wrap_socket(request, server_side=True) as secure:
            super().finish_request(secure, client_address)

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet about clients that went away."""


class _Handler(BaseHTTPRequestHandler):
    server: GossipServer

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length).decode()
        told = f"{self.path}\n{self.headers}\n{self.body}"
        self.server.heard.append(told)
        action = urlsplit(self.path).path.rsplit("/", 1)[-1].lower()
        if action in SIGN_IN_PATHS and not self.server.is_moody_at_sign_in:
            self._sign_in(action)
        else:
            {**_ANSWERING, **_FAILING}[self.server.mood](self)

    do_POST = do_GET

    def _sign_in(self, action: str) -> None:
        if self.server.refuses_to_sign_in:
            self.envelope(-1, f"Wrong: {self.gossip}")
            return
        secrets = self.server.secrets
        dead_at = (datetime.now(UTC) + timedelta(minutes=20)).strftime("%Y-%m-%dT%H:%M:%SZ")
        user = {"nickName": "Ada", "email": "ada@lab.example"}
        if action == "authorize":
            query = dict(parse_qsl(urlsplit(self.path).query))
            back = f"{query['redirect_uri']}?state={query['state']}&code={secrets['code']}"
            self.answer(302, b"", ("Location", back))
        elif action == "accesstoken":
            self.envelope(0, "Here.", accessToken=secrets["token"], deadTime=dead_at)
        elif action == "codetoopenid":
            self.envelope(0, "Here.", openId=secrets["open id"])
        elif action == "userinfo":
            self.envelope(0, "Here.", user=user)
        else:
            cookie = f"{secrets['cookie']}; path=/; httponly"
            self.envelope(0, "Here.", headers=(("Set-Cookie", f"session={cookie}"),))

    @property
    def gossip(self) -> str:
        """Everything that the call holds, and all that it holds escaped, once more plain."""
        pairs = parse_qsl(urlsplit(self.path).query) + parse_qsl(self.body)
        headers = [value for _, value in self.headers.items()]
        return " ".join([self.path, self.body, *(value for _, value in pairs), *headers])

    @property
    def longest(self) -> str:
        """The longest value of the call: most likely the secret."""
        pairs = parse_qsl(urlsplit(self.path).query) + parse_qsl(self.body)
        headers = [value for _, value in self.headers.items()]
        return max(reversed([*(value for _, value in pairs), *headers]), key=len)

    @property
    def told_query(self) -> str:
        """The values of the call, escaped as they came."""
        return urlsplit(self.path).query or self.body

    def envelope(
        self,
        code: int,
        message: str,
        headers: tuple[tuple[str, str], ...] = (),
        **members: object,
    ) -> None:
        body = {**members, "code": code, "message": message}
        self.answer(200, json.dumps(body).encode(), ("Content-Type", "application/json"), *headers)

    def answer(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _silent(call: _Handler) -> None:
    call.server.released.wait(10)


def _html(call: _Handler) -> None:
    call.answer(200, f"<!DOCTYPE html><p>{call.gossip}".encode(), ("Content-Type", "text/html"))


def _cut_off(call: _Handler) -> None:
    call.send_response(200)
    call.send_header("Content-Length", "1000")
    call.end_headers()
    call.wfile.write(call.gossip.encode()[:100])
    call.close_connection = True


def _long(call: _Handler) -> None:
    filling = ["7" * 1000] * 400
    call.envelope(0, f"Long: {call.gossip}", items=filling)


def _redirect(call: _Handler) -> None:
    values = dict(parse_qsl(call.told_query))
    said = quote(values.get("Description", ""))
    call.answer(302, b"", ("Location", f"{call.server.elsewhere}/there?said={said}"))


def _telling_redirect(call: _Handler) -> None:
    call.answer(302, b"", ("Location", f"{call.server.elsewhere}/there?{call.told_query}"))


def _parrot(call: _Handler) -> None:
    said = f"You said {call.longest}".encode()
    call.answer(200, said, ("Content-Type", "text/plain; charset=utf-8"))


def _reset(call: _Handler) -> None:
    call.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    call.close_connection = True


def _no_http(call: _Handler) -> None:
    call.wfile.write(f"{call.longest}\r\n".encode())
    call.close_connection = True


def _no_http_at_length(call: _Handler) -> None:
    call.wfile.write(f"550 Never heard of {call.longest}\r\n".encode())
    call.close_connection = True


def _half_head(call: _Handler) -> None:
    call.wfile.write(f"HTTP/1.1 200 OK\r\nX-Said: {call.longest}\r\n".encode())
    call.close_connection = True


def _bad_head(call: _Handler) -> None:
    call.wfile.write(f"HTTP/1.1 200 {call.longest}\r\n{call.longest}\r\n\r\n".encode())
    call.close_connection = True


def _bad_encoding(call: _Handler) -> None:
    call.answer(200, b"Packed.", ("Content-Encoding", call.longest.encode().decode("latin-1")))


def _loop(call: _Handler) -> None:
    call.answer(307, b"", ("Location", call.path))


def _downhill(call: _Handler) -> None:
    """Point to plain HTTP at a host that is named after what was said."""
    host = re.sub("[^0-9A-Za-z-]", "", call.longest)[:60]
    call.answer(302, b"", ("Location", f"http://{host}.example/there?{call.told_query}"))


def _off_the_web(call: _Handler) -> None:
    scheme = re.sub("[^0-9A-Za-z-]", "", call.longest)
    call.answer(302, b"", ("Location", f"x{scheme}:there"))


def _invalid(call: _Handler) -> None:
    items = [f"The AccessToken {call.gossip} is not valid.", f"Odd: {call.gossip}"]
    call.envelope(-10, f"Wrong: {call.gossip}", items=items)


_ANSWERING: dict[str, Callable[[_Handler], None]] = {
    "content": lambda call: call.envelope(0, f"Fine: {call.gossip}"),
    "unauthorized": lambda call: call.envelope(-8, f"Who is {call.gossip}?"),
    "unexpected": lambda call: call.envelope(7, f"Never heard of {call.gossip}"),
    "invalid": _invalid,
    "crashed": lambda call: call.envelope(-5, call.gossip),
    "parrot": _parrot,
    "no_envelope": lambda call: call.answer(200, json.dumps([call.gossip]).encode()),
    "bare": lambda call: call.answer(401, b""),
    "html": _html,
    "long": _long,
    "redirect": _redirect,
}
FAILURES = {
    "reset": FailureKind.CUT_OFF,
    "no_http": FailureKind.NOT_HTTP,
    "no_http_at_length": FailureKind.NOT_HTTP,
    "half_head": FailureKind.CUT_OFF,
    "bad_head": FailureKind.PROTOCOL_ERROR,
    "bad_encoding": FailureKind.BAD_ENCODING,
    "cut_off": FailureKind.CUT_OFF,
    "loop": FailureKind.TOO_MANY_REDIRECTS,
    "telling_redirect": FailureKind.REDIRECT_REFUSED,
    "downhill": FailureKind.REDIRECT_REFUSED,
    "off_the_web": FailureKind.REDIRECT_REFUSED,
    "silent": FailureKind.READ_TIMEOUT,
}
"""Moods in which no answer comes, and what the program makes of each."""
_FAILING: dict[str, Callable[[_Handler], None]] = {
    "reset": _reset,
    "no_http": _no_http,
    "no_http_at_length": _no_http_at_length,
    "half_head": _half_head,
    "bad_head": _bad_head,
    "bad_encoding": _bad_encoding,
    "cut_off": _cut_off,
    "loop": _loop,
    "telling_redirect": _telling_redirect,
    "downhill": _downhill,
    "off_the_web": _off_the_web,
    "silent": _silent,
}
MOODS = (*_ANSWERING, *_FAILING)


@contextmanager
def gossiping(
    secrets: dict[str, str], context: ssl.SSLContext | None = None
) -> Iterator[GossipServer]:
    """Serve on a free port."""
    with GossipServer(secrets, context) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join()
