"""The transport is opened late, trusts certificate authorities, and keeps cookies."""

import contextlib
from pathlib import Path
from urllib.parse import urlencode

import pytest
from msgspec.structs import replace

from aiurdesk.core.credentials.credential import origin_of
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.user_info import UserAndPassword
from aiurdesk.core.environments.proxies import ProxyChoice, proxy_choice
from aiurdesk.core.environments.route import Route
from aiurdesk.core.errors import AuthError, StorageError
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.preparing.cookie import Cookie, environment_jar
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import Failure, FailureKind, Response
from aiurdesk.sandbox.accounts import READY_PERSON
from aiurdesk.services.sandbox_host import SandboxHost
from aiurdesk.services.sending.connections import Connections
from aiurdesk.transport.http import HttpTransport
from tests.proxies import PASSWORD, USER, a_proxy, chosen
from tests.sandbox.conftest import described
from tests.transport.misbehaving_server import keeping_open, response, serving

COOKIE = Cookie("sid", Secret("s3cret"), "https://localhost", "localhost", "/")


async def test_the_transport_is_opened_with_the_first_request():
    def open_transport():
        raise AssertionError("too early")

    connections = Connections(open_transport)
    connections.files.remove(None)
    file, path = connections.files.create()
    file.close()
    assert connections.jars.cookies("mine") == ()
    connections.jars.erase_cookies("mine")
    connections.jars.erase_cookie("mine", COOKIE)
    await connections.save_cookies()
    await connections.aclose()
    assert not Path(path).exists()


async def test_a_long_body_is_in_a_file_of_the_connections():
    connections = Connections(HttpTransport)
    async with serving(keeping_open(lambda _head: response(b"x" * 100))) as port:
        request = PreparedRequest("GET", f"http://localhost:{port}/")
        outcome = await connections.send(request, Limits(memory_bytes=10))
        assert isinstance(outcome, Response)
        assert outcome.body.path is not None
        assert Path(outcome.body.path).exists()
        connections.files.remove(outcome.body.path)
        assert not Path(outcome.body.path).exists()
        await connections.aclose()


def prepared(sandbox, service="archon"):
    return PreparedRequest("GET", f"{sandbox.environment.base_urls[service]}/")


async def test_the_sandbox_is_trusted_only_for_its_own_hosts(tmp_path):
    host = SandboxHost(lambda: tmp_path, described)
    connections = Connections(HttpTransport)
    try:
        sandbox = await host.start()
        untrusted = await connections.send(prepared(sandbox), Limits())
        await connections.trust(sandbox.ca_pem, sandbox.hosts[1:])
        elsewhere = await connections.send(prepared(sandbox), Limits())
        await connections.trust(sandbox.ca_pem, sandbox.hosts)
        trusted = await connections.send(prepared(sandbox), Limits())
        assert isinstance(trusted, Response)
        connections.files.remove(trusted.body.path)
    finally:
        await connections.aclose()
        await host.aclose()
    for outcome in (untrusted, elsewhere):
        assert isinstance(outcome, Failure)
        assert outcome.kind is FailureKind.CERTIFICATE_UNKNOWN
    assert trusted.status == 200


async def test_each_cookie_jar_has_its_own_session(tmp_path):
    host = SandboxHost(lambda: tmp_path, described)
    connections = Connections(HttpTransport)
    try:
        sandbox = await host.start()
        await connections.trust(sandbox.ca_pem, sandbox.hosts)
        base = sandbox.environment.base_urls["kahla-v2"]
        form = Header("Content-Type", "application/x-www-form-urlencoded")
        fields = urlencode(
            {"Email": READY_PERSON.email, "Password": READY_PERSON.password}
        ).encode()
        sign_in = PreparedRequest("POST", f"{base}/api/auth/signin", (form,), (fields,), jar="mine")
        who = PreparedRequest("GET", f"{base}/api/auth/me", jar="mine")
        await connections.send(sign_in, Limits())
        outcomes = [
            await connections.send(replace(who, jar=jar), Limits())
            for jar in ("mine", "another's", "")
        ]
        cookies = connections.jars.cookies("mine")
        connections.jars.erase_cookie("mine", cookies[0])
        outcomes.append(await connections.send(who, Limits()))
        await connections.send(sign_in, Limits())
        connections.jars.erase_cookies("mine")
        outcomes.append(await connections.send(who, Limits()))
    finally:
        await connections.aclose()
        await host.aclose()
    assert [outcome.status for outcome in outcomes if isinstance(outcome, Response)] == [
        200,
        401,
        401,
        401,
        401,
    ]
    assert [(cookie.name, cookie.origin) for cookie in cookies] == [
        (".AspNetCore.Identity.Application", origin_of(base))
    ]


async def test_a_certificate_authority_from_a_file_is_trusted(tmp_path):
    host = SandboxHost(lambda: tmp_path, described)
    connections = Connections(HttpTransport)
    try:
        sandbox = await host.start()
        await connections.warm_up()
        await connections.trust_file(str(sandbox.ca_file))
        outcome = await connections.send(prepared(sandbox), Limits())
    finally:
        await connections.aclose()
        await host.aclose()
    assert isinstance(outcome, Response)
    assert outcome.status == 200


async def test_a_file_without_a_certificate_is_reported(tmp_path):
    path = tmp_path / "odd.pem"
    path.write_text("no certificate")
    connections = Connections(HttpTransport)
    with pytest.raises(StorageError, match=r"odd\.pem"):
        await connections.trust_file(str(path))
    await connections.aclose()


OF_ONE, OF_ANOTHER = environment_jar("One"), environment_jar("Another")


@contextlib.asynccontextmanager
async def a_server():
    """Serve a page that sets a cookie, and keep the cookies that it got."""
    heard: list[str] = []

    def answer(head: bytes) -> bytes:
        lines = [line for line in head.decode().split("\r\n") if line.lower().startswith("cookie:")]
        heard.append("".join(lines).partition(": ")[2])
        return response(
            b"", "Set-Cookie: sid=s3cret-s3cret; Path=/; Max-Age=3600", "Set-Cookie: a=b"
        )

    async with serving(keeping_open(answer)) as port:
        yield PreparedRequest("GET", f"http://localhost:{port}/", jar=OF_ONE), heard


async def test_each_environment_has_a_jar_of_its_own():
    connections = Connections(HttpTransport)
    async with a_server() as (request, heard):
        for jar in (OF_ONE, OF_ANOTHER, OF_ONE):
            await connections.send(replace(request, jar=jar), Limits())
        assert connections.cookie_pairs(OF_ONE, request.url) == ("sid=s3cret-s3cret", "a=b")
        await connections.aclose()
    assert heard == ["", "", "sid=s3cret-s3cret; a=b"]


async def test_no_cookie_is_kept_if_that_was_chosen():
    connections = Connections(HttpTransport)
    await connections.use_cookies("none")
    async with a_server() as (request, heard):
        for _ in range(2):
            await connections.send(request, Limits())
        assert connections.cookie_pairs(OF_ONE, request.url) == ()
        await connections.send(replace(request, jar="mine"), Limits())
        await connections.send(replace(request, jar="mine"), Limits())
        await connections.aclose()
    # A credential has its own.
    assert heard == ["", "", "", "sid=s3cret-s3cret; a=b"]


async def test_cookies_are_read_from_a_file_and_written_back(tmp_path):
    path = tmp_path / "cookies.txt"
    path.write_text(
        "other.example\tFALSE\t/\tTRUE\t0\tkept\t1\nlocalhost\tFALSE\t/\tFALSE\t0\tmine\t2\n"
    )
    async with a_server() as (request, heard):
        for jar in (OF_ONE, OF_ANOTHER):
            connections = Connections(HttpTransport)
            await connections.use_cookies(str(path))
            await connections.send(replace(request, jar=jar), Limits())
            await connections.save_cookies()
            await connections.aclose()
    assert heard == ["mine=2", "mine=2; sid=s3cret-s3cret; a=b"]
    names = [line.split("\t")[5] for line in path.read_text().splitlines() if "\t" in line]
    assert sorted(names) == ["a", "kept", "mine", "sid"]


async def test_nothing_is_written_without_a_file(tmp_path):
    connections = Connections(HttpTransport)
    await connections.save_cookies()
    (tmp_path / "a").write_text("<html>")
    with pytest.raises(StorageError, match="line 1 is not a cookie"):
        await connections.use_cookies(str(tmp_path / "a"))
    await connections.aclose()


async def a_login(choice: ProxyChoice) -> UserAndPassword:
    """Return the password of the proxy, as the keyring does."""
    if choice.credential != "Work":
        raise AuthError("There is no such credential")
    return UserAndPassword(USER, Secret(PASSWORD))


@contextlib.asynccontextmanager
async def a_server_behind_a_proxy():
    """Yield the connections, a request to a server of this computer, and a proxy that asks."""
    connections = Connections(HttpTransport, find_login=a_login)
    async with (
        serving(keeping_open(lambda _head: response(b"x"))) as port,
        a_proxy(port, has_login=True) as proxy,
    ):
        try:
            yield connections, PreparedRequest("GET", f"http://localhost:{port}/"), proxy
        finally:
            await connections.aclose()


def over(proxy, credential: str = "Work") -> Route:
    return Route(proxy_choice(f"http://127.0.0.1:{proxy.port}", credential))


async def test_a_proxy_without_its_credential_is_a_failure():
    async with a_server_behind_a_proxy() as (connections, request, proxy):
        outcome = await connections.send(replace(request, route=over(proxy, "Gone")), Limits())
        socket, _ = await connections.connect(
            replace(request, route=over(proxy, "Gone")), Limits(), SocketOptions()
        )
    for failure in (outcome, socket):
        assert isinstance(failure, Failure)
        assert failure.kind is FailureKind.PROXY_ERROR
        assert failure.detail == "There is no such credential"
    assert proxy.asked == []


async def test_what_was_given_comes_before_the_environment_and_that_before_the_settings():
    async with a_server_behind_a_proxy() as (connections, request, proxy):
        connections.usual_proxy = chosen(f"http://127.0.0.1:{proxy.port}", "Work")
        await connections.send(request, Limits())
        assert len(proxy.asked) == 1
        direct = replace(request, route=Route(proxy_choice("none")))
        await connections.send(direct, Limits())
        assert len(proxy.asked) == 1
        connections.given_route = over(proxy)
        outcome = await connections.send(direct, Limits())
        assert outcome.route.proxies == (f"127.0.0.1:{proxy.port}",)


async def test_no_password_is_read_for_this_computer_where_the_settings_have_a_proxy():
    async with a_server_behind_a_proxy() as (connections, request, proxy):
        connections.usual_proxy = replace(
            chosen(f"http://127.0.0.1:{proxy.port}", "Gone"), covers_loopback=False
        )
        assert isinstance(await connections.send(request, Limits()), Response)
    assert proxy.asked == []
