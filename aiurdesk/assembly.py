"""The only place where the concrete adapters are chosen."""

from pathlib import Path

from aiurdesk.services.services import Services


def build_services(profile: Path | None) -> Services:
    """Return the use cases over the real network and disk.

    What costs time to import is imported when it is first used, because ``aiurdesk codes`` has to
    answer at once and the window has to paint before the HTTP client is loaded.

    Args:
        profile: Folder that everything is kept below; None means the usual places.
    """
    return Services(profile=profile)
