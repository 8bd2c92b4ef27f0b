"""``/doc``: the list of its actions that every service gives.

Source:
    reference/aiursoft-api.md, section 8; compared with recorded/*/doc/ok.
"""

from collections.abc import Mapping
from datetime import datetime

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.aspnet.json_text import json_text
from aiurdesk.sandbox.aspnet.routing import Route

TEXT = "a sample text"
"""What a text is in a sample answer."""
NOW = datetime.max
"""Stands for the present time in a sample answer."""

_COMMON = (
    {"code": -1, "message": "a sample refusal"},
    {"items": ["a sample item"], "code": -10, "message": "a sample refusal"},
)


def _argument(field: Field) -> dict[str, object]:
    required = field.required or (field.kind is not ParameterKind.TEXT and not field.is_nullable)
    if field.doc_required is not None:
        required = field.doc_required
    return {"name": field.name, "required": required, "type": field.kind.traits.doc_type}


def _dated(value: object, moment: datetime) -> object:
    if value is NOW:
        return moment
    if isinstance(value, Mapping):
        return {name: _dated(member, moment) for name, member in value.items()}
    if isinstance(value, list):
        return [_dated(member, moment) for member in value]
    return value


def _samples(route: Route, moment: datetime) -> list[str]:
    texts = [json_text(sample) for sample in _COMMON]
    if route.sample is None:
        return texts
    members = {name: _dated(value, moment) for name, value in route.sample.items()}
    return [json_text({**members, "code": 0, "message": TEXT}), *texts]


def describe(routes: tuple[Route, ...], moment: datetime) -> list[dict[str, object]]:
    """Return the entries of ``/doc``; ``moment`` fills the dates of the samples."""
    return [
        {
            "controllerName": route.controller
            or route.path.strip("/").split("/")[0] + "Controller",
            "actionName": route.action or route.path.strip("/").split("/")[1],
            "authRequired": False,
            "isPost": "POST" in route.methods,
            "arguments": [_argument(field) for field in route.fields],
            "possibleResponses": _samples(route, moment),
            "routes": list(route.paths),
        }
        for route in routes
        if route.is_documented
    ]
