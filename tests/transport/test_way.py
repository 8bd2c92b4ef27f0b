import pytest

from aiurdesk.core.environments.proxies import proxy_choice
from aiurdesk.core.environments.route import DIRECT, HttpVersion, Route, parse_resolve
from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.address import parse_address
from aiurdesk.transport.proxy import way_for
from aiurdesk.transport.transport import SendFailure
from tests.transport.calls import LIMITS, a_request, a_transport, answered, failed, outcome_of
from tests.transport.good_server import application_serving, echo
from tests.transport.misbehaving_server import (
    answering,
    keeping_open,
    response,
    serving,
    tls_context,
)

REMOTE = parse_address("https://api.example.com/")


def overriding(*texts: str) -> Route:
    return Route(addresses=tuple(map(parse_resolve, texts)))


def test_the_usual_way_has_nothing_to_tell():
    assert way_for(DIRECT, REMOTE, is_long=False).taken.notes == ()


def test_a_pac_file_of_the_system_is_told(monkeypatch):
    monkeypatch.setenv("auto_proxy", "http://wpad.example/proxy.pac")
    (note,) = way_for(DIRECT, REMOTE, is_long=False).taken.notes
    assert "PAC file, which is not understood" in note
    chosen = Route(proxy_choice("none"))
    assert way_for(chosen, REMOTE, is_long=False).taken.notes == ()
    here = parse_address("http://localhost:1/")
    assert way_for(DIRECT, here, is_long=False).taken.notes == ()


def test_what_is_too_long_for_http2_goes_over_http1():
    assert way_for(DIRECT, REMOTE, is_long=True).version is HttpVersion.HTTP1
    with pytest.raises(SendFailure) as end:
        way_for(Route(http_version=HttpVersion.HTTP2), REMOTE, is_long=True)
    assert end.value.kind is FailureKind.HTTP_VERSION_REFUSED


def test_an_overridden_host_is_called_without_the_proxy():
    route = Route(
        proxy_choice("http://proxy.example:3128"),
        (parse_resolve("api.example.com:443:192.0.2.1"),),
    )
    way = way_for(route, REMOTE, is_long=False)
    assert (way.proxy, way.addresses) == (None, ("192.0.2.1",))
    other = way_for(route, parse_address("https://api.example.com:8443/"), is_long=False)
    assert (other.proxy is not None, other.addresses) == (True, ())


async def test_an_overridden_host_keeps_its_name(authority):
    """Certificate, SNI and Host belong to the address that was typed."""
    heads: list[bytes] = []

    def answer(head: bytes) -> bytes:
        heads.append(head)
        return response(b"here")

    names: list[str] = []
    context = tls_context(authority, "api.example.com")
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    async with serving(keeping_open(answer), context) as port:
        route = overriding(f"api.example.com:{port}:127.0.0.1")
        url = f"https://api.example.com:{port}/"
        outcome = answered(await outcome_of(url, authority, route=route))
    assert b"Host: api.example.com:%d\r\n" % port in heads[0]
    assert names == ["api.example.com"]
    assert outcome.server_address == f"127.0.0.1:{port}"
    assert outcome.route.notes == ("The address was overridden: api.example.com → 127.0.0.1.",)


async def test_an_overridden_host_needs_a_certificate_of_its_name(authority):
    async with serving(answering(response()), tls_context(authority, "localhost")) as port:
        route = overriding(f"api.example.com:{port}:127.0.0.1")
        outcome = failed(
            await outcome_of(f"https://api.example.com:{port}/", authority, route=route)
        )
    assert outcome.kind is FailureKind.CERTIFICATE_WRONG_HOST
    assert outcome.route.overrides == ("api.example.com → 127.0.0.1",)


@pytest.mark.parametrize(
    ("protocols", "version", "spoken"),
    [
        (("h2", "http/1.1"), None, "HTTP/2"),
        (("h2", "http/1.1"), HttpVersion.HTTP1, "HTTP/1.1"),
        (("h2", "http/1.1"), HttpVersion.HTTP2, "HTTP/2"),
        (("http/1.1",), None, "HTTP/1.1"),
    ],
)
async def test_the_version_of_http_is_chosen(authority, tmp_path, protocols, version, spoken):
    async with application_serving(echo, authority, tmp_path, protocols) as port:
        route = Route(http_version=version)
        outcome = answered(await outcome_of(f"https://localhost:{port}/", authority, route=route))
    assert outcome.http_version == spoken


async def test_requests_of_both_versions_do_not_share_a_connection(authority, tmp_path):
    async with (
        application_serving(echo, authority, tmp_path) as port,
        a_transport(authority) as transport,
    ):
        spoken = []
        for version in (HttpVersion.HTTP2, HttpVersion.HTTP1, None):
            request = a_request(f"https://localhost:{port}/", route=Route(http_version=version))
            spoken.append(answered(await transport.send(request, LIMITS)).http_version)
    assert spoken == ["HTTP/2", "HTTP/1.1", "HTTP/2"]


async def test_a_server_without_http2_is_told_before_anything_is_sent(authority):
    heads: list[bytes] = []

    def answer(head: bytes) -> bytes:
        heads.append(head)
        return response()

    script = keeping_open(answer)
    async with serving(script, tls_context(authority, "localhost")) as port:
        route = Route(http_version=HttpVersion.HTTP2)
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority, route=route))
    assert outcome.kind is FailureKind.HTTP_VERSION_REFUSED
    assert (outcome.detail, heads) == ("the server offers HTTP/1.1 only", [])


async def test_plain_http2_needs_a_server_that_expects_it():
    script = keeping_open(lambda _head: response(status="400 Bad Request"))
    async with serving(script) as port:
        route = Route(http_version=HttpVersion.HTTP2)
        outcome = failed(await outcome_of(f"http://localhost:{port}/", route=route))
    assert outcome.kind is FailureKind.HTTP_VERSION_REFUSED
    assert outcome.detail == "the server answers over HTTP/1.1"
