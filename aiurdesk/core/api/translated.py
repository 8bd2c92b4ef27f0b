"""The services of the program in the language of the person; other services stay as they are."""

from typing import TypeVar

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import ApiDescription, Endpoint
from aiurdesk.core.translation import language, tr

_Struct = TypeVar("_Struct", bound=msgspec.Struct)


def translated(description: ApiDescription) -> ApiDescription:
    """Return a service whose explanations are translated; its names and values are not."""
    if not language():
        return description
    generation = description.generation
    return replace(
        description,
        service=_with(description.service, "description"),
        endpoints=tuple(map(_endpoint, description.endpoints)),
        generation=_with(generation, "title") if generation else None,
    )


def _endpoint(endpoint: Endpoint) -> Endpoint:
    return replace(
        _with(endpoint, "description", "authentication_note"),
        parameters=tuple(_with(p, "description", "pattern_hint") for p in endpoint.parameters),
        code_cases=tuple(_with(case, "when") for case in endpoint.code_cases),
    )


def _with(struct: _Struct, *names: str) -> _Struct:
    """Return a struct with translations of some of its texts."""
    return replace(struct, **{name: tr(getattr(struct, name)) for name in names})
