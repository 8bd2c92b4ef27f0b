"""The bundle of use cases that window and command line receive."""

import logging
from dataclasses import dataclass
from pathlib import Path

from aiurdesk.core.response import Body
from aiurdesk.core.settings import Settings
from aiurdesk.services.connections import Connections
from aiurdesk.services.library import Library
from aiurdesk.services.sandbox_host import RunningSandbox, SandboxHost
from aiurdesk.services.sender import Sender
from aiurdesk.storage.bodies import save_body
from aiurdesk.storage.log import end_log, start_log
from aiurdesk.storage.paths import places
from aiurdesk.storage.settings import SettingsStore


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that window and command line can reach the world through."""

    profile: Path | None
    """Folder given with ``--profile``; None means the usual places of the platform."""
    library: Library
    sandbox: SandboxHost
    connections: Connections
    sender: Sender

    def start_log(self) -> logging.Handler:
        """Write what happens to the log file of the profile from now on."""
        return start_log(places(self.profile).log_file)

    def end_log(self, log: logging.Handler) -> None:
        """Write no more records to the log file."""
        end_log(log)

    def read_settings(self) -> Settings:
        """Return what the person has set in this profile; defaults where nothing is kept."""
        return SettingsStore(places(self.profile)).read().settings

    async def start_sandbox(self, port: int | None = None) -> RunningSandbox:
        """Start the sandbox if it does not run yet, and trust its authority for its own hosts.

        Args:
            port: First of the ports, one for each service; None takes free ones.

        Raises:
            AiurdeskError: A port is in use, or the folder cannot be written.
        """
        running = await self.sandbox.start(port)
        await self.connections.trust(running.authority_pem, running.hosts)
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
