"""``/doc`` of a live service of Aiursoft: its actions as a service.

Both spellings are read: of 2018, without routes and possible responses, and the later one. The
names of members are matched without regard to case.

Source:
    AiursoftWeb/DocGenerator (e3beb2d0), ``DocGeneratorMiddleware.cs:213-295``.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import (
    ACCESS_TOKEN,
    OWN_GENERATION,
    ApiDescription,
    Authentication,
    CodeCase,
    Endpoint,
    Location,
    Parameter,
    ResponseField,
    Service,
)
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.importers.imported import ImportedService
from aiurdesk.importers.left_out import LeftOutList

_KINDS = {
    0: ParameterKind.TEXT,
    1: ParameterKind.NUMBER,
    2: ParameterKind.BOOLEAN,
    3: ParameterKind.DATETIME,
    4: ParameterKind.LIST,
}
_MOST_ENDPOINTS = 5_000
_PLACEHOLDER = re.compile(r"\{(\*\*)?([^{}]+)\}")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array"}


def is_aiursoft_doc(document: Any) -> bool:
    """Tell whether a document is such a list of actions."""
    return (
        isinstance(document, list)
        and bool(document)
        and isinstance(document[0], dict)
        and {"controllername", "actionname"} <= {str(key).casefold() for key in document[0]}
    )


def parse_aiursoft_doc(document: Any, name: str, address: str) -> ImportedService | Problem:
    """Return the service that a list of actions describes.

    Args:
        document: The list.
        name: The id of the service.
        address: Where it came from, which ends with ``/doc``; empty where that is not known.
    """
    if len(document) > _MOST_ENDPOINTS:
        return Problem(
            tr("It lists more than {most_endpoints:,} actions.").format(
                most_endpoints=_MOST_ENDPOINTS
            )
        )
    left_out = LeftOutList()
    base = re.sub(r"(?i)/doc/?$", "", address.partition("?")[0])
    if not base:
        base = f"{{{{{_NO_WORD.sub('_', name)}_url}}}}"
        left_out.add(tr("the address of the service, which the list does not say"))
    endpoints: dict[str, Endpoint] = {}
    for number, raw in enumerate(document):
        action = _folded(raw)
        if not _text(action, "controllername") or not _text(action, "actionname"):
            left_out.add(tr("an action without a name"), source=f"/{number}")
            continue
        endpoint = _endpoint(action, name)
        if endpoint.id in endpoints:
            # Mostly the page that asks and the action behind it.
            endpoint = replace(endpoint, id=f"{endpoint.id}-{endpoint.method.lower()}")
        if endpoints.setdefault(endpoint.id, endpoint) is not endpoint:
            left_out.add(tr("a second action {id}").format(id=endpoint.id), source=f"/{number}")
    service = Service(
        id=name,
        name=name,
        base_url=base,
        generation=OWN_GENERATION,
        table="",
        doc_url=address.partition("?")[0] or None,
    )
    return ImportedService(
        ApiDescription(service, tuple(endpoints.values())), left_out=left_out.entries
    )


def _folded(raw: Any) -> dict[str, Any]:
    return (
        {str(key).casefold(): value for key, value in raw.items()} if isinstance(raw, dict) else {}
    )


def _text(members: dict[str, Any], name: str) -> str:
    value = members.get(name)
    return value.strip() if isinstance(value, str) else ""


def _list(members: dict[str, Any], name: str) -> list[Any]:
    value = members.get(name)
    return value if isinstance(value, list) else []


def _endpoint(action: dict[str, Any], service_id: str) -> Endpoint:
    group = _text(action, "controllername").removesuffix("Controller") or "Home"
    name = _text(action, "actionname")
    routes = [
        route for route in _list(action, "routes") if isinstance(route, str) and route.strip()
    ]
    path = f"/{routes[0].strip('/')}" if routes else f"/{group}/{name}"
    is_post = action.get("ispost") is True
    # Since 2020, 4 is a list and 5 anything else; before, there were no routes and 4 was that.
    kinds = _KINDS if "routes" in action else {**_KINDS, 4: ParameterKind.TEXT}
    in_path = {name.casefold(): stars for stars, name in _PLACEHOLDER.findall(path)}
    parameters = tuple(_parameters(action, kinds, in_path, is_post))
    samples = [_sample(response) for response in _list(action, "possibleresponses")]
    codes = dict.fromkeys(s["code"] for s in samples if type(s.get("code")) is int)
    needs_token = any(parameter.name == ACCESS_TOKEN for parameter in parameters)
    # A placeholder that no argument describes.
    described = {parameter.name.casefold() for parameter in parameters}
    path = _PLACEHOLDER.sub(lambda f: f[0] if f[2].casefold() in described else "", path)
    return Endpoint(
        id=f"{service_id}.{_NO_WORD.sub('', group.casefold()) or 'home'}."
        f"{_NO_WORD.sub('', name.casefold()) or 'action'}",
        service_id=service_id,
        group=group,
        name=name,
        method="POST" if is_post else "GET",
        path=re.sub("//+", "/", path).rstrip("/") or "/",
        authentication=Authentication.ACCESS_TOKEN if needs_token else Authentication.NONE,
        parameters=parameters,
        response_fields=_fields(samples),
        code_cases=tuple(CodeCase(code) for code in codes),
        generation=OWN_GENERATION,
    )


def _parameters(
    action: dict[str, Any],
    kinds: dict[int, ParameterKind],
    in_path: dict[str, str],
    is_post: bool,
) -> Iterator[Parameter]:
    has_file = action.get("requiresfile") is True
    body = Location.MULTIPART if has_file else Location.FORM
    seen: set[str] = set()
    for raw in _list(action, "arguments"):
        argument = _folded(raw)
        name = _text(argument, "name")
        if not name or name.casefold() in seen:
            continue
        seen.add(name.casefold())
        rest = in_path.get(name.casefold())
        location = body if is_post else Location.QUERY
        if rest is not None:
            location = Location.REST if rest else Location.PATH
        kind = kinds.get(argument.get("type"), ParameterKind.TEXT)  # type: ignore[arg-type]
        if name == ACCESS_TOKEN:
            kind = ParameterKind.SECRET
        yield Parameter(name, kind, location, required=argument.get("required") is True)
    if has_file and is_post and "file" not in seen:
        yield Parameter("file", ParameterKind.FILE, Location.MULTIPART, required=True)


def _sample(text: Any) -> dict[str, Any]:
    try:
        value = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return {}
    return {str(k): v for k, v in value.items()} if isinstance(value, dict) else {}


def _fields(samples: list[dict[str, Any]]) -> tuple[ResponseField, ...]:
    first = next((sample for sample in samples if sample.get("code") == 0), {})
    names = (name for name in first if name not in ("code", "message", "protocolVersion"))
    return tuple(ResponseField(name, _TYPES.get(type(first[name]), "object")) for name in names)
