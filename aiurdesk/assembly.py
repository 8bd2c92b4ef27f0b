"""The only place where the concrete adapters are chosen."""

from pathlib import Path

from aiurdesk.services.sandbox_host import SandboxHost
from aiurdesk.services.services import Services
from aiurdesk.storage.paths import places


def build_services(profile: Path | None) -> Services:
    """Return the use cases over the real network and disk.

    What costs time to import is imported when it is first used, because ``aiurdesk codes`` has to
    answer at once and the window has to paint before the HTTP client is loaded.

    Args:
        profile: Folder that everything is kept below; None means the usual places.
    """
    sandbox = SandboxHost(lambda: places(profile).data_folder / "sandbox")
    return Services(profile=profile, sandbox=sandbox)
