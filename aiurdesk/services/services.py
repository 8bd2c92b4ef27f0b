"""All services, as the window and the command line receive them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from aiurdesk.core.errors import storage_errors
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.core.translation import tr
from aiurdesk.services import api_services as services_api
from aiurdesk.services import body_views as services_body_views
from aiurdesk.services import dialects as services_dialects
from aiurdesk.services import processes as services_processes
from aiurdesk.services import sockets as services_sockets
from aiurdesk.services.credentials.accounts import Accounts
from aiurdesk.services.environments import Environments
from aiurdesk.services.history.history import History
from aiurdesk.services.library import Library
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sandbox_host import RunningSandbox, SandboxHost
from aiurdesk.services.sending.connections import Connections
from aiurdesk.services.sending.host_certificates import HostCertificates
from aiurdesk.services.sending.send_pipeline import SendPipeline
from aiurdesk.services.sending.trust import Trust
from aiurdesk.storage.bodies import body_chunks, put_into_folder, save_body

if TYPE_CHECKING:
    from aiurdesk.services.api_services.api_services import ApiServices
    from aiurdesk.services.body_views.body_levels import BodyLevels
    from aiurdesk.services.body_views.body_parts import BodyParts
    from aiurdesk.services.body_views.body_values import BodyValues
    from aiurdesk.services.body_views.file_bodies import FileBodies
    from aiurdesk.services.credentials.authenticator import Authenticator
    from aiurdesk.services.credentials.credentials import Credentials
    from aiurdesk.services.dialects.dialect_changes import DialectChanges
    from aiurdesk.services.dialects.host_choices import HostChoices
    from aiurdesk.services.processes.body_texts import BodyTexts
    from aiurdesk.services.sockets.sockets import Sockets
    from aiurdesk.services.sockets.street import Street


class Services(msgspec.Struct, frozen=True):
    """All services. The window and the command line do their I/O only through these."""

    profile: Path | None
    """Folder given with ``--profile``; None means the standard folders of the platform."""
    library: Library
    sandbox: SandboxHost
    connections: Connections
    pipeline: SendPipeline
    accounts: Accounts
    environments: Environments
    """The person's own; the built-in ones are in ``core``."""
    history: History
    processes: HelperProcesses
    schemas_folder: Callable[[], Path]
    """Where schemas of GraphQL are kept."""
    trust: Trust
    """The folders whose requests may use what lies outside them."""

    @property
    def credentials(self) -> "Credentials":
        """The credentials, loaded when they are first used."""
        return self.accounts.credentials

    @property
    def host_dialects(self) -> "HostChoices":
        """The dialects that the person chose for hosts."""
        return self.pipeline.judge.hosts

    @property
    def dialect_changes(self) -> "DialectChanges":
        """Finds out which dialects have changed since it was made; each call makes one."""
        # Loaded by the window, which watches; it brings the choosing of dialects.
        return services_dialects.dialect_changes.DialectChanges(
            self.library.dialects, self.host_dialects, self.profile
        )

    @property
    def certificates(self) -> HostCertificates:
        """The certificates that the person added for hosts."""
        return self.connections.certificates

    @property
    def authenticator(self) -> "Authenticator":
        """Signs in with credentials and authenticates requests."""
        return self.accounts.authenticator

    @property
    def street(self) -> "Street":
        """Sends planned requests; it holds nothing of its own, so each call returns another one."""
        return services_sockets.street.Street(
            self.pipeline, self.processes, self.connections.open_stream, lambda: self.sockets
        )

    @property
    def body_values(self) -> "BodyValues":
        """Filters bodies and makes tables of them; it holds nothing, so each call makes one."""
        # Loaded when it is first used: most responses are short, and only looked at.
        return services_body_views.body_values.BodyValues(self.processes)

    @property
    def body_levels(self) -> "BodyLevels":
        """Reads trees of long bodies; it holds nothing, so each call makes one."""
        return services_body_views.body_levels.BodyLevels(self.processes)

    @property
    def body_parts(self) -> "BodyParts":
        """Takes multipart bodies apart; it holds nothing, so each call makes one."""
        return services_body_views.body_parts.BodyParts(self.processes, self.body_texts)

    @property
    def file_bodies(self) -> "FileBodies":
        """Reads bodies that are files for other programs; it holds nothing."""
        return services_body_views.file_bodies.FileBodies(self.processes)

    @property
    def sockets(self) -> "Sockets":
        """Opens sockets; it holds nothing of its own, so each call returns another one."""
        # Loaded with the first socket: it brings the verdicts.
        return services_sockets.sockets.Sockets(
            self.pipeline, self.connections, self.library, self.processes
        )

    @property
    def api_services(self) -> "ApiServices":
        """Adds and updates services of one's own; it holds nothing, so each call makes one."""
        # Loaded when it is first used: it brings the importers.
        return services_api.api_services.ApiServices(
            self.library, self.connections, self.environments
        )

    async def start_sandbox(self, port: int | None = None) -> RunningSandbox:
        """Start the sandbox if it is not running, and trust its certificates for its hosts.

        Args:
            port: The first port; each service uses the next one. None means any free ports.

        Raises:
            ProblemError: A port is in use, or the folder cannot be written.
        """
        # In this order: once the credentials are offered, a request may follow at once, and its
        # connection must find the certificate authority trusted.
        running = await self.sandbox.start(port)
        await self.connections.trust(running.ca_pem, running.hosts)
        self.credentials.offer_sandbox(running)
        return running

    async def save_body(self, body: ResponseBody, path: str) -> None:
        """Write the decoded body of a response to a file.

        Raises:
            StorageError: It could not be written; the text names the file.
        """
        await save_body(body, path)

    def body_file(self, body: ResponseBody, name: str) -> Path:
        """Return a temporary file of this name with the decoded body; blocks for a moment.

        Raises:
            StorageError: It could not be written; the text names the file.
        """
        text = tr("The body could not be written ({value}). Free some disk space.")
        with storage_errors(text):
            folder = Path(self.connections.files.create_folder())
        return put_into_folder(body, folder, name)

    def body_chunks(self, body: ResponseBody) -> Iterator[bytes]:
        """Yield the decoded body of a response in pieces; blocks while it reads a file.

        Raises:
            StorageError: The body's temporary file was deleted, or it cannot be read.
        """
        return body_chunks(body)

    @property
    def body_texts(self) -> "BodyTexts":
        """Reads long bodies in a process of its own; each call returns another one."""
        return services_processes.body_texts.BodyTexts(self.processes, self.connections.files)

    async def aclose(self) -> None:
        """Close connections and stop the sandbox. Both can be used again afterwards."""
        # First: closing the connections deletes the files of long bodies.
        await self.history.aclose()
        await self.connections.aclose()
        await self.processes.aclose()
        await self.sandbox.aclose()
        self.accounts.close()
