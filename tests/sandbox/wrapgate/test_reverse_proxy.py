"""Forwarding requests to the target of a short link."""

import json
import socket
from collections.abc import Iterator

import pytest

from aiurdesk.sandbox.wrapgate.reverse_proxy import LIMIT_BYTES, UnreachableTargetError, forward
from tests.sandbox.proxy_targets import Echo, serving


@pytest.fixture(scope="module")
def target() -> Iterator[str]:
    with serving(Echo) as address:
        yield f"http://{address}"


def test_method_path_query_headers_and_body_reach_the_target(target):
    headers = [("X-From-Client", "1"), ("Host", "elsewhere"), ("Connection", "keep-alive")]
    response = forward("POST", f"{target}/some/path x/?a=b%20c", headers, b"body")
    assert json.loads(response.body) == {
        "echo": "/some/path%20x/?a=b%20c",
        "method": "POST",
        "body": "body",
    }
    assert ("X-Echo", "1") in response.headers
    assert ("X-From-Target", "yes") in response.headers
    assert "content-length" not in {name.lower() for name, _ in response.headers}


def test_a_redirect_is_returned_and_not_followed(target):
    assert forward("GET", f"{target}/redirect", []).status == 302


def test_a_response_larger_than_the_limit_is_an_error(target):
    assert len(forward("GET", f"{target}/large/{LIMIT_BYTES}", []).body) == LIMIT_BYTES
    with pytest.raises(UnreachableTargetError):
        forward("GET", f"{target}/large/{LIMIT_BYTES + 1}", [])


@pytest.mark.parametrize(
    "url",
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
def test_targets_outside_of_loopback_are_rejected(url):
    with pytest.raises(UnreachableTargetError):
        forward("GET", url, [])


def test_a_closed_port_is_an_unreachable_target():
    with socket.socket() as bound:
        # Bound but not listening, so that no other process can take the port.
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        with pytest.raises(UnreachableTargetError):
            forward("GET", f"http://127.0.0.1:{port}/", [])
