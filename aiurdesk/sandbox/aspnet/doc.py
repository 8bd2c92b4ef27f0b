"""``/doc``: the list of actions that the services publish, and samples of their responses.

Source:
    reference/aiursoft-api.md, section 8; compared with recorded/*/doc/ok.
"""

import json
import re
from datetime import datetime

from aiurdesk.core.api.endpoint import Endpoint, Parameter
from aiurdesk.sandbox.aspnet.response import to_json
from aiurdesk.sandbox.aspnet.routing import Route

TEXT = "a sample text"
"""The value of every text in a sample response."""

# Every action can send these two errors, so ``/doc`` lists them for all.
_COMMON = (
    {"code": -1, "message": "a sample refusal"},
    {"items": ["a sample item"], "code": -10, "message": "a sample refusal"},
)
_BRACKETS = (("|null", ""), ("array<", "["), (">", "]"), ("object{", "{"))
_SAMPLES = {"string": TEXT, "integer": 0, "long": 0, "number": 0.5, "boolean": True, "array": []}


def sample_members(endpoint: Endpoint, now: datetime) -> dict[str, object]:
    """Return a value for each member of a successful response."""
    return {field.name: _sample(field.type, now) for field in endpoint.response_fields}


def _sample(type_: str, now: datetime) -> object:
    """Return a value of a type of the catalogue, such as ``array<object{id:integer}>``."""
    for bracket, json_bracket in _BRACKETS:
        type_ = type_.replace(bracket, json_bracket)
    samples = {**_SAMPLES, "datetime": now}

    def write(word: re.Match[str]) -> str:
        return f'"{word[1]}":' if word[2] else to_json(samples.get(word[1]))

    return json.loads(re.sub(r"(\w+)(:?)", write, type_))


def describe(
    routes: tuple[Route, ...], now: datetime, *, is_2023: bool = False
) -> list[dict[str, object]]:
    """Return the entries of ``/doc``."""
    return [
        {
            "controllerName": f"{route.path.partition('/')[0]}Controller",
            "actionName": route.endpoint.name,
            "authRequired": False,
            "isPost": "POST" in route.endpoint.accepted_methods,
            "arguments": [_argument(parameter) for parameter in route.endpoint.parameters],
            "possibleResponses": _samples(route.endpoint, now, is_2023=is_2023),
            "routes": [route.path],
        }
        for route in routes
    ]


def _argument(parameter: Parameter) -> dict[str, object]:
    return {
        "name": parameter.name,
        "required": parameter.required,
        "type": parameter.traits.doc_type,
    }


def _samples(endpoint: Endpoint, now: datetime, *, is_2023: bool) -> list[str]:
    no_version = {"protocolVersion": None} if is_2023 else {}
    texts = [to_json(sample | no_version) for sample in _COMMON]
    if not endpoint.response_fields:
        return texts
    version = {"protocolVersion": "0.0.0.0"} if is_2023 else {}
    members = sample_members(endpoint, now)
    return [to_json({**members, "code": 0, "message": TEXT, **version}), *texts]
