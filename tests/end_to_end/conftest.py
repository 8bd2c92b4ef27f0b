"""Servers that gossip, and marked secrets; tests of sign-in pages run where there is a browser."""

import socket
import ssl
import tempfile
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from aiurdesk.core.response.response import FailureKind
from tests.chromium import PROGRAM
from tests.end_to_end.gossip_server import GossipServer, gossiping
from tests.end_to_end.leak_scene import server_secrets, visit
from tests.needles import Needles
from tests.transport.conftest import authority, unknown_authority
from tests.transport.misbehaving_server import tls_context

__all__ = ["authority", "unknown_authority"]
collect_ignore = [] if PROGRAM else ["test_sign_in_pages.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why a file is left out."""
    if not PROGRAM:
        terminalreporter.write_line("Not tested: sign-in pages, because there is no Chromium.")


@pytest.fixture
def needles() -> Needles:
    """Return what is searched for, and what was found."""
    return Needles()


@pytest.fixture
def gossip(needles: Needles) -> Iterator[GossipServer]:
    """Return a server that gives secrets away and repeats those that it is told."""
    with gossiping(server_secrets(needles)) as server:
        yield server


@pytest.fixture
def secure_gossip(needles: Needles, authority: trustme.CA) -> Iterator[GossipServer]:
    """Return such a server behind TLS."""
    with gossiping(server_secrets(needles), tls_context(authority)) as server:
        yield server


@pytest.fixture
def bystander() -> Iterator[GossipServer]:
    """Return a server that must not be told anything."""
    with gossiping({}) as server:
        yield server


@pytest.fixture
def secure_bystander(authority: trustme.CA) -> Iterator[GossipServer]:
    """Return such a server behind TLS."""
    with gossiping({}, tls_context(authority)) as server:
        yield server


@pytest.fixture
def closed() -> Iterator[str]:
    """Return an address where nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield f"https://127.0.0.1:{unused.getsockname()[1]}"


@pytest.fixture(scope="session")
def distrusted(
    authority: trustme.CA, unknown_authority: trustme.CA
) -> dict[FailureKind, ssl.SSLContext]:
    """Return the server's side of TLS with certificates that nobody should trust."""
    return {
        FailureKind.CERTIFICATE_UNKNOWN: tls_context(unknown_authority),
        FailureKind.CERTIFICATE_EXPIRED: tls_context(authority, is_expired=True),
        FailureKind.CERTIFICATE_WRONG_HOST: tls_context(authority, "other.example"),
    }


@pytest.fixture
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, authority: trustme.CA) -> None:
    """Keep temporary files where they are searched, and let a browser come that goes at once."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(webbrowser, "open", lambda address: visit(address, authority))
