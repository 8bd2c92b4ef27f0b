"""Start and stop the sandbox for the window or the command line."""

import asyncio
import errno
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.request.environment import Environment

if TYPE_CHECKING:
    from aiurdesk.sandbox.server import SandboxServer

ENVIRONMENT_NAME = "Sandbox"


class RunningSandbox(msgspec.Struct, frozen=True):
    """A sandbox that answers, and what one has to know to call it."""

    environment: Environment
    hosts: tuple[tuple[str, int], ...]
    """Host and port of each service; the authority is to be trusted for these alone."""
    authority_pem: str
    authority_file: Path
    app_id: str
    """The ready app; anybody may know its id and secret, they work nowhere else."""
    app_secret: str
    email: str
    """The ready account for the sign-in pages."""
    password: str


class SandboxHost:
    """Owns the one sandbox of the program, which runs on a thread of its own."""

    def __init__(self, folder: Callable[[], Path]) -> None:
        """Prepare; nothing is imported and nothing runs before the start.

        Args:
            folder: Gives the folder where the authority is kept from run to run.
        """
        self._folder = folder
        self._server: SandboxServer | None = None
        self._lock = asyncio.Lock()

    async def start(self, port: int | None = None) -> RunningSandbox:
        """Start the sandbox if it does not run yet and tell where it is.

        Args:
            port: First of the ports, one for each service; None takes free ones.

        Raises:
            AiurdeskError: A port is in use, or the folder cannot be written.
        """
        async with self._lock:
            try:
                return await asyncio.to_thread(self._start, port)
            except OSError as error:
                raise AiurdeskError(_sentence(error, port)) from error

    def _start(self, port: int | None) -> RunningSandbox:
        # Imported here, on the worker thread: it takes longer than the window's first picture.
        from aiurdesk.sandbox.accounts import READY_APP, READY_PERSON
        from aiurdesk.sandbox.server import SandboxServer

        if self._server is None:
            self._server = SandboxServer(self._folder(), port=port)
        self._server.start()
        base_urls = dict(self._server.base_urls)
        authority = self._server.authority
        return RunningSandbox(
            environment=Environment(ENVIRONMENT_NAME, base_urls, is_sandbox=True),
            hosts=tuple(_host_and_port(url) for url in base_urls.values()),
            authority_pem=authority.pem,
            authority_file=authority.certificate_file,
            app_id=READY_APP.id,
            app_secret=READY_APP.secret,
            email=READY_PERSON.email,
            password=READY_PERSON.password,
        )

    async def aclose(self) -> None:
        """Stop the sandbox; does nothing when it does not run."""
        async with self._lock:
            server, self._server = self._server, None
            if server is not None:
                await asyncio.to_thread(server.stop)


def _host_and_port(base_url: str) -> tuple[str, int]:
    host, _, port = base_url.removeprefix("https://").rpartition(":")
    return host, int(port)


def _sentence(error: OSError, port: int | None) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"The sandbox cannot start: a port from {port} on is in use. Choose another one."
    place = f" ({error.filename})" if error.filename else ""
    return f"The sandbox cannot start: {error.strerror or error}{place}."
