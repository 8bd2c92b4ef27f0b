"""Starts and stops the sandbox, for the window and for the command line."""

import asyncio
import errno
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from aiurdesk import sandbox, storage
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.errors import ProblemError, StorageError
from aiurdesk.core.translation import tr

if TYPE_CHECKING:
    from aiurdesk.core.api.endpoint import ApiDescription
    from aiurdesk.sandbox.server import SandboxServer

ENVIRONMENT_NAME = "Sandbox"


class RunningSandbox(msgspec.Struct, frozen=True):
    """A running sandbox with everything that is needed to call it."""

    environment: Environment
    hosts: tuple[tuple[str, int], ...]
    """Host and port of each service. Its certificate authority is trusted for these only."""
    ca_pem: str
    """Certificate of the certificate authority, in PEM format."""
    ca_file: Path
    app_id: str
    """Id of the built-in app. It and its secret are public, because they work nowhere else."""
    app_secret: str
    email: str
    """Email address of the built-in account, for the sign-in pages."""
    password: str


class SandboxHost:
    """Owns the one sandbox of the program, which runs on a thread of its own."""

    def __init__(
        self, folder: Callable[[], Path], describe: Callable[[], "Iterable[ApiDescription]"]
    ) -> None:
        """Create a host; nothing is imported or started yet.

        Args:
            folder: Returns the folder for the certificates, which are kept between runs.
            describe: Returns the catalogue with the code lab, from which the sandbox is made.
        """
        self._folder = folder
        self._describe = describe
        self._server: SandboxServer | None = None
        # Two starts at the same time must give one sandbox. Held by the threads: who waits for a
        # start may be cancelled, and the thread goes on.
        self._lock = threading.Lock()
        self._is_begun = False

    async def start(self, port: int | None = None) -> RunningSandbox:
        """Start the sandbox if it is not running, and return how to call it.

        Args:
            port: The first port; each service uses the next one. None means any free ports.

        Raises:
            ProblemError: A port is in use, or the folder cannot be written. Its cause is what the
                system said.
        """
        self._is_begun = True
        try:
            return await asyncio.to_thread(self._start, port)
        except OSError as error:
            raise ProblemError(_message(error, port)) from error
        except StorageError as error:
            text = tr("The sandbox cannot start. {error}").format(error=error)
            raise ProblemError(text) from error.__cause__

    def _start(self, port: int | None) -> RunningSandbox:
        with self._lock:
            return self._started(port)

    def _started(self, port: int | None) -> RunningSandbox:
        # Imported here, on the worker thread, because it takes longer than opening the window.
        server = self._server
        if server is None:
            folder = self._folder()
            # Several programs may start on a new profile at once; one of them makes the authority.
            files = storage.files
            with storage.file_lock.locked(folder.with_suffix(".lock")):
                sandbox.certificate_authority.CertificateAuthority.load_or_create(
                    folder, sandbox.clock.system_clock(), files.write_atomically
                )
            server = sandbox.server.SandboxServer(
                folder, files.write_atomically, self._describe(), port=port
            )
        server.start()
        # Only now: after a failure, the next start may ask for another port.
        self._server = server
        # A copy, because the server clears its own when it stops.
        base_urls, page_urls = dict(server.base_urls), dict(server.page_urls)
        authority = server.authority
        return RunningSandbox(
            environment=Environment(
                ENVIRONMENT_NAME,
                base_urls,
                page_urls,
                is_sandbox=True,
                sandbox_origins=(*base_urls.values(), *page_urls.values()),
            ),
            hosts=tuple(_host_and_port(url) for url in base_urls.values()),
            ca_pem=authority.pem,
            ca_file=authority.certificate_file,
            app_id=sandbox.accounts.READY_APP.id,
            app_secret=sandbox.accounts.READY_APP.secret,
            email=sandbox.accounts.READY_PERSON.email,
            password=sandbox.accounts.READY_PERSON.password,
        )

    async def aclose(self) -> None:
        """Stop the sandbox; do nothing if it is not running."""
        # Most runs need no sandbox, and no thread to stop one.
        if self._is_begun:
            await asyncio.to_thread(self._stop)

    def _stop(self) -> None:
        with self._lock:
            server, self._server = self._server, None
            if server is not None:
                server.stop()


def _host_and_port(base_url: str) -> tuple[str, int]:
    host, _, port = base_url.removeprefix("https://").rpartition(":")
    return host, int(port)


def _message(error: OSError, port: int | None) -> str:
    if error.errno == errno.EADDRINUSE:
        return tr(
            "The sandbox cannot start: one of the ports from {port} on is in use. "
            "Choose another port."
        ).format(port=port)
    file = f" ({error.filename})" if error.filename else ""
    return tr("The sandbox cannot start: {value}{file}.").format(
        value=error.strerror or error, file=file
    )
