"""A server on loopback that plays all services at once, and repeats every secret it is told."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, urlsplit

SIGN_IN_PATHS = ("accesstoken", "authorize", "codetoopenid", "userinfo", "signin")


class GossipServer(ThreadingHTTPServer):
    """Answers sign-ins with secrets of its own, and all else as ``mood`` says."""

    daemon_threads = True

    def __init__(self, secrets: dict[str, str]) -> None:
        """Listen.

        Args:
            secrets: What it gives away: ``token``, ``open id``, ``cookie`` and ``code``.
        """
        super().__init__(("127.0.0.1", 0), _Handler)
        self.secrets = secrets
        self.mood = "content"
        self.refuses_to_sign_in = False
        self.elsewhere = ""
        """Where the mood ``redirect`` sends people."""
        self.heard: list[str] = []
        """Everything that it was told: addresses, headers and bodies."""
        self.released = threading.Event()
        """Ends the mood ``silent``."""

    @property
    def url(self) -> str:
        """Its base address."""
        return f"http://127.0.0.1:{self.server_port}"

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
        if action in SIGN_IN_PATHS:
            self._sign_in(action)
        else:
            _MOODS[self.server.mood](self)

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


def _invalid(call: _Handler) -> None:
    items = [f"The AccessToken {call.gossip} is not valid.", f"Odd: {call.gossip}"]
    call.envelope(-10, f"Wrong: {call.gossip}", items=items)


_MOODS: dict[str, Callable[[_Handler], None]] = {
    "content": lambda call: call.envelope(0, f"Fine: {call.gossip}"),
    "unauthorized": lambda call: call.envelope(-8, f"Who is {call.gossip}?"),
    "unexpected": lambda call: call.envelope(7, f"Never heard of {call.gossip}"),
    "invalid": _invalid,
    "crashed": lambda call: call.envelope(-5, call.gossip),
    "no_envelope": lambda call: call.answer(200, json.dumps([call.gossip]).encode()),
    "bare": lambda call: call.answer(401, b""),
    "html": _html,
    "long": _long,
    "redirect": _redirect,
    "telling_redirect": _telling_redirect,
    "cut_off": _cut_off,
    "silent": _silent,
}
MOODS = tuple(_MOODS)


@contextmanager
def gossiping(secrets: dict[str, str]) -> Iterator[GossipServer]:
    """Serve on a free port."""
    with GossipServer(secrets) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join()
