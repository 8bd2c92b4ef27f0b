"""Servers that echo requests, and marked secrets. Pages are tested only with Chromium."""

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
from tests.end_to_end.echo_server import EchoServer, running_echo_server
from tests.end_to_end.leak_setup import open_page, server_secrets
from tests.marked_secrets import MarkedSecrets
from tests.transport.conftest import authority, unknown_authority
from tests.transport.misbehaving_server import tls_context

__all__ = ["authority", "unknown_authority"]
collect_ignore = [] if PROGRAM else ["test_exported_pages.py", "test_sign_in_pages.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests were left out, and why."""
    if not PROGRAM:
        terminalreporter.write_line(
            "Not tested: sign-in and exported pages, because there is no Chromium."
        )


@pytest.fixture
def marked_secrets() -> MarkedSecrets:
    """Return an empty set of marked secrets; tests add to it and search for them."""
    return MarkedSecrets()


@pytest.fixture
def echo_server(marked_secrets: MarkedSecrets) -> Iterator[EchoServer]:
    """Return a server that issues secrets and repeats those that it receives."""
    with running_echo_server(server_secrets(marked_secrets)) as server:
        yield server


@pytest.fixture
def secure_echo_server(
    marked_secrets: MarkedSecrets, authority: trustme.CA
) -> Iterator[EchoServer]:
    """Return such a server behind TLS."""
    with running_echo_server(server_secrets(marked_secrets), tls_context(authority)) as server:
        yield server


@pytest.fixture
def other_server() -> Iterator[EchoServer]:
    """Return a server of another origin, which must not receive any secret."""
    with running_echo_server({}) as server:
        yield server


@pytest.fixture
def secure_other_server(authority: trustme.CA) -> Iterator[EchoServer]:
    """Return such a server behind TLS."""
    with running_echo_server({}, tls_context(authority)) as server:
        yield server


@pytest.fixture
def closed() -> Iterator[str]:
    """Return an address whose port is closed."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield f"https://127.0.0.1:{unused.getsockname()[1]}"


@pytest.fixture(scope="session")
def distrusted(
    authority: trustme.CA, unknown_authority: trustme.CA
) -> dict[FailureKind, ssl.SSLContext]:
    """Return TLS contexts for a server, each with a certificate that must be refused."""
    return {
        FailureKind.CERTIFICATE_UNKNOWN: tls_context(unknown_authority),
        FailureKind.CERTIFICATE_EXPIRED: tls_context(authority, is_expired=True),
        FailureKind.CERTIFICATE_WRONG_HOST: tls_context(authority, "other.example"),
    }


@pytest.fixture
def own_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, authority: trustme.CA
) -> None:
    """Put temporary files below ``tmp_path``, where they are searched, and replace the browser."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(webbrowser, "open", lambda address: open_page(address, authority))
