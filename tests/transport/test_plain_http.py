"""What goes over plain HTTP, to a server on loopback that is reached by other names."""

import contextlib
from collections.abc import AsyncIterator
from functools import partial

import pytest
from msgspec.structs import replace

from aiurdesk.core.environments.plain_http import PlainHttp
from aiurdesk.core.environments.route import Route, parse_resolve
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.preparing.cookie import environment_jar
from aiurdesk.core.request.request import FileContent
from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.address import parse_address
from aiurdesk.transport.http import HttpTransport
from tests.transport.calls import LIMITS, a_request, answered, failed
from tests.transport.misbehaving_server import keeping_open, response, serving

PUBLIC, OTHER, NEAR, NEAR_TOO = "legacy.corp.example", "other.example", "api", "printer.local"
NAMES = (PUBLIC, OTHER, NEAR, NEAR_TOO)
NOTHING = PlainHttp()
TOKEN = "s3cret-t0ken"


class Plain:
    """A server that notes what comes, and a transport that finds it under all names."""

    def __init__(self, port: int, heads: list[bytes], transport: HttpTransport) -> None:
        self.port, self.heads, self.transport = port, heads, transport

    def request(self, host, path="/", **members):
        overrides = tuple(parse_resolve(f"{name}:{self.port}:127.0.0.1") for name in NAMES)
        jar = members.pop("jar", "")
        made = a_request(f"http://{host}:{self.port}{path}", **members)
        return replace(made, route=Route(addresses=overrides), jar=jar)

    async def outcome(self, host, path="/", allowed=NOTHING, **members):
        self.transport.allowed_plain = partial(replace, allowed)
        return await self.transport.send(self.request(host, path, **members), LIMITS)

    @property
    def sent(self) -> list[str]:
        """The hosts of what came."""
        lines = (head.decode().split("\r\n") for head in self.heads)
        named = (
            line.partition(": ")[2] for head in lines for line in head if "host:" in line.lower()
        )
        return [host.partition(":")[0] for host in named]


@contextlib.asynccontextmanager
async def a_plain_server() -> AsyncIterator[Plain]:
    heads: list[bytes] = []
    answers: dict[str, bytes] = {
        "/": response(b"done"),
        "/in": response(b"in", "Set-Cookie: sid=abcdefghij; Path=/"),
    }

    def answer(head: bytes) -> bytes:
        heads.append(head)
        path = head.split()[1].decode()
        if path.startswith("/to/"):
            host, _, rest = path.removeprefix("/to/").partition("/")
            target = f"http://{host}:{ports[0]}/{rest}"
            cookie = ("Set-Cookie: sid=abcdefghij; Path=/",) if rest == "with" else ()
            return response(b"", f"Location: {target}", *cookie, status="302 Found")
        return answers.get(path, answers["/"])

    ports: list[int] = []
    transport = HttpTransport()
    async with serving(keeping_open(answer)) as port:
        ports.append(port)
        try:
            yield Plain(port, heads, transport)
        finally:
            await transport.aclose()


@pytest.mark.parametrize("host", [NEAR, NEAR_TOO, "127.0.0.1", "localhost"])
async def test_hosts_nearby_are_reached_without_permission(host):
    async with a_plain_server() as plain:
        assert answered(await plain.outcome(host)).body.data == b"done"


async def test_a_public_host_is_reached_only_with_permission_for_its_name():
    async with a_plain_server() as plain:
        for allowed in (PlainHttp(), PlainHttp((OTHER,)), PlainHttp(("corp.example",))):
            refused = failed(await plain.outcome(PUBLIC, allowed=allowed))
            assert refused.kind is FailureKind.PLAIN_HTTP_REFUSED
            assert refused.detail == f"http://{PUBLIC}"
        assert plain.heads == []
        assert answered(await plain.outcome(PUBLIC, allowed=PlainHttp((PUBLIC,)))).status == 200


@pytest.mark.parametrize(
    "carried",
    [
        {"headers": {"Authorization": "Basic YTpi"}},
        {"headers": {"cookie": "a=b"}},
        {"headers": {"X-Key": TOKEN}, "secrets": (TOKEN,)},
        {"path": f"/?key={TOKEN}", "secrets": (TOKEN,)},
        {"method": "POST", "body": (b'{"k": "s3cret-t0ken"}',), "secrets": (TOKEN,)},
        {"method": "POST", "body": (b"x" * 70_000, TOKEN.encode()), "secrets": (TOKEN,)},
    ],
)
@pytest.mark.parametrize("host", [PUBLIC, NEAR])
async def test_a_credential_needs_a_permission_of_its_own(host, carried):
    async with a_plain_server() as plain:
        refused = failed(await plain.outcome(host, allowed=PlainHttp((host,)), **carried))
        assert refused.kind is FailureKind.PLAIN_HTTP_REFUSED
        assert TOKEN not in refused.detail
        assert plain.heads == []
        assert answered(await plain.outcome(host, allowed=PlainHttp((), (host,)), **carried))
        # To this computer it goes as it always did.
        assert answered(await plain.outcome("127.0.0.1", **carried)).status == 200


# The second one is at the border of two blocks.
@pytest.mark.parametrize("before", [b"", b"x" * (1024 * 1024 - 5)])
async def test_a_file_that_is_sent_is_searched(tmp_path, before):
    file = tmp_path / "body.txt"
    file.write_bytes(before + TOKEN.encode())
    carried = {"method": "POST", "body": (FileContent(str(file)),), "secrets": (TOKEN,)}
    async with a_plain_server() as plain:
        refused = failed(await plain.outcome(NEAR, **carried))
        assert refused.kind is FailureKind.PLAIN_HTTP_REFUSED
        assert plain.heads == []


async def test_a_file_without_a_secret_and_one_that_is_missing_need_no_permission(tmp_path):
    file = tmp_path / "body.txt"
    file.write_bytes(b"nothing")
    async with a_plain_server() as plain:
        for path, status in ((file, 200), (tmp_path / "gone", FailureKind.FILE_UNREADABLE)):
            body = (FileContent(str(path)),)
            outcome = await plain.outcome(NEAR, method="POST", body=body, secrets=(TOKEN,))
            assert status in (getattr(outcome, "status", 0), getattr(outcome, "kind", None))


async def test_a_secret_that_the_request_does_not_hold_needs_no_permission():
    async with a_plain_server() as plain:
        outcome = await plain.outcome(NEAR, headers={"Accept": "*/*"}, secrets=(TOKEN,))
        assert answered(outcome).status == 200


async def test_cookies_are_held_back_until_they_are_allowed():
    async with a_plain_server() as plain:
        jar = environment_jar("")
        assert answered(await plain.outcome(NEAR, "/in", jar=jar)).status == 200
        assert answered(await plain.outcome(NEAR, jar=jar)).status == 200
        assert b"sid=" not in plain.heads[-1]
        assert answered(await plain.outcome(NEAR, allowed=PlainHttp((), (NEAR,)), jar=jar))
        assert b"sid=abcdefghij" in plain.heads[-1]


async def test_a_cookie_that_a_redirect_sets_is_held_back_and_that_is_told():
    async with a_plain_server() as plain:
        jar = environment_jar("")
        held = answered(await plain.outcome(NEAR, f"/to/{NEAR}/with", jar=jar))
        assert [hop.is_credential_dropped for hop in held.hops] == [True]
        assert b"sid=" not in plain.heads[-1]
        allowed = PlainHttp((), (NEAR,))
        sent = answered(await plain.outcome(NEAR, f"/to/{NEAR}/with", allowed=allowed, jar=jar))
        assert [hop.is_credential_dropped for hop in sent.hops] == [False]
        assert b"sid=abcdefghij" in plain.heads[-1]


@pytest.mark.parametrize(
    ("host", "target", "is_followed"),
    [
        (NEAR, NEAR, True),
        (NEAR, NEAR_TOO, True),
        ("localhost", NEAR, True),
        (PUBLIC, PUBLIC, True),
        # Further into the network, to this computer, or to a host that nobody allowed.
        (PUBLIC, NEAR, False),
        (PUBLIC, "127.0.0.1", False),
        (NEAR, "127.0.0.1", False),
        (NEAR, OTHER, False),
        (PUBLIC, OTHER, False),
        ("localhost", OTHER, False),
    ],
)
async def test_a_redirect_leads_no_further_into_the_network(host, target, is_followed):
    async with a_plain_server() as plain:
        allowed = PlainHttp((PUBLIC,))
        outcome = await plain.outcome(host, f"/to/{target}/x", allowed=allowed)
        if is_followed:
            assert [hop.location for hop in answered(outcome).hops] == [
                f"http://{target}:{plain.port}/x"
            ]
            return
        assert failed(outcome).kind is FailureKind.REDIRECT_REFUSED
        assert f"http://{target}:{plain.port}" in outcome.detail
        assert plain.sent == [host]


async def test_a_credential_does_not_follow_a_redirect_to_another_host():
    async with a_plain_server() as plain:
        allowed = PlainHttp((PUBLIC,), (NEAR,))
        members = {"headers": {"Authorization": f"Bearer {TOKEN}"}, "secrets": (TOKEN,)}
        outcome = answered(await plain.outcome(NEAR, f"/to/{PUBLIC}/x", allowed=allowed, **members))
        assert [hop.is_credential_dropped for hop in outcome.hops] == [True]
        assert TOKEN.encode() in plain.heads[0]
        assert TOKEN.encode() not in plain.heads[1]


async def test_a_websocket_is_refused_alike():
    async with a_plain_server() as plain:
        plain.transport.allowed_plain = PlainHttp
        options = SocketOptions()
        outcome, _ = await plain.transport.connect(plain.request(PUBLIC), LIMITS, options)
        assert failed(outcome).kind is FailureKind.PLAIN_HTTP_REFUSED
        assert plain.heads == []
        for host, allowed in ((PUBLIC, PlainHttp((PUBLIC,))), (NEAR, PlainHttp())):
            plain.transport.allowed_plain = partial(replace, allowed)
            outcome, _ = await plain.transport.connect(plain.request(host), LIMITS, options)
            assert answered(outcome).status == 200
        assert plain.sent == [PUBLIC, NEAR]


def test_an_unencrypted_response_does_not_replace_a_secure_cookie():
    jar = HttpTransport().jars.opened(environment_jar(""))
    jar.store(parse_address(f"https://{PUBLIC}/"), ["sid=good; Secure; Path=/"])
    http = parse_address(f"http://{PUBLIC}/")
    jar.store(http, ["sid=evil; Path=/", "sid=evil; Path=/below", "lang=en; Path=/"])
    assert jar.pairs(parse_address(f"https://{PUBLIC}/below")) == ("sid=good", "lang=en")
    # From this computer it comes as it always did.
    jar.store(parse_address("https://localhost/"), ["sid=good; Secure; Path=/"])
    jar.store(parse_address("http://localhost/"), ["sid=new; Path=/"])
    assert jar.pairs(parse_address("https://localhost/")) == ("sid=new",)
