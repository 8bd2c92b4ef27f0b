"""A running sandbox, and a client that trusts it.

Each test gets its own sandbox. Tests with the marker ``read_only`` change nothing in it, so they
share one.
"""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from aiurdesk.core.api.endpoint import ApiDescription
from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, App
from aiurdesk.sandbox.certificate_authority import CertificateAuthority
from aiurdesk.sandbox.server import SandboxServer
from aiurdesk.services.library import Library
from aiurdesk.storage.files import write_atomically


class MovableClock:
    """A clock that starts at the real time and stands still until a test advances it."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **units: float) -> None:
        """Move the clock forward. The units are as for timedelta."""
        self.now += timedelta(**units)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "read_only: the test shares a sandbox that it does not change"
    )


@pytest.fixture(scope="session")
def certificate_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the certificates of all test servers."""
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="session")
def ssl_context(certificate_folder: Path) -> ssl.SSLContext:
    """Return a client context that trusts the test servers."""
    authority = CertificateAuthority.load_or_create(
        certificate_folder, datetime.now(UTC), write_atomically
    )
    return ssl.create_default_context(cadata=authority.pem)


@pytest.fixture(scope="session")
def shared_clock() -> MovableClock:
    """Return the clock of the shared sandbox, which no test advances."""
    return MovableClock()


@pytest.fixture(scope="session")
def shared_server(certificate_folder: Path, shared_clock: MovableClock) -> Iterator[SandboxServer]:
    """Return the sandbox of all read-only tests."""
    yield from _running_server(certificate_folder, shared_clock)


@pytest.fixture(scope="session")
def shared_client(ssl_context: ssl.SSLContext) -> Iterator[httpx.Client]:
    """Return the client of all read-only tests, so that they share its connections too."""
    yield from _open_client(ssl_context)


@pytest.fixture(scope="session")
def shared_token(shared_server: SandboxServer, shared_client: httpx.Client) -> str:
    """Return an access token of the ready app for all read-only tests."""
    return _token_of(READY_APP, shared_server, shared_client)


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> MovableClock:
    """Return the clock of the test's sandbox."""
    if _is_read_only(request):
        clock: MovableClock = request.getfixturevalue("shared_clock")
        return clock
    return MovableClock()


@pytest.fixture
def server(
    request: pytest.FixtureRequest, certificate_folder: Path, clock: MovableClock
) -> Iterator[SandboxServer]:
    """Return a running sandbox: the shared one in a read-only test, else a new one."""
    if _is_read_only(request):
        yield request.getfixturevalue("shared_server")
    else:
        yield from _running_server(certificate_folder, clock)


@pytest.fixture
def client(
    request: pytest.FixtureRequest, server: SandboxServer, ssl_context: ssl.SSLContext
) -> Iterator[httpx.Client]:
    """Return an HTTP/2 client that trusts the sandbox and follows no redirects."""
    if _is_read_only(request):
        client = request.getfixturevalue("shared_client")
        client.cookies.clear()
        yield client
    else:
        yield from _open_client(ssl_context)


@pytest.fixture
def access_token(
    request: pytest.FixtureRequest, server: SandboxServer, client: httpx.Client
) -> str:
    """Return an access token of the ready app."""
    if _is_read_only(request):
        return str(request.getfixturevalue("shared_token"))
    return _token_of(READY_APP, server, client)


@pytest.fixture
def other_token(server: SandboxServer, client: httpx.Client) -> str:
    """Return an access token of the other app."""
    return _token_of(OTHER_APP, server, client)


def described() -> tuple[ApiDescription, ...]:
    """Return the descriptions of all services."""
    return Library().with_code_lab.descriptions


def _is_read_only(request: pytest.FixtureRequest) -> bool:
    return request.node.get_closest_marker("read_only") is not None


def _running_server(folder: Path, clock: MovableClock) -> Iterator[SandboxServer]:
    server = SandboxServer(folder, write_atomically, described(), clock=clock)
    server.start()
    yield server
    server.stop()


def _open_client(ssl_context: ssl.SSLContext) -> Iterator[httpx.Client]:
    with httpx.Client(http2=True, verify=ssl_context, trust_env=False, timeout=30) as client:
        yield client


def _token_of(app: App, server: SandboxServer, client: httpx.Client) -> str:
    parameters = {"appId": app.id, "appSecret": app.secret}
    response = client.get(f"{server.base_urls['archon']}/API/AccessToken", params=parameters)
    return str(response.json()["accessToken"])
