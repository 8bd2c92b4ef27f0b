"""Results of importers: requests, folders, and what was left out."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec

from aiurdesk.core.api.endpoint import ApiDescription
from aiurdesk.core.credentials.secret import OfferedCredential
from aiurdesk.core.environments.route import DIRECT, Route
from aiurdesk.core.request.request import Header, Request
from aiurdesk.importers.left_out import LeftOut


class ImportedExample(msgspec.Struct, frozen=True):
    """A response that the other program kept with a request."""

    name: str
    status: int = 0
    """0 where the text does not say it."""
    reason: str = ""
    headers: tuple[Header, ...] = ()
    body: str | bytes = ""
    request: Request | None = None
    """What was sent for it; None for what its request sends."""
    notes: str = ""
    """Markdown."""


class ImportedRequest(msgspec.Struct, frozen=True):
    """A request, alone or of a collection."""

    name: str
    request: Request
    """With the secrets that stood in the text; no file keeps them."""
    left_out: tuple[LeftOut, ...] = ()
    """What is not in it, if it is alone; a collection has one list for all of its requests."""
    offered: OfferedCredential | None = None
    """What a credential can be made of; only where the request is alone."""
    route: Route = DIRECT
    """The proxy and the addresses that it is sent with, which belong to an environment."""
    examples: tuple[ImportedExample, ...] = ()


Entries: TypeAlias = "tuple[ImportedRequest | ImportedFolder, ...]"
"""Requests and folders in their order."""


class ImportedFolder(msgspec.Struct, frozen=True):
    """Requests and folders with what the folder gives them."""

    name: str
    entries: Entries = ()
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


class ImportedService(msgspec.Struct, frozen=True):
    """A service with its endpoints, and what is not in it.

    Its servers and how its callers authenticate are part of the service.
    """

    description: ApiDescription
    schemas: Mapping[str, Any] = {}
    """The JSON schemas that bodies and responses name by their keys. They refer to each other as
    ``#/KEY`` and to nothing else."""
    left_out: tuple[LeftOut, ...] = ()
