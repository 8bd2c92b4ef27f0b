"""Credentials with marked secrets, and a search of everything that their requests produce."""

import asyncio
import json
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme
from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.cli.response_text import exchange_text
from aiurdesk.core.credentials.credential import Credential, origin_of
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.report import preview, report
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Failure, FailureKind
from aiurdesk.core.state.history_settings import HistorySettings
from aiurdesk.services.credentials.sign_in import SignInFailed
from aiurdesk.services.expectations.examination import Examined
from aiurdesk.services.profile import Profile
from aiurdesk.services.profile_writer import ProfileWriter
from aiurdesk.services.sending.exchange_record import as_json
from aiurdesk.services.services import Services
from aiurdesk.services.sockets.street import StreetTerms, last_of
from tests.child_process import running
from tests.coroutines import until
from tests.end_to_end.echo_server import EchoServer
from tests.marked_secrets import MarkedSecrets

AWKWARD = "+/=&?% \"'<é零\\{{x}}"
"""Characters that encodings, quotes and variables handle in a special way."""
IN_HEADER = "marked-own-+/=&?% \"'<>\\{{x}}"
"""As many of these characters as a header can carry."""
APP_ID = ("app_id", "a0000000000040008000000000000001")
APP_SECRET = "5ec5eCdeadbeef4ec58ec5FACADE0bad"
"""Services accept secrets in this form only."""
POST = "stargate.channel.createchannel"
GET = "stargate.channel.viewmychannels"
ANY = "archon.home.index"
CONTROL = "this may be seen, é and all"
"""Not a secret. It must be found, which shows that the search works."""
SERVICES = ("archon", "gateway", "stargate", "directory", "stargate-2023", "kahla-v2")
SIGN_IN_SCHEMES = {"app", "browser", "oauth2", "session"}
"""Schemes that sign in at a service."""


@dataclass(frozen=True)
class Account:
    """A credential, and the endpoint to send it to."""

    scheme: str
    endpoint_id: str
    values: tuple[tuple[str, str], ...]
    fields: tuple[str, ...]
    """Names of the secret fields, which all have the same text; none if a program prints it."""
    text: str = f"marked-own-{AWKWARD}"
    sent: str = ""
    """What requests carry, if that is not the text itself."""

    @property
    def name(self) -> str:
        return " ".join((self.scheme, *(value for _, value in self.values[:1]), self.endpoint_id))

    @property
    def secrets(self) -> dict[str, Secret]:
        """What the keyring holds."""
        return dict.fromkeys(self.fields, Secret(self.text))

    def credential(self, server: str, origins: tuple[str, ...]) -> Credential:
        """Return the credential; ``{server}`` in its values is the base URL of the server."""
        values = tuple((name, value.replace("{server}", server)) for name, value in self.values)
        return Credential("own", "Own account", self.scheme, origins, values)


OAUTH2 = (
    ("grant", "client"),
    ("server", "addresses"),
    ("client_id", "client-7"),
    ("token_address", "{server}/oauth/token"),
)
ASSERTION = (
    ("grant", "jwt"),
    ("server", "addresses"),
    ("client_id", "client-8"),
    ("token_address", "{server}/oauth/token"),
    ("jwt_algorithm", "HS256"),
)
PRINTED = IN_HEADER.replace(" ", "")
COMMAND = f"print(bytes({[*json.dumps({'token': PRINTED}).encode()]}).decode())"
"""Code that prints the token, in which the token itself does not stand."""
ACCOUNTS = (
    Account("app", POST, (("token_server", "archon"), APP_ID), ("app_secret",), APP_SECRET),
    Account("app", GET, (("token_server", "archon"), APP_ID), ("app_secret",), APP_SECRET),
    Account(
        "app",
        "stargate-2023.channel.viewmychannels",
        (("token_server", "directory"), APP_ID),
        ("app_secret",),
        APP_SECRET,
    ),
    Account(
        "browser",
        "directory.user.viewallemails",
        (("token_server", "directory"), APP_ID),
        ("app_secret",),
        APP_SECRET,
    ),
    Account("session", "kahla-v2.threads.mine", (("email", "ada@lab.example"),), ("password",)),
    Account("token", POST, (("place", "parameter"), ("parameter", "AccessToken")), ("token",)),
    Account("token", ANY, (("place", "bearer"),), ("token",), IN_HEADER),
    Account("basic", ANY, (("user", "ada"),), ("password",), f"marked-own-{AWKWARD}"),
    Account("digest", ANY, (("user", "ada"),), ("password",), sent='Digest username="ada"'),
    Account(
        "aws",
        ANY,
        (("access_key", "AKIDEXAMPLE"), ("region", "eu-west-1"), ("service", "execute-api")),
        ("secret_key", "session_token"),
        IN_HEADER,
    ),
    Account(
        "oauth1",
        ANY,
        (("consumer_key", "consumer-7"), ("token", "token-7")),
        ("consumer_secret", "token_secret"),
        IN_HEADER,
        sent='OAuth oauth_consumer_key="consumer-7"',
    ),
    Account("jwt", ANY, (("claims", '{"sub": "ada-7"}'),), ("key",), sent="Bearer eyJhbGciOi"),
    Account("bearer", ANY, (), ("token",), PRINTED),
    Account(
        "command",
        ANY,
        (("member", "token"), ("command", f'"{sys.executable}" -c "{COMMAND}"')),
        (),
        PRINTED,
    ),
    Account("api-key", ANY, (("place", "header"), ("name", "X-Key")), ("key",), IN_HEADER),
    Account("api-key", ANY, (("place", "query"), ("name", "key")), ("key",)),
    Account("oauth2", ANY, (("client_auth", "body"), *OAUTH2), ("client_secret",)),
    Account("oauth2", ANY, (("client_auth", "basic"), *OAUTH2), ("client_secret",)),
    Account("oauth2", ANY, ASSERTION, ("jwt_key",), sent="client-8"),
    Account("header", ANY, (("header", "X-Api-Key"),), ("value",), IN_HEADER),
)


def limits_for(mode: str) -> Limits:
    """Return the limits for a mode of the server: low if it says nothing.

    Any other response may take longer on a busy machine.
    """
    return Limits(read_s=0.4) if mode == "silent" else Limits()


def lab(address: str) -> Environment:
    """Return an environment with one server as all services."""
    return Environment("Lab", dict.fromkeys(SERVICES, address))


def server_secrets(marked_secrets: MarkedSecrets) -> dict[str, str]:
    """Return what a running_echo_server server gives away, and search for it from now on."""
    return {
        "token": marked_secrets.add("the access token", f"marked-token-{AWKWARD}"),
        "bearer": marked_secrets.add("the bearer token", "marked-b-+/=&?%\"'<>\\{{x}}"),
        "refresh": marked_secrets.add("the refresh token", f"marked-refresh-{AWKWARD}"),
        "open id": marked_secrets.add("the open id", f"marked-open-id-{AWKWARD}"),
        "cookie": marked_secrets.add("the cookie", "marked-cookie-0123456789"),
        "code": marked_secrets.add("the code", "2147480917"),
    }


def open_page(address: str, authority: trustme.CA) -> bool:
    """Open a page as a browser would, and follow its redirects."""
    context = ssl.create_default_context(cadata=authority.cert_pem.bytes().decode())
    handlers = urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
    urllib.request.build_opener(*handlers).open(address).close()
    return True


def command_line(*arguments: str, profile: Path) -> AbstractContextManager["subprocess.Popen[str]"]:
    """Run a command of the program with pipes for its input and output."""
    command = [sys.executable, "-m", "aiurdesk", *arguments, "--profile", profile]
    pipe = subprocess.PIPE
    return running(command, stdin=pipe, stdout=pipe, stderr=pipe)


def search_remains(
    marked_secrets: MarkedSecrets,
    folder: Path,
    caplog: pytest.LogCaptureFixture | None = None,
    other_server: EchoServer | None = None,
) -> None:
    """Search what is left after a test: files, log records, requests to another origin."""
    marked_secrets.search_folder(folder)
    if caplog is not None:
        marked_secrets.search("log records", caplog.text)
    if other_server is not None:
        marked_secrets.search("another origin", "\n".join(other_server.received))


def search_output(marked_secrets: MarkedSecrets, output: str, errors: str) -> None:
    """Search what was written to the terminal."""
    marked_secrets.search("standard output", output)
    marked_secrets.search("standard error", errors)


async def trust(services: Services, authority: trustme.CA, *addresses: str) -> None:
    """Trust a certificate authority for some servers."""
    addresses_split = (urlsplit(address) for address in addresses)
    hosts = [(part.hostname or "", part.port or 443) for part in addresses_split]
    await services.connections.trust(authority.cert_pem.bytes().decode(), hosts)


class LeakSetup:
    """The program's services with a log, and one server that acts as all Aiursoft services."""

    def __init__(
        self, services: Services, marked_secrets: MarkedSecrets, server: EchoServer
    ) -> None:
        self.services = services
        self.marked_secrets = marked_secrets
        self.environment = lab(server.url)
        self._server = server
        self.failures: list[FailureKind] = []
        """The kind of each failure, in order."""
        self._home = self.environment
        self._origins: tuple[str, ...] = (origin_of(server.url),)

    async def add(self, account: Account) -> tuple[Credential, Request]:
        """Add a credential and return it with a request that uses it."""
        self.marked_secrets.add("the secret", account.text)
        credential = account.credential(self._server.url, self._origins)
        await self.services.credentials.add(credential, account.secrets)
        return credential, self.request(account.endpoint_id, credential)

    def bind(self, *addresses: str) -> None:
        """Bind credentials that are added later to these addresses as well."""
        self._origins = (*self._origins, *map(origin_of, addresses))

    def move(self, address: str, *service_ids: str) -> None:
        """Change the address of some services; the others get their first address back."""
        there = {**self._home.base_urls, **dict.fromkeys(service_ids, address)}
        self.environment = replace(self._home, base_urls=there)

    def request(self, endpoint_id: str, credential: Credential) -> Request:
        """Return a request; it carries ``CONTROL`` if the endpoint has a parameter for it."""
        endpoint = self.services.library.catalogue.endpoint(endpoint_id)
        assert endpoint is not None
        values = (("Description", CONTROL),) if endpoint_id == POST else ()
        return Request(endpoint, values=values, credential=credential.name)

    async def send(
        self, credential: Credential, request: Request, *, is_patient: bool = False
    ) -> str:
        """Send, search everything about the exchange, and return the kind of its verdict.

        If nothing could be sent, return "not signed in" or the name of the exception.

        Args:
            is_patient: Wait for a server that says nothing, too.
        """
        plan = self.services.pipeline.plan(request, self.environment)
        assert plan.credential == credential
        try:
            limits = Limits() if is_patient else limits_for(self._server.mode)
            last = await last_of(self.services.street.send(plan, StreetTerms(limits)))
        except SignInFailed as failure:
            self.marked_secrets.search("error text", f"{failure} {failure!r}")
            self.search_exchange(failure.exchange, is_sign_in=True)
            return "not signed in"
        except ProblemError as failure:
            self.marked_secrets.search("error text", f"{failure} {failure!r}")
            return type(failure).__name__
        assert isinstance(last, Examined), last
        self.search_exchange(last.exchange)
        return str(last.exchange.verdict.kind)

    async def cancel(self, credential: Credential, request: Request, requests: int = 1) -> None:
        """Send, and cancel after the server has received that many more requests."""
        expected = len(self._server.received) + requests
        sending = asyncio.get_running_loop().create_task(
            self.send(credential, request, is_patient=True)
        )
        await until(lambda: len(self._server.received) >= expected)
        sending.cancel()
        await asyncio.wait([sending])
        assert sending.cancelled()

    async def sign_out(self, credential: Credential) -> None:
        """Sign out and search the message about it."""
        self.marked_secrets.search("words", await self.services.authenticator.sign_out(credential))

    def search_exchange(self, exchange: Exchange, *, is_sign_in: bool = False) -> None:
        """Search everything that the program makes of an exchange.

        Args:
            is_sign_in: Search the body as well: the program must not show it.
        """
        search = self.marked_secrets.search
        search("words", exchange_text(exchange))
        search("report", report(exchange))
        search("preview", preview(exchange.prepared))
        search("verdict", repr(exchange.verdict))
        search("prepared request", repr(exchange.prepared))
        search("redirects", repr(exchange.outcome.hops))
        if isinstance(exchange.outcome, Failure):
            search("failure", repr(exchange.outcome))
            self.failures.append(exchange.outcome.kind)
        record = json.loads(as_json(exchange))
        if record["response"] is not None and not is_sign_in:
            record["response"]["body"] = "as received"
        search("JSON", json.dumps(record, ensure_ascii=False))


@asynccontextmanager
async def running_setup(
    folder: Path, marked_secrets: MarkedSecrets, server: EchoServer
) -> AsyncIterator[LeakSetup]:
    """Build the services with a log, and close them at the end."""
    services = build_services(folder / "profile")
    # All responses, long ones too: their bodies are searched with the other files.
    services.history.configure(HistorySettings())
    profile = ProfileWriter(Profile(folder / "profile"))
    with profile.logged():
        try:
            yield LeakSetup(services, marked_secrets, server)
        finally:
            await services.aclose()
