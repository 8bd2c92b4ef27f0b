"""The bundle of use cases that window and command line receive."""

from dataclasses import dataclass
from pathlib import Path

from aiurdesk.services.sandbox_host import SandboxHost


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that window and command line can reach the world through."""

    profile: Path | None
    """Folder given with ``--profile``; None means the usual places of the platform."""
    sandbox: SandboxHost
