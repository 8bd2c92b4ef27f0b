"""Where the files of a site can be opened, downloaded and played."""

from dataclasses import dataclass
from urllib.parse import quote

from aiurdesk.sandbox.state import State


@dataclass(frozen=True, slots=True)
class FileUrls:
    """Builds public addresses; all of them lead back to the sandbox."""

    state: State
    service_id: str

    def pattern(self, way: str) -> str:
        """Return an address with ``{0}`` for the site's name.

        Args:
            way: ``open``, ``file`` or ``video``.
        """
        return f"{self.state.base_urls[self.service_id]}/download/{way}/{{0}}"

    def of_file(self, way: str, site: str, path: str) -> str:
        """Return the address of a file, its path escaped."""
        return f"{self.pattern(way).format(site)}/{quote(path)}"
