"""The bundle of use cases that window and command line receive."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from aiurdesk.core.response.response import Body
from aiurdesk.services.connections import Connections
from aiurdesk.services.library import Library
from aiurdesk.services.sandbox_host import RunningSandbox, SandboxHost
from aiurdesk.services.signed_sender import SignedSender
from aiurdesk.services.signing import Signing
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
    sender: SignedSender
    signing: Signing

    @property
    def credentials(self) -> "Credentials":
        """The accounts that a person has told the program about."""
        return self.signing.credentials

    @property
    def login(self) -> "Login":
        """What signs requests with them."""
        return self.signing.login

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
        """Write the body of an answer to a file, byte by byte as received.

        Raises:
            StorageError: It could not be written; the text names the file.
        """
        await save_body(body, path)

    async def aclose(self) -> None:
        """Close connections and end what runs for the program; all of it can begin anew."""
        await self.sender.aclose()
        await self.sandbox.aclose()
        self.signing.close()
