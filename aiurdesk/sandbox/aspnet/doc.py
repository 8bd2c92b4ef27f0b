"""``/doc``: the list of actions that the services publish.

Source:
    reference/aiursoft-api.md, section 8; compared with recorded/*/doc/ok.
"""

from collections.abc import Mapping
from datetime import datetime

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.json_serializer import to_json
from aiurdesk.sandbox.aspnet.routing import Route

TEXT = "a sample text"
"""The value of every text in a sample response."""
NOW = datetime.max
"""Placeholder for the current time in a sample response."""

# Every action can send these two errors, so ``/doc`` lists them for all.
_COMMON = (
    {"code": -1, "message": "a sample refusal"},
    {"items": ["a sample item"], "code": -10, "message": "a sample refusal"},
)


def _argument(field: Parameter) -> dict[str, object]:
    required = field.required or (field.kind is not ParameterKind.TEXT and not field.is_nullable)
    if field.doc_required is not None:
        required = field.doc_required
    return {"name": field.name, "required": required, "type": field.kind.traits.doc_type}


def _with_time(value: object, now: datetime) -> object:
    if value is NOW:
        return now
    if isinstance(value, Mapping):
        return {name: _with_time(member, now) for name, member in value.items()}
    if isinstance(value, list):
        return [_with_time(member, now) for member in value]
    return value


def _samples(route: Route, now: datetime, *, is_2023: bool) -> list[str]:
    no_version = {"protocolVersion": None} if is_2023 else {}
    texts = [to_json(sample | no_version) for sample in _COMMON]
    if route.sample is None:
        return texts
    members = {name: _with_time(value, now) for name, value in route.sample.items()}
    version = {"protocolVersion": "0.0.0.0"} if is_2023 else {}
    return [to_json({**members, "code": 0, "message": TEXT, **version}), *texts]


def describe(
    routes: tuple[Route, ...], now: datetime, *, is_2023: bool = False
) -> list[dict[str, object]]:
    """Return the entries of ``/doc``. ``now`` replaces the ``NOW`` placeholders of the samples."""
    return [
        {
            "controllerName": route.controller
            or route.path.strip("/").split("/")[0] + "Controller",
            "actionName": route.action or route.path.strip("/").split("/")[1],
            "authRequired": False,
            "isPost": "POST" in route.methods,
            "arguments": [_argument(field) for field in route.parameters],
            "possibleResponses": _samples(route, now, is_2023=is_2023),
            "routes": list(route.paths),
        }
        for route in routes
        if route.is_documented
    ]
