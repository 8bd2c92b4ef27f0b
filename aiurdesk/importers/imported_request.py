"""What an importer makes of a text."""

import msgspec

from aiurdesk.core.credentials.offered_credential import OfferedCredential
from aiurdesk.core.network.route import DIRECT, Route
from aiurdesk.core.request.request import Request
from aiurdesk.importers.left_out import LeftOut


class ImportedRequest(msgspec.Struct, frozen=True):
    """A request, and what is not in it."""

    request: Request
    """With the secrets that stood in the text; no file keeps them."""
    left_out: tuple[LeftOut, ...] = ()
    offered: OfferedCredential | None = None
    """What a credential can be made of."""
    route: Route = DIRECT
    """The proxy and the addresses that it is sent with, which belong to an environment."""


class ImportMistake(msgspec.Struct, frozen=True):
    """Why nothing could be made of a text."""

    text: str
    """A sentence that says what the text is, and what to do."""
