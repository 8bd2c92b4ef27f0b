"""Inputs for an endpoint, made by Schemathesis in a process of their own: a stranger's schemas.

Schemathesis gets a description of this one endpoint that refers to nothing outside it, sends
nothing, and judges nothing.
"""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

import msgspec

from aiurdesk import libraries
from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, references
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.environments.environment import VARIABLE
from aiurdesk.core.request.request import Pairs

_PLACES = {
    Location.QUERY: "query",
    Location.PATH: "path",
    Location.REST: "path",
    Location.HEADER: "header",
    Location.COOKIE: "cookie",
}
_FORMS = {
    Location.FORM: "application/x-www-form-urlencoded",
    Location.MULTIPART: "multipart/form-data",
}
_TYPES: dict[ParameterKind, dict[str, Any]] = {
    ParameterKind.INTEGER: {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
    ParameterKind.LONG: {"type": "integer"},
    ParameterKind.NUMBER: {"type": "number"},
    ParameterKind.BOOLEAN: {"type": "boolean"},
    ParameterKind.GUID: {"type": "string", "format": "uuid"},
    ParameterKind.DATETIME: {"type": "string", "format": "date-time"},
    ParameterKind.LIST: {"type": "array", "items": {"type": "string"}, "maxItems": 5},
    ParameterKind.JSON: {"type": "object"},
}
_ADDRESS = "http://127.0.0.1"
_LONGEST = 20_000
"""Characters of a body or a value that is sent."""


class GeneratedCase(msgspec.Struct, frozen=True):
    """The values of an input."""

    values: Pairs
    """By the names of the parameters; a JSON body is one of them."""
    is_meant_valid: bool
    """Whether it was made to be valid."""


def operation_document(
    endpoint: Endpoint, schemas: Mapping[str, Any], left_out: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Return an API description of one endpoint, with all that it refers to.

    Args:
        endpoint: The endpoint.
        schemas: Those of its service, by their keys.
        left_out: Names of parameters that are not made, such as what a credential fills in.
    """
    operation: dict[str, Any] = {"responses": {"default": {"description": ""}}}
    parameters: list[dict[str, Any]] = []
    fields: dict[str, Any] = {}
    required: list[str] = []
    for one in endpoint.parameters:
        if one.name in left_out or one.traits.is_file:
            continue
        if place := _PLACES.get(one.location):
            parameters.append(
                {
                    "name": one.name,
                    "in": place,
                    "required": one.required or place == "path",
                    "schema": _schema_of(one),
                }
            )
        elif form := _FORMS.get(one.location):
            fields[one.name] = _schema_of(one)
            required += [one.name] if one.required else []
            operation["requestBody"] = _body(
                form,
                {"type": "object", "properties": fields, "required": required},
                is_required=True,
            )
        elif one.kind is ParameterKind.JSON:
            schema = {"$ref": f"#/components/schemas/s{one.schema}"} if one.schema else {}
            operation["requestBody"] = _body("application/json", schema, is_required=one.required)
    operation["parameters"] = parameters
    return {
        "openapi": "3.1.0",
        "info": {"title": "one", "version": "1"},
        "paths": {endpoint.path.replace("{**", "{"): {endpoint.method.lower(): operation}},
        "components": {"schemas": _components(endpoint, schemas)},
    }


def _body(content_type: str, schema: dict[str, Any], *, is_required: bool) -> dict[str, Any]:
    return {"required": is_required, "content": {content_type: {"schema": schema}}}


def _schema_of(parameter: Parameter) -> dict[str, Any]:
    schema = dict(_TYPES.get(parameter.kind, {"type": "string"}))
    if parameter.choices:
        return {"type": "string", "enum": [choice.value for choice in parameter.choices]}
    names = ("exclusiveMinimum", "exclusiveMaximum") if parameter.excludes_limits else ()
    for name, value in zip(
        names or ("minimum", "maximum"), (parameter.minimum, parameter.maximum), strict=True
    ):
        if value is not None and math.isfinite(value):
            schema[name] = value
    if schema["type"] == "string":
        pattern = parameter.strangers_pattern or (
            parameter.pattern and f"^(?:{parameter.pattern})$"
        )
        limits = {
            "minLength": parameter.min_length,
            "maxLength": parameter.max_length,
            "pattern": pattern,
        }
        schema |= {name: value for name, value in limits.items() if value is not None}
    return schema


def _components(endpoint: Endpoint, schemas: Mapping[str, Any]) -> dict[str, Any]:
    waiting = [one.schema for one in endpoint.parameters if one.schema]
    found: dict[str, Any] = {}
    while waiting:
        key = waiting.pop()
        if key in schemas and f"s{key}" not in found:
            found[f"s{key}"] = _renamed(schemas[key])
            waiting += references(schemas[key])
    return found


def _renamed(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            name: f"#/components/schemas/s{value.removeprefix('#/')}"
            if name == "$ref" and isinstance(value, str)
            else _renamed(value)
            for name, value in schema.items()
        }
    return [_renamed(one) for one in schema] if isinstance(schema, list) else schema


def generated(
    document: bytes, names: tuple[str, ...], seed: int, count: int, *, is_valid: bool
) -> tuple[GeneratedCase, ...]:
    """Return inputs; in the helper process.

    Args:
        document: What ``operation_document`` returned, as JSON.
        names: The names of the parameters, to which values belong.
        seed: Another one makes other inputs.
        count: How many at most.
        is_valid: Whether they are to be valid.
    """
    hypothesis, schemathesis = libraries.hypothesis, libraries.schemathesis
    schema = schemathesis.openapi.from_dict(msgspec.json.decode(document))
    mode = (
        schemathesis.GenerationMode.POSITIVE if is_valid else schemathesis.GenerationMode.NEGATIVE
    )
    found: list[GeneratedCase] = []
    for result in schema.get_all_operations():
        operation: Any = result
        # An endpoint that it cannot read comes as an error in place of a result.
        if not hasattr(operation, "ok"):
            continue
        strategy = operation.ok().as_strategy(generation_mode=mode)

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(strategy)
        def take(case: Any) -> None:
            values = tuple(_values_of(case, names))
            if _can_be_sent(values):
                found.append(GeneratedCase(values, is_valid))

        try:
            take()
        # An endpoint for which there is nothing invalid, or a schema that nothing fits.
        except (hypothesis.errors.HypothesisException, schemathesis.errors.SchemathesisError):
            continue
    return tuple(dict.fromkeys(found))


def _values_of(case: Any, names: tuple[str, ...]) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    sent = case.as_transport_kwargs(base_url=_ADDRESS)
    parts = (
        {name: unquote(str(value)) for name, value in (case.path_parameters or {}).items()},
        sent.get("params") or {},
        case.headers or {},
        sent.get("cookies") or {},
        sent.get("data") if isinstance(sent.get("data"), dict) else {},
    )
    for part in parts:
        for name, value in part.items():
            if name in names:
                yield name, _texts(value)
    if "body" in names and "json" in sent:
        yield "body", json.dumps(sent["json"], ensure_ascii=False)
    elif "body" in names and isinstance(content := sent.get("data"), bytes):
        yield "body", content.decode(errors="replace")


def _texts(value: Any) -> str | tuple[str, ...]:
    if isinstance(value, list) and all(not isinstance(one, list | dict) for one in value):
        return tuple(map(_text, value))
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _can_be_sent(values: Pairs) -> bool:
    """Tell whether values are short, whole text, and not read as variables of the program."""
    for _, value in values:
        for text in value if isinstance(value, tuple) else (value,):
            if not isinstance(text, str) or len(text) > _LONGEST or VARIABLE.search(text):
                return False
            if any("\ud800" <= character <= "\udfff" for character in text):
                return False
    return True
