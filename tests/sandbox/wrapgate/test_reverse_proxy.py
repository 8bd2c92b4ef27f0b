"""Fetching the target of a short link."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from aiurdesk.sandbox.wrapgate.reverse_proxy import LIMIT_BYTES, UnreachableTargetError, forward


class Echo(BaseHTTPRequestHandler):
    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        text = f"{self.command} {self.path} {self.headers.get('X-Mine')} ".encode() + body
        if self.path == "/endless":
            text = b"x" * (LIMIT_BYTES + 1)
        self.send_response(302 if self.path == "/away" else 200)
        self.send_header("X-From-Target", "yes")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_GET

    def log_message(self, *_):
        """Keep quiet."""


@pytest.fixture(scope="module")
def target():
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_method_path_query_headers_and_body_reach_the_target(target):
    headers = [("X-Mine", "1"), ("Host", "elsewhere"), ("Connection", "keep-alive")]
    fetched = forward("POST", f"{target}/some/path x/?a=b%20c", headers, b"body")
    assert fetched.body == b"POST /some/path%20x/?a=b%20c 1 body"
    assert ("X-From-Target", "yes") in fetched.headers
    assert "content-length" not in {name.lower() for name, _ in fetched.headers}


def test_a_redirect_is_passed_on_not_followed(target):
    assert forward("GET", f"{target}/away", []).status == 302


def test_an_answer_beyond_the_limit_is_no_answer(target):
    with pytest.raises(UnreachableTargetError):
        forward("GET", f"{target}/endless", [])


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "http://www.example.com/",
        "http://10.0.0.1/",
        "http:///",
        "ftp://::1/",
        "http://[bad",
        "http://127.0.0.1:x/",
    ],
)
def test_nothing_leaves_this_computer(address):
    with pytest.raises(UnreachableTargetError):
        forward("GET", address, [])


def test_a_closed_port_is_an_unreachable_target():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(UnreachableTargetError):
            forward("GET", f"http://127.0.0.1:{port}/", [])
