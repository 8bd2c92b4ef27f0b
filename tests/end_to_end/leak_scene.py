"""Credentials with marked secrets, and everything that is made of their requests, searched."""

import asyncio
import json
import ssl
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import trustme
from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.cli import report as terminal
from aiurdesk.core.credentials.credential import Credential, origin_of
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.preview import preview
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.response.report import report
from aiurdesk.core.response.response import Failure, FailureKind
from aiurdesk.services.profile import Profile
from aiurdesk.services.profile_writer import ProfileWriter
from aiurdesk.services.services import Services
from aiurdesk.services.sign_in import SignInFailed
from tests.coroutines import until
from tests.end_to_end.gossip_server import GossipServer
from tests.needles import Needles

AWKWARD = "+/=&?% \"'<é零\\{{x}}"
"""What encodings, quotes and variables stumble over."""
IN_HEADER = "needle-own-+/=&?% \"'<>\\{{x}}"
"""A secret as awkward as a header can carry it."""
APP_ID = ("app_id", "a0000000000040008000000000000001")
APP_SECRET = "5ec5eCdeadbeef4ec58ec5FACADE0bad"
"""The services take no other spelling."""
POST = "stargate.channel.createchannel"
GET = "stargate.channel.viewmychannels"
ANY = "archon.home.index"
CONTROL = "this may be seen, é and all"
"""What is no secret, and so has to be found."""
LIMITS = Limits(connect_s=5, read_s=0.4, total_s=10)
PLAIN = "http://lab.example"
"""Nothing is ever sent there: it is not this computer."""
WHERE_NOBODY_IS = (FailureKind.CONNECTION_REFUSED, FailureKind.PLAIN_HTTP_REFUSED)
"""What comes of the places ``closed`` and ``PLAIN``."""
SERVICES = ("archon", "gateway", "stargate", "directory", "stargate-2023", "kahla-v2")
SCHEMES_THAT_ASK = {"app", "browser", "session"}
"""Those that sign in at a service."""


@dataclass(frozen=True)
class Account:
    """A credential to be tried, and a request that wants it."""

    scheme: str
    endpoint_id: str
    values: tuple[tuple[str, str], ...]
    secret: str
    """Name of the secret field."""
    text: str = f"needle-own-{AWKWARD}"

    @property
    def name(self) -> str:
        return " ".join((self.scheme, self.values[0][1], self.endpoint_id))


ACCOUNTS = (
    Account("app", POST, (("token_server", "archon"), APP_ID), "app_secret", APP_SECRET),
    Account("app", GET, (("token_server", "archon"), APP_ID), "app_secret", APP_SECRET),
    Account(
        "app",
        "stargate-2023.channel.viewmychannels",
        (("token_server", "directory"), APP_ID),
        "app_secret",
        APP_SECRET,
    ),
    Account(
        "browser",
        "directory.user.viewallemails",
        (("token_server", "directory"), APP_ID),
        "app_secret",
        APP_SECRET,
    ),
    Account("session", "kahla-v2.threads.mine", (("email", "ada@lab.example"),), "password"),
    Account("token", POST, (("place", "parameter"), ("parameter", "AccessToken")), "token"),
    Account("token", ANY, (("place", "bearer"),), "token", IN_HEADER),
    Account("header", ANY, (("header", "X-Api-Key"),), "value", IN_HEADER),
)


def lab(address: str) -> Environment:
    """Return an environment where one server is all services."""
    return Environment("Lab", dict.fromkeys(SERVICES, address))


def server_secrets(needles: Needles) -> dict[str, str]:
    """Return what a gossiping server gives away, and search for it from now on."""
    return {
        "token": needles.add("the access token", f"needle-token-{AWKWARD}"),
        "open id": needles.add("the open id", f"needle-open-id-{AWKWARD}"),
        "cookie": needles.add("the cookie", "needle-cookie-0123456789"),
        "code": needles.add("the code", "2147480917"),
    }


def visit(address: str, authority: trustme.CA) -> bool:
    """Be a browser that goes wherever it is sent."""
    context = ssl.create_default_context(cadata=authority.cert_pem.bytes().decode())
    handlers = urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
    urllib.request.build_opener(*handlers).open(address).close()
    return True


async def trust(services: Services, authority: trustme.CA, *addresses: str) -> None:
    """Trust an authority for some servers."""
    parts = (urlsplit(address) for address in addresses)
    hosts = [(part.hostname or "", part.port or 443) for part in parts]
    await services.connections.trust(authority.cert_pem.bytes().decode(), hosts)


class Scene:
    """Services with a log, and a server that they take for all services at once."""

    def __init__(self, services: Services, needles: Needles, server: GossipServer) -> None:
        self.services = services
        self.needles = needles
        self.environment = lab(server.url)
        self._server = server
        self.failures: list[FailureKind] = []
        """Why there was no answer, each time when there was none."""
        self._home = self.environment
        self._origins: tuple[str, ...] = (origin_of(server.url),)

    async def add(self, account: Account) -> tuple[Credential, Request]:
        """Keep a credential in the keyring and return it with a request that wants it."""
        text = self.needles.add("the secret", account.text)
        credential = Credential("own", "Own account", account.scheme, self._origins, account.values)
        await self.services.credentials.add(credential, {account.secret: Secret(text)})
        return credential, self.request(account.endpoint_id, credential)

    def bind(self, *addresses: str) -> None:
        """Let credentials go to these addresses, too; for those that are added from now on."""
        self._origins = (*self._origins, *map(origin_of, addresses))

    def move(self, address: str, *service_ids: str) -> None:
        """Let services be elsewhere, and all others where they were at first."""
        there = {**self._home.base_urls, **dict.fromkeys(service_ids, address)}
        self.environment = replace(self._home, base_urls=there)

    def request(self, endpoint_id: str, credential: Credential) -> Request:
        """Return a request with a value that is no secret, where the endpoint takes one."""
        endpoint = self.services.library.catalogue.endpoint(endpoint_id)
        assert endpoint is not None
        values = (("Description", CONTROL),) if endpoint_id == POST else ()
        return Request(endpoint, values, credential=credential.name)

    async def send(self, credential: Credential, request: Request) -> str:
        """Send, search whatever comes of it, and return in a word what it was."""
        plan = self.services.pipeline.plan(request, self.environment)
        assert plan.credential == credential
        try:
            exchange = await self.services.pipeline.send(plan, LIMITS)
        except SignInFailed as failure:
            self.needles.search("error text", f"{failure} {failure!r}")
            self.look_at(failure.exchange, is_sign_in=True)
            return "not signed in"
        except AiurdeskError as failure:
            self.needles.search("error text", f"{failure} {failure!r}")
            return type(failure).__name__
        assert isinstance(exchange, Exchange), exchange
        self.look_at(exchange)
        return str(exchange.verdict.kind)

    async def cancel(self, credential: Credential, request: Request, heard: int = 1) -> None:
        """Send, and cancel when the server has heard that many requests more and is silent."""
        wanted = len(self._server.heard) + heard
        sending = asyncio.get_running_loop().create_task(self.send(credential, request))
        await until(lambda: len(self._server.heard) >= wanted)
        sending.cancel()
        await asyncio.wait([sending])
        assert sending.cancelled()

    async def sign_out(self, credential: Credential) -> None:
        """Sign out and search what is said of it."""
        self.needles.search("words", await self.services.login.sign_out(credential))

    def look_at(self, exchange: Exchange, *, is_sign_in: bool = False) -> None:
        """Search everything that window and command line make of an exchange.

        Args:
            is_sign_in: Its body is not the person's to see, so that is searched, too.
        """
        search = self.needles.search
        search("words", terminal.words(exchange))
        search("report", report(exchange))
        search("preview", preview(exchange.prepared))
        search("verdict", repr(exchange.verdict))
        search("prepared request", repr(exchange.prepared))
        search("redirects", repr(exchange.outcome.hops))
        if isinstance(exchange.outcome, Failure):
            search("failure", repr(exchange.outcome))
            self.failures.append(exchange.outcome.kind)
        record = json.loads(terminal.as_json(exchange))
        if record["response"] is not None and not is_sign_in:
            record["response"]["body"] = "as received"
        search("JSON", json.dumps(record, ensure_ascii=False))


@asynccontextmanager
async def a_scene(folder: Path, needles: Needles, server: GossipServer) -> AsyncIterator[Scene]:
    """Run the services with a log, and close them."""
    services = build_services(folder / "profile")
    profile = ProfileWriter(Profile(folder / "profile"))
    log = profile.start_log()
    try:
        yield Scene(services, needles, server)
    finally:
        await services.aclose()
        profile.end_log(log)
