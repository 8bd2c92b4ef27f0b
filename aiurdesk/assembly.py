"""The only place where the concrete adapters are chosen."""

from pathlib import Path
from typing import TYPE_CHECKING

from aiurdesk.services.connections import Connections
from aiurdesk.services.envelope_reader import EnvelopeReader
from aiurdesk.services.library import Library
from aiurdesk.services.sandbox_host import SandboxHost
from aiurdesk.services.sender import Sender
from aiurdesk.services.services import Services
from aiurdesk.storage.paths import places

if TYPE_CHECKING:
    from aiurdesk.transport.http import HttpTransport


def build_services(profile: Path | None) -> Services:
    """Return the use cases over the real network and disk.

    What costs time to import is imported when it is first used, because ``aiurdesk codes`` has to
    answer at once and the window has to paint before the HTTP client is loaded.

    Args:
        profile: Folder that everything is kept below; None means the usual places.
    """
    library = Library()
    connections = Connections(_open_transport)
    return Services(
        profile=profile,
        library=library,
        sandbox=SandboxHost(lambda: places(profile).data_folder / "sandbox"),
        connections=connections,
        sender=Sender(connections, library, EnvelopeReader()),
    )


def _open_transport() -> "HttpTransport":
    from aiurdesk.transport.http import HttpTransport

    return HttpTransport()
