"""The bundle of use cases that window and command line receive."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from aiurdesk.core.response.response import Body
from aiurdesk.services.accounts import Accounts
from aiurdesk.services.connections import Connections
from aiurdesk.services.library import Library
from aiurdesk.services.sandbox_host import RunningSandbox, SandboxHost
from aiurdesk.services.send_pipeline import SendPipeline
from aiurdesk.storage.bodies import save_body

if TYPE_CHECKING:
    from aiurdesk.services.credentials import Credentials
    from aiurdesk.services.login import Login


class Services(msgspec.Struct, frozen=True):
    """Everything that window and command line can reach the world through."""

    profile: Path | None
    """Folder given with ``--profile``; None means the usual places of the platform."""
    library: Library
    sandbox: SandboxHost
    connections: Connections
    pipeline: SendPipeline
    accounts: Accounts

    @property
    def credentials(self) -> "Credentials":
        """The accounts that a person has told the program about."""
        return self.accounts.credentials

    @property
    def login(self) -> "Login":
        """What signs them in and authenticates requests."""
        return self.accounts.login

    async def start_sandbox(self, port: int | None = None) -> RunningSandbox:
        """Start the sandbox if it does not run yet, and trust its authority for its own hosts.

        Args:
            port: First of the ports, one for each service; None takes free ones.

        Raises:
            AiurdeskError: A port is in use, or the folder cannot be written.
        """
        running = await self.sandbox.start(port)
        await self.connections.trust(running.ca_pem, running.hosts)
        self.credentials.offer_sandbox(running)
        return running

    async def save_body(self, body: Body, path: str) -> None:
        """Write the body of a response to a file, byte by byte as received.

        Raises:
            StorageError: It could not be written; the text names the file.
        """
        await save_body(body, path)

    async def aclose(self) -> None:
        """Close connections and end what runs for the program; all of it can begin anew."""
        await self.pipeline.aclose()
        await self.sandbox.aclose()
        self.accounts.close()
