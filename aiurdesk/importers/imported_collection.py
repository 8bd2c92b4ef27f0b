"""What an importer makes of a text that holds many requests."""

import msgspec

from aiurdesk.core.credentials.offered_credential import OfferedCredential
from aiurdesk.core.network.route import DIRECT, Route
from aiurdesk.core.request.request import Header, Request
from aiurdesk.importers.left_out import LeftOut


class NamedRequest(msgspec.Struct, frozen=True):
    """A request with its name."""

    name: str
    request: Request
    """With the secrets that stood in the text; no file keeps them."""


class ImportedFolder(msgspec.Struct, frozen=True):
    """Requests and folders in their order."""

    name: str
    entries: "tuple[NamedRequest | ImportedFolder, ...]" = ()
    credential: str | None = None
    """Name of the credential of requests that name none; empty text means no credential."""
    headers: tuple[Header, ...] = ()
    """Added to the headers of each request, unless it has a header of that name."""
    notes: str = ""
    """Markdown."""


class ImportedVariable(msgspec.Struct, frozen=True):
    """A variable of a collection or of an environment."""

    name: str
    value: str = ""
    is_secret: bool = False
    """Whether the text says that the value is a secret; no file keeps it then."""


class ImportedEnvironment(msgspec.Struct, frozen=True):
    """Variables with the name under which they are chosen."""

    name: str
    variables: tuple[ImportedVariable, ...] = ()
    route: Route = DIRECT


class ImportedCollection(msgspec.Struct, frozen=True):
    """Requests and environments for a collection, and what is not in them."""

    root: ImportedFolder | None
    """None where the text holds environments only, which any collection can take."""
    variables: tuple[ImportedVariable, ...] = ()
    environments: tuple[ImportedEnvironment, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    credentials: tuple[OfferedCredential, ...] = ()
    """Those that folders and requests name and whose secrets stood in the text."""
