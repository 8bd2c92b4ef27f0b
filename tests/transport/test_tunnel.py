"""Requests through real proxies on loopback, well-behaved ones and others."""

import asyncio

import pytest
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.user_info import UserAndPassword
from aiurdesk.core.environments.route import HttpVersion, Route
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.response.response import FailureKind
from aiurdesk.core.verdict.failures import judge_failure
from tests.proxies import PASSWORD, USER, a_proxy, chosen
from tests.transport.calls import a_request, a_transport, answered, failed, outcome_of
from tests.transport.good_server import application_serving, echo
from tests.transport.misbehaving_server import (
    answering,
    http2,
    keeping_open,
    read_head,
    response,
    serving,
    silent,
    tls_context,
)

URL = "https://service.example/a/../b?c=%2F"
LOGIN = UserAndPassword(USER, Secret(PASSWORD))


def route_over(url: str, login: UserAndPassword | None = None) -> Route:
    return Route(chosen(url, "Work" if login else ""))


@pytest.fixture
def a_server(authority, tmp_path):
    """Return what runs a server that has the name service.example, with HTTP/2."""
    return lambda: application_serving(echo, authority, tmp_path, host="service.example")


@pytest.mark.parametrize("scheme", ["http", "socks5"])
@pytest.mark.parametrize("login", [None, LOGIN], ids=["open", "with a password"])
async def test_a_request_goes_through_a_proxy(authority, a_server, scheme, login):
    kind = scheme.rstrip("5")
    async with a_server() as port, a_proxy(port, kind, has_login=login is not None) as proxy:
        route = route_over(f"{scheme}://127.0.0.1:{proxy.port}", login)
        outcome = answered(await outcome_of(URL, authority, route=route, login=LOGIN))
    # The name is looked up by the proxy, and the target is sent as it was written.
    assert proxy.asked == ["service.example:443"]
    assert outcome.body.data == b"GET /a/../b?c=%2F 0"
    assert outcome.http_version == "HTTP/2"
    assert outcome.route.proxies == (f"127.0.0.1:{proxy.port}",)
    assert outcome.route.notes == (f"Through the proxy 127.0.0.1:{proxy.port}.",)
    assert PASSWORD not in repr(outcome)


async def test_a_request_goes_through_a_proxy_that_is_reached_over_tls(authority, a_server):
    context = tls_context(authority, "localhost")
    async with a_server() as port, a_proxy(port, "http", context, has_login=True) as proxy:
        route = route_over(f"https://localhost:{proxy.port}", LOGIN)
        outcome = answered(await outcome_of(URL, authority, route=route, login=LOGIN))
    assert (proxy.asked, outcome.http_version) == (["service.example:443"], "HTTP/2")


async def test_the_certificate_of_a_proxy_is_verified(authority, unknown_authority):
    context = tls_context(unknown_authority, "localhost")
    async with a_proxy(9, "http", context) as proxy:
        route = route_over(f"https://localhost:{proxy.port}")
        outcome = failed(await outcome_of(URL, authority, route=route, login=LOGIN))
    assert outcome.kind is FailureKind.PROXY_ERROR
    assert outcome.detail.startswith("the proxy: ")
    assert proxy.asked == []


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_the_certificate_behind_a_proxy_is_verified(authority, unknown_authority, scheme):
    behind = serving(silent, tls_context(unknown_authority, "service.example"))
    async with behind as port, a_proxy(port, scheme.rstrip("5")) as proxy:
        route = route_over(f"{scheme}://127.0.0.1:{proxy.port}")
        outcome = failed(await outcome_of(URL, authority, route=route, login=LOGIN))
    assert outcome.kind is FailureKind.CERTIFICATE_UNKNOWN


async def test_connections_through_a_proxy_are_used_again(authority):
    context = tls_context(authority, "service.example")
    behind = serving(keeping_open(lambda _head: response(b"x")), context)
    async with behind as port, a_proxy(port) as proxy, a_transport(authority) as transport:
        request = a_request(URL, route=route_over(f"http://127.0.0.1:{proxy.port}"))
        for _ in range(3):
            answered(await transport.send(request, Limits()))
    assert proxy.asked == ["service.example:443"]


async def test_another_route_has_connections_of_its_own(authority, a_server):
    async with (
        a_server() as port,
        a_proxy(port) as one,
        a_proxy(port) as other,
        a_transport(authority) as transport,
    ):
        for proxy in (one, other, one):
            route = route_over(f"http://127.0.0.1:{proxy.port}")
            answered(await transport.send(a_request(URL, route=route), Limits()))
    assert one.asked == other.asked == ["service.example:443"]


async def test_plain_http_to_this_computer_goes_through_a_tunnel():
    """So a proxy cannot be taken for the server, and gets no password of the request to read."""
    async with serving(answering(response(b"x"))) as port, a_proxy(port) as proxy:
        route = route_over(f"http://127.0.0.1:{proxy.port}")
        outcome = answered(await outcome_of(f"http://localhost:{port}/", route=route))
    assert (proxy.asked, outcome.body.data) == ([f"localhost:{port}"], b"x")


async def test_plain_http2_goes_through_a_tunnel():
    """The answer of the proxy is not taken for the server's."""
    async with (
        serving(
            http2(
                lambda connection, event: connection.send_headers(
                    event.stream_id, [(":status", "204")], end_stream=True
                )
            )
        ) as port,
        a_proxy(port) as proxy,
    ):
        route = replace(
            route_over(f"http://127.0.0.1:{proxy.port}"), http_version=HttpVersion.HTTP2
        )
        outcome = answered(await outcome_of(f"http://localhost:{port}/", route=route))
    assert (outcome.status, outcome.http_version) == (204, "HTTP/2")


async def babbling(_reader, writer) -> None:
    writer.write(b"<html>Sign in to the hotel</html>\r\n\r\n" * 3)
    await writer.drain()
    await asyncio.Event().wait()


async def closing(reader, _writer) -> None:
    await reader.read(1)


async def endless(reader, writer) -> None:
    await reader.read(1)
    while True:
        writer.write(b"HTTP/1.1 100 Continue\r\nX: " + b"y" * 1000 + b"\r\n\r\n")
        await writer.drain()


async def generous(reader, writer) -> None:
    await read_head(reader)
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n<html>and more</html>")
    await writer.drain()


async def a_web_server(reader, writer) -> None:
    await read_head(reader)
    writer.write(response(b"<html>Not a proxy</html>", status="404 Not Found"))
    await writer.drain()


def saying(data: bytes):
    """Return a script that reads the greeting, and sends all of its answers at once."""

    async def script(reader, writer) -> None:
        await reader.readexactly(4)
        writer.write(data)
        await writer.drain()
        writer.write_eof()
        await reader.read()

    return script


@pytest.mark.parametrize(
    ("scheme", "script", "words"),
    [
        ("http", babbling, "the answer of the proxy is not HTTP"),
        ("http", closing, "the proxy closed the connection before the server was connected"),
        ("http", endless, "the proxy did not respond within 0.5 s"),
        ("http", silent, "the proxy did not respond within 0.5 s"),
        ("http", generous, "the proxy sent more than an answer"),
        ("http", a_web_server, "the proxy refused to connect to the server (404 Not Found)"),
        ("https", silent, "the proxy did not respond within 0.5 s"),
        ("https", babbling, "the proxy: "),
        ("socks5", babbling, "the answer of the proxy is not SOCKS 5"),
        ("socks5", closing, "the proxy closed the connection before the server was connected"),
        ("socks5", silent, "the proxy did not respond within 0.5 s"),
        ("socks5", saying(b"\x05\x00\x05\x02\x00\x01"), "the proxy does not allow"),
        ("socks5", saying(b"\x05\x00\x05\x99\x00\x01"), "the proxy refused with code 153"),
        ("socks5", saying(b"\x05\x00\x04"), "the proxy closed the connection"),
        ("socks5", saying(b"\x05\xff"), "the proxy did not accept the user name"),
        ("socks5", saying(b"\x05\x02\x01\x01"), "the proxy did not accept the user name"),
    ],
)
async def test_a_proxy_that_hangs_or_answers_anything(scheme, script, words):
    limits = Limits(connect_s=0.5, read_s=0.5, total_s=20)
    async with serving(script) as port:
        route = route_over(f"{scheme}://127.0.0.1:{port}", LOGIN)
        outcome = failed(await outcome_of(URL, limits=limits, route=route, login=LOGIN))
    assert outcome.kind is FailureKind.PROXY_ERROR
    assert outcome.detail.startswith(words)
    told = repr(outcome) + repr(judge_failure(outcome))
    assert PASSWORD not in told
    assert "hotel" not in told


@pytest.mark.parametrize("scheme", ["http", "socks5"])
@pytest.mark.parametrize(
    ("login", "words"),
    [
        (None, "the proxy asks for a user name and a password"),
        (UserAndPassword(USER, Secret("wrong")), "the proxy did not accept the user name"),
    ],
)
async def test_a_proxy_refuses_who_has_no_right_password(scheme, login, words):
    async with a_proxy(9, scheme.rstrip("5"), has_login=True) as proxy:
        route = route_over(f"{scheme}://127.0.0.1:{proxy.port}", login)
        outcome = failed(await outcome_of(URL, route=route, login=login))
    assert outcome.kind is FailureKind.PROXY_ERROR
    assert outcome.detail.startswith(words)
    # It repeats the password as the reason.
    assert PASSWORD not in repr(outcome)


async def test_a_password_that_socks_cannot_carry_is_told():
    async with a_proxy(9, "socks", has_login=True) as proxy:
        login = UserAndPassword(USER, Secret("x" * 256))
        route = route_over(f"socks5://127.0.0.1:{proxy.port}", login)
        outcome = failed(await outcome_of(URL, route=route, login=login))
    assert "255 bytes" in outcome.detail


async def test_a_server_that_refuses_the_proxy_is_a_proxy_error():
    async with serving(silent) as free:
        pass
    async with a_proxy(free) as proxy:
        route = route_over(f"http://127.0.0.1:{proxy.port}")
        outcome = failed(await outcome_of(URL, route=route, login=LOGIN))
    assert outcome.detail == "the proxy refused to connect to the server (502 Bad Gateway)"


async def test_the_certificates_behind_a_proxy_are_read_through_it(authority, unknown_authority):
    behind = serving(silent, tls_context(unknown_authority, "service.example"))
    async with behind as port, a_proxy(port, has_login=True) as proxy:
        route = route_over(f"http://127.0.0.1:{proxy.port}", LOGIN)
        outcome = failed(await outcome_of(URL, authority, route=route, login=LOGIN))
    assert outcome.chain is not None
    assert (outcome.chain.host, len(proxy.asked)) == ("service.example", 2)
