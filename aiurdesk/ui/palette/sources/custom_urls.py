"""A new request to the address that is typed in the palette."""

import re
from collections.abc import Iterator
from functools import partial

from aiurdesk.core.request.request_secrets import address_without_secrets
from aiurdesk.core.translation import tr
from aiurdesk.ui.palette.scope import Scope
from aiurdesk.ui.palette.source import PaletteRow, Source

# Not without a scheme: most texts that find something could be the name of a host, too.
_ADDRESS = re.compile(r"(?:http|ws)s?://[^\s/]", re.IGNORECASE)


class CustomUrlSource(Source):
    """Offers a request where the text is an address."""

    kind = tr("Custom URL")
    scopes = (Scope.ALL, Scope.REQUESTS)

    def rows(self) -> Iterator[PaletteRow]:
        """Yield nothing: an address has to be typed, and is not suggested again."""
        return iter(())

    def matches(self, text: str, most: int) -> Iterator[PaletteRow]:  # noqa: ARG002
        """Yield one row for an address."""
        address = text.strip()
        if _ADDRESS.match(address):
            title = tr("New request to {address_without_secrets}").format(
                address_without_secrets=address_without_secrets(address)
            )
            run = partial(self.uses.open_custom_url, address)
            yield PaletteRow(self.kind, address, title, run)
