"""A login over a fake transport with chosen responses, and with a clock that tests set."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from aiurdesk.core.auth.scheme import Return
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import PRODUCTION_2020, Environment
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.preparing.prepare import AuthParameters
from aiurdesk.core.request.request import Header, PreparedRequest, Request
from aiurdesk.core.response.response import Failure, FailureKind, Outcome, Response, ResponseBody
from aiurdesk.services.credentials.accounts import Accounts
from aiurdesk.services.credentials.authenticator import Authenticator
from aiurdesk.services.credentials.binding import default_origins
from aiurdesk.services.credentials.browser import Browser
from aiurdesk.services.credentials.credential_secrets import CredentialSecrets
from aiurdesk.services.credentials.credentials import Credentials
from aiurdesk.services.credentials.sign_in import SignIn
from aiurdesk.services.library import Library
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sending.planned_request import NotSent, PlannedRequest
from aiurdesk.services.sending.response_judge import ResponseJudge
from aiurdesk.services.sending.send_pipeline import SendPipeline
from aiurdesk.services.sending.trust import Trust
from aiurdesk.storage.credentials import CredentialStore
from aiurdesk.transport.cookie_jars import CookieJars
from aiurdesk.transport.transport import Transport
from tests.fakes import CountingSecrets, FakeTransport

LIBRARY = Library()
APP_ID = "a0000000000000000000000000000001"
APP_SECRET = "a1+/= %{{x}}é"
"""A secret with characters that encodings and variables handle in a special way."""
VALUES = (("token_server", "archon"), ("app_id", APP_ID))
SECRETS = {"app_secret": Secret(APP_SECRET)}

Respond = Callable[[PreparedRequest], Awaitable[Outcome]]


def given(request: PreparedRequest) -> dict[str, str]:
    """Return the values in the query and in the form of a request."""
    body = b"".join(part for part in request.body if isinstance(part, bytes))
    pairs = parse_qsl(urlsplit(request.url).query, True) + parse_qsl(body.decode(), True)
    return dict(pairs)


def path_of(request: PreparedRequest) -> str:
    """Return the path of a request in lower case."""
    return urlsplit(request.url).path.lower()


def request_to(
    endpoint_id: str, *values: tuple[str, str], credential: str | None = None
) -> Request:
    """Return a request to an endpoint of the catalogue."""
    endpoint = LIBRARY.catalogue.endpoint(endpoint_id)
    assert endpoint is not None
    return Request(endpoint, values=values, credential=credential)


class Receiver:
    """A receiver to which the browser has already returned; without values it times out."""

    redirect_uri = "http://127.0.0.1:5000/signed-in"
    state = "nobody-guesses"

    def __init__(self, brought: dict[str, str] | None) -> None:
        self._brought = brought

    async def __aenter__(self) -> "Receiver":
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def wait(self, timeout_s: float) -> Return:
        if self._brought is None:
            raise TimeoutError
        return Return(self._brought)


class RecordingJars(CookieJars):
    """Cookie jars that hold which of them were erased."""

    def __init__(self) -> None:
        super().__init__()
        self.erased: list[str] = []

    def erase_cookies(self, name: str) -> None:
        super().erase_cookies(name)
        self.erased.append(name)


class LoginSetup:
    """All parts of a login over a fake transport. Services respond as those of 2020 do, except for
    the paths in ``responses``.
    """

    def __init__(
        self,
        folder: Path,
        environment: Environment = PRODUCTION_2020,
        transport: Transport | None = None,
    ) -> None:
        self.environment = environment
        self.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
        self.server_ahead = timedelta()
        self.lifetime = timedelta(minutes=20)
        self.sent: list[PreparedRequest] = []
        self.tokens = 0
        self.jars = RecordingJars()
        self.opened: list[str] = []
        self.brought: dict[str, str] | None = {"code": "4711"}
        self.has_browser = True
        self.is_requested = asyncio.Event()
        self.may_respond = asyncio.Event()
        self.may_respond.set()
        self.responses: dict[str, Callable[[PreparedRequest], Outcome]] = {}
        """End of a path in lower case → the function that returns the response."""
        self.secrets = CountingSecrets()
        transport = transport or FakeTransport(self._respond)
        self.file = folder / "credentials.json"
        credential_secrets = CredentialSecrets(lambda: self.secrets)
        self.credentials = Credentials(CredentialStore(self.file), credential_secrets)
        browser = Browser(self._open_page, lambda _address: Receiver(self.brought))
        self.trust = Trust()
        judge = ResponseJudge(LIBRARY, HelperProcesses())
        self.pipeline = SendPipeline(
            transport, LIBRARY, judge, Accounts(self.both), trust=self.trust
        )
        sign_in = SignIn(self.pipeline, LIBRARY, browser, lambda: self.now)
        self.authenticator = Authenticator(self.credentials, LIBRARY, sign_in, self.jars)
        self.sign_in = sign_in

    def both(self) -> tuple[Credentials, Authenticator]:
        """Return credentials and login, as ``Accounts`` loads them."""
        return self.credentials, self.authenticator

    async def added(
        self,
        scheme: str = "app",
        values: tuple[tuple[str, str], ...] = VALUES,
        secrets: dict[str, Secret] | None = None,
        origins: tuple[str, ...] | None = None,
    ) -> Credential:
        """Add a credential with its default origins, and count keyring calls from now on."""
        bare = Credential("c1", "Mine", scheme, (), values)
        bound = default_origins(bare, self.environment, LIBRARY.catalogue)
        credential = Credential("c1", "Mine", scheme, bound if origins is None else origins, values)
        await self.credentials.add(credential, SECRETS if secrets is None else secrets)
        self.secrets.calls.clear()
        return credential

    def plan(self, request: Request, credential: Credential | None) -> PlannedRequest:
        """Plan a request with a credential."""
        return self.pipeline.plan(request, self.environment, credential)

    async def send(self, request: Request, credential: Credential | None) -> Exchange | NotSent:
        """Send a request with a credential. Nobody is asked for consent."""
        return await self.pipeline.send(self.plan(request, credential))

    async def authenticated(self, request: Request, credential: Credential) -> AuthParameters:
        """Return what a credential adds to a request; signs in if needed."""
        done = await self.authenticator.authenticate(credential, request, self.environment)
        return done.auth_parameters

    async def exchange(self, request: Request, credential: Credential | None) -> Exchange:
        """Send a request with a credential and return its exchange."""
        outcome = await self.send(request, credential)
        assert isinstance(outcome, Exchange), outcome
        return outcome

    def paths(self) -> list[str]:
        """Return the paths of all requests, in order."""
        return [path_of(request) for request in self.sent]

    def envelope(
        self, request: PreparedRequest, code: int = 0, status: int = 200, **members: object
    ) -> Response:
        """Return a response with a code and the server's time."""
        members_of_body = {**members, "code": code, "message": members.get("message", "Said.")}
        body = json.dumps(members_of_body).encode()
        date = Header("Date", format_datetime(self.now + self.server_ahead, usegmt=True))
        return Response(status, "HTTP/2", (date,), ResponseBody(body, None, len(body)), request.url)

    def token(self, request: PreparedRequest) -> Response:
        """Return a response with the next access token."""
        self.tokens += 1
        expires_at = self.now + self.server_ahead + self.lifetime
        text = f"{expires_at:%Y-%m-%dT%H:%M:%S.1234567Z}"
        return self.envelope(request, accessToken=f"T+/={self.tokens}", deadTime=text)

    async def _respond(self, request: PreparedRequest) -> Outcome:
        self.sent.append(request)
        self.is_requested.set()
        await asyncio.sleep(0)
        await self.may_respond.wait()
        for end, respond in self.responses.items():
            if path_of(request).endswith(end):
                return respond(request)
        if path_of(request).endswith("/accesstoken"):
            return self.token(request)
        return self.envelope(request)

    def _open_page(self, address: str) -> bool:
        self.opened.append(address)
        return self.has_browser


def no_response(request: PreparedRequest) -> Outcome:
    """Return a failure."""
    return Failure(FailureKind.CONNECTION_REFUSED, urlsplit(request.url).netloc)
