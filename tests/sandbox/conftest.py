"""A running sandbox for each test, and a client that trusts it."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, App
from aiurdesk.sandbox.server import SandboxServer
from aiurdesk.storage.files import write_atomically


class MovableClock:
    """A clock that starts at the real time and goes on only when told."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **units: float) -> None:
        """Let time pass; the units are those of timedelta."""
        self.now += timedelta(**units)


@pytest.fixture(scope="session")
def authority_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the certificates of all test servers are kept."""
    return tmp_path_factory.mktemp("authority")


@pytest.fixture
def clock() -> MovableClock:
    """Return the clock of the sandbox."""
    return MovableClock()


@pytest.fixture
def server(authority_folder: Path, clock: MovableClock) -> Iterator[SandboxServer]:
    """Return a fresh sandbox that is running."""
    server = SandboxServer(authority_folder, write_atomically, clock=clock)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def client(server: SandboxServer) -> Iterator[httpx.Client]:
    """Return a client with HTTP/2 that trusts the sandbox's authority and follows nothing."""
    context = ssl.create_default_context(cadata=server.authority.pem)
    with httpx.Client(http2=True, verify=context, trust_env=False) as client:
        yield client


@pytest.fixture
def access_token(server: SandboxServer, client: httpx.Client) -> str:
    """Return an access token of the ready app."""
    return _token_of(READY_APP, server, client)


@pytest.fixture
def other_token(server: SandboxServer, client: httpx.Client) -> str:
    """Return an access token of the other app."""
    return _token_of(OTHER_APP, server, client)


def _token_of(app: App, server: SandboxServer, client: httpx.Client) -> str:
    parameters = {"appId": app.id, "appSecret": app.secret}
    answer = client.get(f"{server.base_urls['archon']}/API/AccessToken", params=parameters)
    return str(answer.json()["accessToken"])
