"""Services and their endpoints, read from one JSON text for each service."""

import contextlib
import json
import re
from collections.abc import Iterator
from typing import Any, Protocol

import msgspec

from aiurdesk.core.api.endpoint import (
    ApiDescription,
    Authentication,
    Choice,
    CodeCase,
    Endpoint,
    Generation,
    Location,
    Parameter,
    ParameterKind,
    ResponseField,
    Returns,
    Service,
)
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.schema import (
    Convert,
    Schema,
    any_list,
    flag,
    one_of,
    some_text,
    text,
    texts,
    validate,
    whole_number,
)


class Endpoints(Protocol):
    """Where endpoints are looked up, such as a catalogue."""

    def endpoint(self, endpoint_id: str) -> Endpoint | None:
        """Return the endpoint of that id without regard to case, or None."""


class Catalogue:
    """All API descriptions that the program knows; the first of two equal ids counts.

    Args:
        descriptions: Each service with its endpoints.
        mistakes: One sentence for each mistake in the files, with its place.
    """

    def __init__(
        self, descriptions: tuple[ApiDescription, ...], mistakes: tuple[str, ...] = ()
    ) -> None:
        self.descriptions = descriptions
        self.mistakes = mistakes
        self._services: dict[str, Service] = {}
        self._endpoints: dict[str, Endpoint] = {}
        for description in descriptions:
            self._services.setdefault(description.service.id, description.service)
            for endpoint in description.endpoints:
                self._endpoints.setdefault(endpoint.id, endpoint)

    @property
    def services(self) -> tuple[Service, ...]:
        """All services, in the order of their files."""
        return tuple(self._services.values())

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """All endpoints, service by service."""
        return tuple(self._endpoints.values())

    def service(self, service_id: str) -> Service | None:
        """Return the service of that id without regard to case, or None."""
        return self._services.get(service_id.lower())

    def endpoint(self, endpoint_id: str) -> Endpoint | None:
        """Return the endpoint of that id without regard to case, or None."""
        return self._endpoints.get(endpoint_id.lower())


def _pattern(raw: Any) -> str:
    pattern = some_text(raw)
    try:
        re.compile(pattern)
    except re.error as error:
        raise DataMistake(f"is not a regular expression: {error}") from error
    return pattern


def _all_of(kind: type[Choice] | type[ResponseField]) -> Convert:
    """Return what accepts a list of objects whose members are all text."""
    names = kind.__struct_fields__
    schema = Schema(dict.fromkeys(names, text), frozenset(names))

    def convert(raw: Any) -> tuple[Any, ...]:
        entries = []
        for entry in any_list(raw):
            values, problems = validate(entry, schema)
            if values is None or problems:
                wanted = " and ".join(names)
                raise DataMistake(f"should be a list of objects with {wanted}: {problems[0]}")
            entries.append(kind(**values))
        return tuple(entries)

    return convert


def _lower(raw: Any) -> str:
    identifier = some_text(raw)
    if identifier != identifier.lower() or " " in identifier:
        raise DataMistake(f"should be in lower case and without spaces, not {identifier!r}")
    return identifier


def _path(raw: Any) -> str:
    path = some_text(raw)
    if not path.startswith("/"):
        raise DataMistake(f"should begin with a slash, not be {path!r}")
    return path


def _code(raw: Any) -> int | str:
    # ``type`` and not ``isinstance``: true is no code.
    return raw if type(raw) is int else some_text(raw)


_GENERATION = Schema(
    {"title": some_text, "order": whole_number, "table": some_text},
    required=frozenset({"title", "table"}),
)
_SERVICE = Schema(
    {
        "id": _lower,
        "name": some_text,
        "base_url": some_text,
        "generation": some_text,
        "table": some_text,
        "description": text,
        "websocket_base_url": some_text,
        "doc_url": some_text,
        "other_base_urls": texts,
        "previous_names": texts,
        "source": text,
        "endpoints": any_list,
    },
    required=frozenset({"id", "name", "base_url", "generation", "table", "endpoints"}),
)
_ENDPOINT = Schema(
    {
        "id": _lower,
        "title": text,
        "group": some_text,
        "name": some_text,
        "method": some_text,
        "path": _path,
        "description": text,
        "accepted_methods": texts,
        "authentication": one_of(Authentication),
        "authentication_note": text,
        "parameters": any_list,
        "response_fields": _all_of(ResponseField),
        "code_cases": any_list,
        "returns": one_of(Returns),
        "has_envelope": flag,
        "is_websocket": flag,
        "rate_limit_per_min": whole_number,
        "source": text,
    },
    required=frozenset({"id", "group", "name", "method", "path"}),
)
_PARAMETER = Schema(
    {
        "name": some_text,
        "kind": one_of(ParameterKind),
        "location": one_of(Location),
        "required": flag,
        "default": text,
        "choices": _all_of(Choice),
        "minimum": whole_number,
        "maximum": whole_number,
        "min_length": whole_number,
        "max_length": whole_number,
        "pattern": _pattern,
        "pattern_hint": text,
        "member": some_text,
        "example": text,
        "description": text,
    },
    required=frozenset({"name", "kind", "location"}),
)
_CASE = Schema({"code": _code, "status": whole_number, "when": text}, frozenset({"code"}))
_PLACEHOLDER = re.compile(r"\{(\*\*)?([^{}]+)\}")


def parse_generation(source: str, origin: str, generation_id: str) -> Generation:
    """Read what services of one folder have in common from the text of a JSON file.

    Args:
        source: The text; each ``generation.json`` in ``resources/services`` shows the form.
        origin: Name of the file, for the mistakes.
        generation_id: Name of the folder.

    Raises:
        DataMistake: Something in it is wrong.
    """
    try:
        raw = json.loads(source)
    except json.JSONDecodeError as error:
        raise DataMistake(f"{origin}, line {error.lineno}: {error.msg}.") from error
    values, problems = validate(raw, _GENERATION)
    if values is None or problems:
        raise DataMistake(" ".join(f"{origin}: {problem}." for problem in problems))
    return Generation(id=generation_id, **values)


def parse_service(source: str, origin: str, generation: Generation | None = None) -> ApiDescription:
    """Read a service and its endpoints from the text of a JSON file.

    Args:
        source: The text; each file in ``resources/services`` shows the form.
        origin: Name of the file, for the mistakes.
        generation: That of the file's folder. It is where the service's generation and table come
            from, unless the file names others.

    Returns:
        The service with all valid endpoints, and a sentence for each mistake.

    Raises:
        DataMistake: What describes the service itself is wrong, so nothing of it can be used.
    """
    mistakes: list[str] = []
    head = _read(source, origin, mistakes)
    if generation is not None and isinstance(head, dict):
        # A service may name a table of its own, so the file wins over its folder.
        head = {"generation": generation.id, "table": generation.table, **head}
    values, problems = validate(head, _SERVICE)
    mistakes.extend(f"{origin}: {problem}." for problem in problems)
    if values is None:
        raise DataMistake(" ".join(mistakes))
    # Each endpoint by itself: a mistake in one costs no other.
    rows = values.pop("endpoints")
    service = Service(**values)
    endpoints: dict[str, Endpoint] = {}
    for position, row in enumerate(rows, start=1):
        endpoint = _endpoint(row, service, f"{origin}, {_row_name(row, position)}", mistakes)
        if endpoint is None:
            continue
        if endpoints.setdefault(endpoint.id, endpoint) is not endpoint:
            mistakes.append(f"{origin}: {endpoint.id} appears twice; the first one is used.")
    return ApiDescription(service, tuple(endpoints.values()), tuple(mistakes), generation)


def _row_name(row: Any, position: int) -> str:
    name = row.get("id") if isinstance(row, dict) else None
    return name if isinstance(name, str) else f"endpoint number {position} of the file"


def _endpoint(row: Any, service: Service, place: str, mistakes: list[str]) -> Endpoint | None:
    values, problems = validate(row, _ENDPOINT)
    if problems:
        mistakes.extend(f"{place}: {problem}." for problem in problems)
    if values is None:
        return None
    values["parameters"] = _parameters(values.get("parameters", ()), place, mistakes)
    values["code_cases"] = _cases(values.get("code_cases", ()), place, mistakes)
    endpoint = Endpoint(
        service_id=service.id, generation=service.generation, table=service.table, **values
    )
    problem = _contradiction(endpoint)
    if problem:
        mistakes.append(f"{place}: {problem}.")
        return None
    return endpoint


def _parameters(rows: Any, place: str, mistakes: list[str]) -> tuple[Parameter, ...]:
    parameters = []
    for position, row in enumerate(rows, start=1):
        values, problems = validate(row, _PARAMETER)
        if problems:
            name = row.get("name") if isinstance(row, dict) else None
            where = f"{place}, parameter {name or position}"
            mistakes.extend(f"{where}: {problem}." for problem in problems)
        if values is not None:
            parameters.append(Parameter(**values))
    return tuple(parameters)


def _cases(rows: Any, place: str, mistakes: list[str]) -> tuple[CodeCase, ...]:
    cases = []
    for position, row in enumerate(rows, start=1):
        values, problems = validate(row, _CASE)
        mistakes.extend(f"{place}, code case {position}: {problem}." for problem in problems)
        if values is not None:
            cases.append(CodeCase(**{"when": "", **values}))
    return tuple(cases)


def _contradiction(endpoint: Endpoint) -> str:
    """Return what in an endpoint contradicts something else in it, or empty text."""
    if not endpoint.id.startswith(f"{endpoint.service_id}."):
        return f"id should begin with {endpoint.service_id}."
    # An endpoint that contradicts itself could never be sent as its server expects it.
    in_path = [p for p in endpoint.parameters if p.location in (Location.PATH, Location.REST)]
    if not in_path and "{" not in endpoint.path:
        return ""
    wanted = {
        (name, Location.REST if rest else Location.PATH)
        for rest, name in _PLACEHOLDER.findall(endpoint.path)
    }
    if wanted != {(parameter.name, parameter.location) for parameter in in_path}:
        return f"path {endpoint.path} and the parameters in the path differ"
    return ""


def _read(source: str, origin: str, mistakes: list[str]) -> Any:
    """Return the file's object; where it is not valid JSON, with the endpoints that are."""
    # msgspec is several times as fast, but only json says in which line a mistake is.
    with contextlib.suppress(msgspec.DecodeError):
        return msgspec.json.decode(source)
    try:
        return json.loads(source)
    except json.JSONDecodeError as error:
        mistakes.append(f"{origin}, line {error.lineno}: {error.msg}.")
    # The service itself stands before its endpoints, so it can be read without them.
    start = re.search(r'"endpoints"\s*:\s*\[', source)
    if start is None:
        return {}
    try:
        head = json.loads(source[: start.end()] + "]}")
    except json.JSONDecodeError:
        return {}
    head["endpoints"] = list(_readable(source, start.end(), origin, mistakes))
    return head


def _readable(source: str, start: int, origin: str, mistakes: list[str]) -> Iterator[Any]:
    """Yield the endpoints that are valid JSON, going on after each one that is not.

    Endpoints begin on lines that are indented like the first one.
    """
    first = re.compile(r"\n([ \t]*)\{").search(source, start)
    if first is None:
        return
    begin = re.compile(rf"^{first[1]}\{{", re.MULTILINE)
    decoder = json.JSONDecoder()
    found = begin.search(source, start)
    while found is not None:
        end = found.end()
        try:
            row, end = decoder.raw_decode(source, found.end() - 1)
            yield row
        except json.JSONDecodeError as error:
            # The first mistake was found by ``_read`` already.
            words = f"{origin}, line {error.lineno}: {error.msg}."
            if words not in mistakes:
                mistakes.append(words)
        found = begin.search(source, end)
