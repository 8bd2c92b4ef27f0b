"""URLs that open, download and play the files of a site."""

from dataclasses import dataclass
from urllib.parse import quote

from aiurdesk.sandbox.state import State


@dataclass(frozen=True, slots=True)
class FileUrls:
    """Builds the public URLs of files. The host is always the sandbox."""

    state: State
    service_id: str

    def pattern(self, mode: str) -> str:
        """Return a URL with ``{0}`` for the site's name.

        Args:
            mode: ``open``, ``file`` or ``video``.
        """
        return f"{self.state.base_urls[self.service_id]}/download/{mode}/{{0}}"

    def file_url(self, mode: str, site: str, path: str) -> str:
        """Return the URL of a file, with its path percent-encoded."""
        return f"{self.pattern(mode).format(site)}/{quote(path)}"
