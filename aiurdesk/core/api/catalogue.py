"""The built-in services and their endpoints, read from one JSON text for each service."""

import contextlib
import json
import re
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import msgspec

from aiurdesk.core.api.endpoint import (
    ApiDescription,
    Authentication,
    Choice,
    CodeCase,
    Endpoint,
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
    flag,
    one_of,
    records,
    some_text,
    take,
    text,
    texts,
    whole_number,
)


class Catalogue:
    """All API descriptions that the program knows; the first of two equal ids counts.

    Args:
        descriptions: Each service with its endpoints.
        mistakes: One sentence for each part of the files that could not be taken, with its place.
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
        raise DataMistake(f"is no regular expression: {error}") from error
    return pattern


def _all_of(kind: type[Choice] | type[ResponseField]) -> Convert:
    """Return what takes a list of records that hold text alone."""
    names = kind.__struct_fields__
    schema = Schema(dict.fromkeys(names, text), frozenset(names))

    def convert(raw: Any) -> tuple[Any, ...]:
        taken = [take(row, schema) for row in records(raw)]
        problem = next((problems[0] for _, problems in taken if problems), "")
        if problem:
            raise DataMistake(f"should be a list of records with {' and '.join(names)}: {problem}")
        return tuple(kind(**values) for values, _ in taken if values is not None)

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
        "endpoints": records,
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
        "parameters": records,
        "response_fields": _all_of(ResponseField),
        "code_cases": records,
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
_CASE = Schema(
    {"code": whole_number, "status": whole_number, "when": text}, frozenset({"code", "status"})
)
_PLACEHOLDER = re.compile(r"\{(\*\*)?([^{}]+)\}")


class _Row(Endpoint, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An endpoint as it stands in the file of its service."""

    service_id: str = ""


class _File(Service, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the file of a service holds."""

    endpoints: tuple[_Row, ...]


_FILES = msgspec.json.Decoder(_File)
_SERVICE_FIELDS = attrgetter(*Service.__struct_fields__)
_ENDPOINT_FIELDS = attrgetter(*Endpoint.__struct_fields__)


def parse_service(source: str, origin: str) -> ApiDescription:
    """Read a service and its endpoints from the text of a JSON file.

    Args:
        source: The text; each file in ``resources/services`` shows the form.
        origin: Name of the file, for the mistakes.

    Returns:
        The service with all endpoints that can be taken, and a sentence for each mistake.

    Raises:
        DataMistake: Nothing can be taken because what describes the service itself is wrong.
    """
    flawless = _parse_flawless(source)
    if flawless is not None:
        return flawless
    mistakes: list[str] = []
    head = _read(source, origin, mistakes)
    values, problems = take(head, _SERVICE)
    mistakes.extend(f"{origin}: {problem}." for problem in problems)
    if values is None:
        raise DataMistake(" ".join(mistakes))
    rows = values.pop("endpoints")
    service = Service(**values)
    endpoints: dict[str, Endpoint] = {}
    for position, row in enumerate(rows, start=1):
        endpoint = _endpoint(row, service, f"{origin}, {_row_name(row, position)}", mistakes)
        if endpoint is None:
            continue
        if endpoints.setdefault(endpoint.id, endpoint) is not endpoint:
            mistakes.append(f"{origin}: {endpoint.id} stands there twice; the first counts.")
    return ApiDescription(service, tuple(endpoints.values()), tuple(mistakes))


def _parse_flawless(source: str) -> ApiDescription | None:
    """Read a file without a mistake, in a quarter of the time that finding mistakes takes."""
    try:
        file = _FILES.decode(source)
        service = Service(*_SERVICE_FIELDS(file))
        for check, value in zip(
            (_lower, some_text, some_text, some_text, some_text),
            (service.id, service.name, service.base_url, service.generation, service.table),
            strict=True,
        ):
            check(value)
        rows = (_flawless(row, service) for row in file.endpoints)
        endpoints = {endpoint.id: endpoint for endpoint in rows}
    except (msgspec.DecodeError, DataMistake):
        return None
    if len(endpoints) < len(file.endpoints):
        return None
    return ApiDescription(service, tuple(endpoints.values()))


def _flawless(row: _Row, service: Service) -> Endpoint:
    """Return the endpoint of a row.

    Raises:
        DataMistake: The types are right, but not all that they hold.
    """
    _lower(row.id)
    _path(row.path)
    some_text(row.group)
    some_text(row.name)
    some_text(row.method)
    for parameter in row.parameters:
        some_text(parameter.name)
        if parameter.member is not None:
            some_text(parameter.member)
        if parameter.pattern is not None:
            _pattern(parameter.pattern)
    endpoint = Endpoint(*_ENDPOINT_FIELDS(row))
    endpoint = msgspec.structs.replace(
        endpoint, service_id=service.id, generation=service.generation
    )
    problem = _contradiction(endpoint)
    if problem:
        raise DataMistake(problem)
    return endpoint


def _row_name(row: Any, position: int) -> str:
    name = row.get("id") if isinstance(row, dict) else None
    return name if isinstance(name, str) else f"endpoint number {position} of the file"


def _endpoint(row: Any, service: Service, place: str, mistakes: list[str]) -> Endpoint | None:
    values, problems = take(row, _ENDPOINT)
    if problems:
        mistakes.extend(f"{place}: {problem}." for problem in problems)
    if values is None:
        return None
    values["parameters"] = _parameters(values.get("parameters", ()), place, mistakes)
    values["code_cases"] = _cases(values.get("code_cases", ()), place, mistakes)
    endpoint = Endpoint(service_id=service.id, generation=service.generation, **values)
    problem = _contradiction(endpoint)
    if problem:
        mistakes.append(f"{place}: {problem}.")
        return None
    return endpoint


def _parameters(rows: Any, place: str, mistakes: list[str]) -> tuple[Parameter, ...]:
    parameters = []
    for position, row in enumerate(rows, start=1):
        values, problems = take(row, _PARAMETER)
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
        values, problems = take(row, _CASE)
        mistakes.extend(f"{place}, code case {position}: {problem}." for problem in problems)
        if values is not None:
            cases.append(CodeCase(**{"when": "", **values}))
    return tuple(cases)


def _contradiction(endpoint: Endpoint) -> str:
    """Return why an endpoint cannot be meant as it stands, or empty text."""
    if not endpoint.id.startswith(f"{endpoint.service_id}."):
        return f"id should begin with {endpoint.service_id}."
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
    """Return the file's object; where JSON cannot read it, with the endpoints that it can."""
    with contextlib.suppress(msgspec.DecodeError):
        return msgspec.json.decode(source)
    # The slower one tells the line.
    try:
        return json.loads(source)
    except json.JSONDecodeError as error:
        mistakes.append(f"{origin}, line {error.lineno}: {error.msg}.")
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
    """Yield the endpoints that JSON can read, going on behind each that it cannot.

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
            words = f"{origin}, line {error.lineno}: {error.msg}."
            if words not in mistakes:
                mistakes.append(words)
        found = begin.search(source, end)
