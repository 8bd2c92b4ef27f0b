"""The transport as its users see it."""

import os
import subprocess
import sys
import tempfile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aiurdesk.core.request.limits import Limits
from aiurdesk.core.response.response import Failure, FailureKind, Hop, Response
from aiurdesk.transport.http import HttpTransport
from aiurdesk.transport.tls import TrustedCertificate
from tests.coroutines import run_test
from tests.transport.calls import LIMITS, a_request, a_transport, answered, failed, outcome_of
from tests.transport.misbehaving_server import (
    answering,
    keeping_open,
    read_head,
    response,
    serving,
    silent,
    tls_context,
)


def going_to(location: str, status: str = "302 Found") -> bytes:
    return response(b"moved", f"Location: {location}", status=status)


def by_path(answers: dict[str, bytes], heads: list[bytes] | None = None):
    """Return a script that answers by the path of the request and notes the heads."""

    def answer(head: bytes) -> bytes:
        if heads is not None:
            heads.append(head)
        return answers[head.split()[1].decode().partition("?")[0]]

    return keeping_open(answer)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://service.example/?token=SECRET", "plain_http_refused"),
        ("http://[::1", "address_invalid"),
        ("service.example", "address_invalid"),
        ("file:///etc/passwd", "address_invalid"),
        ("https://me:SECRET@service.example/", "address_invalid"),
        ("", "address_invalid"),
    ],
)
async def test_an_address_that_must_not_be_called_is_refused(url, kind):
    outcome = failed(await outcome_of(url))
    assert outcome.kind == kind
    assert "SECRET" not in outcome.detail


async def test_redirects_are_followed_and_shown_hop_by_hop():
    answers = {"/a": going_to("/b?x=1"), "/b": going_to("c#part", "307 x"), "/c": response(b"end")}
    async with serving(by_path(answers)) as port:
        base = f"http://localhost:{port}"
        outcome = answered(await outcome_of(f"{base}/a"))
    assert outcome.body.data == b"end"
    assert outcome.url == f"{base}/c"
    assert outcome.hops == (
        Hop(302, f"{base}/a", f"{base}/b?x=1"),
        Hop(307, f"{base}/b?x=1", f"{base}/c"),
    )


async def test_a_redirect_that_is_not_to_be_followed_is_returned():
    async with serving(by_path({"/a": going_to("/b")})) as port:
        outcome = await outcome_of(f"http://localhost:{port}/a", follows_redirects=False)
    assert (answered(outcome).status, answered(outcome).hops) == (302, ())
    assert answered(outcome).body.data == b"moved"


async def test_a_redirect_without_a_location_is_returned():
    async with serving(answering(response(b"where?", status="302 Found"))) as port:
        assert answered(await outcome_of(f"http://localhost:{port}/")).body.data == b"where?"


@pytest.mark.parametrize("answers", [{"/a": "/a"}, {"/a": "/b", "/b": "/a"}])
async def test_a_redirect_loop_is_a_failure(answers):
    script = by_path({path: going_to(location) for path, location in answers.items()})
    async with serving(script) as port:
        outcome = failed(await outcome_of(f"http://localhost:{port}/a"))
    assert outcome.kind is FailureKind.TOO_MANY_REDIRECTS
    assert "loop" in outcome.detail
    assert len(outcome.hops) == len(answers)


async def test_the_body_of_a_redirect_is_not_waited_for():
    endless = b"HTTP/1.1 302 Found\r\nLocation: /end\r\nContent-Encoding: br\r\n\r\n" + bytes(10**6)

    async def script(reader, writer) -> None:
        head = await read_head(reader)
        writer.write(response(b"end") if b"/end" in head else endless)
        await reader.read()

    async with serving(script) as port:
        assert answered(await outcome_of(f"http://localhost:{port}/")).body.data == b"end"


async def test_too_many_redirects_are_a_failure():
    heads: list[bytes] = []

    def further(head: bytes) -> bytes:
        heads.append(head)
        return going_to(f"/{len(heads)}")

    async with serving(keeping_open(further)) as port:
        outcome = failed(await outcome_of(f"http://localhost:{port}/", limits=Limits(redirects=4)))
    assert outcome.kind is FailureKind.TOO_MANY_REDIRECTS
    assert "4" in outcome.detail
    assert len(heads) == 5


async def test_post_redirect_get_on_one_address_is_not_a_loop():
    heads: list[bytes] = []

    def answer(head: bytes) -> bytes:
        heads.append(head)
        return (
            going_to("/form", "303 See Other") if head.startswith(b"POST") else response(b"shown")
        )

    async with serving(keeping_open(answer)) as port:
        outcome = answered(await outcome_of(f"http://localhost:{port}/form", method="POST"))
    assert outcome.body.data == b"shown"
    assert [head.split()[0] for head in heads] == [b"POST", b"GET"]


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://localhost:1/", "plain HTTP"),
        ("http://service.example/", "plain HTTP"),
        ("file:///etc/passwd", "file:"),
        ("https://[::1", "broken"),
        ("https://service.example:0/", "broken"),
    ],
)
async def test_a_redirect_to_a_forbidden_address_is_refused(authority, location, words):
    async with serving(answering(going_to(location)), tls_context(authority)) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert outcome.kind is FailureKind.REDIRECT_REFUSED
    assert words in outcome.detail


async def test_a_credential_does_not_cross_to_another_origin(authority):
    heads: list[bytes] = []
    context = tls_context(authority)
    async with serving(by_path({"/there": response(b"end")}, heads), context) as there:
        script = answering(going_to(f"https://localhost:{there}/there"))
        async with serving(script, tls_context(authority)) as here:
            headers = {"Authorization": "Bearer SECRET", "Cookie": "a=SECRET", "X-Plain": "1"}
            outcome = answered(
                await outcome_of(f"https://localhost:{here}/", authority, headers=headers)
            )
    assert b"SECRET" not in heads[0]
    assert b"X-Plain: 1" in heads[0]
    assert outcome.hops[0].is_credential_dropped
    assert outcome.server_address.endswith(f":{there}")


async def test_a_certificate_of_one_host_and_port_is_trusted_only_there(authority):
    script = keeping_open(lambda _head: response(b"x"))
    pem = authority.cert_pem.bytes().decode()
    async with (
        serving(script, tls_context(authority)) as own,
        serving(script, tls_context(authority)) as other,
        a_transport() as transport,
    ):
        own_request, other_request = (
            a_request(f"https://localhost:{own}/"),
            a_request(f"https://localhost:{other}/"),
        )
        assert failed(await transport.send(own_request, LIMITS)).kind == "certificate_unknown"
        await transport.trust(TrustedCertificate(pem, "localhost", own))
        assert answered(await transport.send(own_request, LIMITS)).status == 200
        assert failed(await transport.send(other_request, LIMITS)).kind == "certificate_unknown"
        by_number = a_request(f"https://127.0.0.1:{own}/")
        assert failed(await transport.send(by_number, LIMITS)).kind == "certificate_unknown"


async def test_closing_deletes_all_temporary_files():
    limits = Limits(memory_bytes=10)
    async with serving(answering(response(b"x" * 1000))) as port, a_transport() as transport:
        request = a_request(f"http://localhost:{port}/")
        path = answered(await transport.send(request, limits)).body.path
        assert path is not None
        assert os.path.exists(path)
    assert not os.path.exists(path)
    assert not os.path.exists(os.path.dirname(path))


async def test_a_transport_that_sent_nothing_can_be_closed_twice(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    transport = HttpTransport()
    await transport.aclose()
    await transport.aclose()
    assert list(tmp_path.iterdir()) == []


LAZY = """
import asyncio, sys
import aiurdesk.transport.http
heavy = {"httpx", "httpcore", "h2", "truststore", "anyio"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
async def main():
    transport = aiurdesk.transport.http.HttpTransport()
    await transport.warm_up()
    assert heavy <= set(sys.modules)
    before = set(sys.modules)
    from aiurdesk.core.request.limits import Limits
    from aiurdesk.core.request.request import PreparedRequest
    await transport.send(PreparedRequest("GET", "https://127.0.0.1:1/"), Limits())
    print(sorted(set(sys.modules) - before))
    await transport.aclose()
asyncio.run(main())
"""


def test_the_client_is_loaded_by_the_warm_up_and_not_before():
    run = subprocess.run(
        [sys.executable, "-c", LAZY], capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "[]"


@pytest.fixture
def proxied(monkeypatch):
    """Let all requests to other computers go through a proxy on a port of this one."""
    for name in ("no_proxy", "NO_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return lambda port: monkeypatch.setenv("HTTPS_PROXY", f"http://me:SECRET@127.0.0.1:{port}")


async def refusing_proxy(reader, writer) -> None:
    await read_head(reader)
    writer.write(response(status="407 Proxy Authentication Required"))
    await writer.drain()


async def babbling_proxy(reader, writer) -> None:
    await read_head(reader)
    writer.write(b"220 no proxy\r\n\r\n")
    await writer.drain()


async def closing_proxy(reader, _writer) -> None:
    await read_head(reader)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (refusing_proxy, "did not accept the user name and the password (407)"),
        (babbling_proxy, "not HTTP"),
        (closing_proxy, "closed"),
    ],
)
async def test_a_proxy_that_refuses(proxied, script, words):
    async with serving(script) as port:
        proxied(port)
        outcome = failed(await outcome_of("https://service.example/?SECRET"))
    assert outcome.kind is FailureKind.PROXY_ERROR
    assert words in outcome.detail
    assert "SECRET" not in outcome.detail


async def test_a_proxy_that_does_not_listen(proxied):
    proxied(1)
    outcome = failed(await outcome_of("https://service.example/"))
    assert (outcome.kind, "refused" in outcome.detail) == (FailureKind.PROXY_ERROR, True)


async def test_a_proxy_whose_name_is_unknown(proxied, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://nothing.invalid:1")
    assert failed(await outcome_of("https://service.example/")).kind is FailureKind.PROXY_ERROR


async def test_a_proxy_that_says_nothing_is_a_proxy_error(proxied):
    async with serving(silent) as port:
        proxied(port)
        limits = Limits(connect_s=0.2, read_s=0.2)
        outcome = failed(await outcome_of("https://service.example/", limits=limits))
    assert (outcome.kind, "0.2 s" in outcome.detail) == (FailureKind.PROXY_ERROR, True)


async def test_a_response_comes_through_a_proxy(proxied, authority):
    """The proxy answers for the server itself, which spares the test a tunnel."""
    asked: list[bytes] = []
    context = tls_context(authority, "service.example")

    async def tunnel(reader, writer) -> None:
        asked.append(await read_head(reader))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.start_tls(context)
        asked.append(await read_head(reader))
        writer.write(response(b"from behind"))
        await writer.drain()

    async with serving(tunnel) as port:
        proxied(port)
        outcome = answered(await outcome_of("https://service.example/x%2F?y=+", authority))
    assert outcome.body.data == b"from behind"
    assert asked[0].startswith(b"CONNECT service.example:443 HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic " in asked[0]
    assert asked[1].startswith(b"GET /x%2F?y=+ HTTP/1.1\r\nHost: service.example\r\n")
    assert b"Proxy-Authorization" not in asked[1]
    assert outcome.timing.tls_ms is not None
    assert outcome.tls is not None


async def test_a_certificate_behind_a_proxy_is_still_verified(proxied, unknown_authority):
    context = tls_context(unknown_authority, "service.example")

    async def tunnel(reader, writer) -> None:
        await read_head(reader)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.start_tls(context)

    async with serving(tunnel) as port:
        proxied(port)
        outcome = failed(await outcome_of("https://service.example/x"))
    assert outcome.kind is FailureKind.CERTIFICATE_UNKNOWN


async def test_a_host_in_another_alphabet_is_called_through_a_proxy(proxied, authority):
    asked: list[bytes] = []
    context = tls_context(authority, "xn--bcher-kva.example")

    async def tunnel(reader, writer) -> None:
        asked.append(await read_head(reader))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.start_tls(context)
        asked.append(await read_head(reader))
        writer.write(response(b"from behind"))
        await writer.drain()

    async with serving(tunnel) as port:
        proxied(port)
        outcome = answered(await outcome_of("https://bücher.example/ü", authority))
    assert outcome.body.data == b"from behind"
    assert asked[0].startswith(b"CONNECT xn--bcher-kva.example:443 HTTP/1.1\r\n")
    assert asked[1].startswith(b"GET /%C3%BC HTTP/1.1\r\nHost: xn--bcher-kva.example\r\n")


async def test_a_proxy_in_another_alphabet_is_looked_up(proxied, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://bücher.invalid:1")
    outcome = failed(await outcome_of("https://service.example/"))
    assert (outcome.kind, outcome.detail) == (
        "proxy_error",
        "the proxy: the host name has no address",
    )


TEXT = st.text(st.characters(), max_size=12)
"""Also with surrogates, which JSON may contain."""
URLS = TEXT | st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["https://", "http://", "HTTPS:", "//", ""]),
    st.sampled_from(["localhost:9", "127.0.0.1:9", "[::1]:9", "1.2.3.999", "ü", "[", "a@b", ""])
    | TEXT,
    st.sampled_from(["", "/", "?", "#", "\\", ":"]),
    TEXT,
)
"""Texts that are addresses, nearly addresses or nothing of the kind."""
ANYTHING = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@ANYTHING
@given(URLS, TEXT | st.just("GET"), TEXT)
@example("https://1.2.3.999/", "GET", "")
@example("https://0177.0.0.1/", "GET", "")
@example("https://a.example/\ud800", "GET", "")
@example("https://a.example/", "GÉT", "")
@example("https://a.example/", "GET", "\ud800")
def test_no_address_method_or_header_makes_sending_raise(proxied, url, method, value):
    """Hosts other than this computer are called through a proxy that does not listen."""
    proxied(1)

    async def send() -> None:
        outcome = await outcome_of(url, method=method, headers={"X-Value": value})
        assert failed(outcome).detail

    run_test(send)


@ANYTHING
@given(URLS, st.sampled_from([301, 302, 303, 307, 308]))
@example("https://1.2.3.999/", 302)
@example("https://[::1#part", 302)
def test_no_redirect_makes_sending_raise(proxied, location, status):
    proxied(1)
    sent = location.encode("utf-8", "replace").translate(None, b"\x00\r\n")
    head = b"HTTP/1.1 %d Go\r\nContent-Length: 0\r\nLocation: %b\r\n\r\n" % (status, sent)

    async def send() -> None:
        async with serving(answering(head)) as port:
            outcome = await outcome_of(f"http://localhost:{port}/", limits=Limits(redirects=3))
        assert isinstance(outcome, Failure | Response)

    run_test(send)


FEW_FILES = """
import asyncio, resource, sys, threading
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.transport.http import HttpTransport

async def main() -> None:
    transport = HttpTransport()
    if sys.argv[1] == "warm":
        await transport.warm_up()
        for thread in threading.enumerate():  # it has a folder open for a moment
            if thread.name == "clean-up":
                thread.join()
    resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))
    files = []
    try:
        while True:
            files.append(open("/dev/null"))
    except OSError:
        pass
    for url in ("https://nothing.invalid/", "https://localhost:9/", "http://127.0.0.1:9/"):
        outcome = await transport.send(PreparedRequest("GET", url), Limits())
        print(outcome.kind, outcome.detail)
    for file in files[-4:]:
        file.close()
    outcome = await transport.send(PreparedRequest("GET", "http://127.0.0.1:9/"), Limits())
    print(outcome.kind, outcome.detail)

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on open files")
@pytest.mark.parametrize("state", ["cold", "warm"])
def test_too_many_open_files_are_a_failure(state):
    ran = subprocess.run(
        [sys.executable, "-c", FEW_FILES, state], capture_output=True, text=True, check=False
    )
    assert ran.stderr == ""
    *without, after = ran.stdout.splitlines()
    assert without == ["system_error too many open files"] * 3
    assert after == "connection_refused connection refused"
