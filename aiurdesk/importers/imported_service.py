"""What an importer makes of the description of an API."""

from collections.abc import Mapping
from typing import Any

import msgspec

from aiurdesk.core.api.endpoint import ApiDescription
from aiurdesk.importers.left_out import LeftOut


class ImportedService(msgspec.Struct, frozen=True):
    """A service with its endpoints, and what is not in it.

    Its servers and how its callers authenticate are part of the service.
    """

    description: ApiDescription
    schemas: Mapping[str, Any] = {}
    """The JSON schemas that bodies and responses name by their keys. They refer to each other as
    ``#/KEY`` and to nothing else."""
    left_out: tuple[LeftOut, ...] = ()
