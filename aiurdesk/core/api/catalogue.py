"""Services and their endpoints, read from one JSON text for each service."""

import contextlib
import json
import re
from collections.abc import Iterator
from typing import Any, Protocol

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import (
    OWN_GENERATION,
    ApiDescription,
    Endpoint,
    Generation,
    Location,
    Parameter,
    Service,
)
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.formats.schema import quoted, read_struct
from aiurdesk.core.problem import FilePlace, Problem, at_line
from aiurdesk.core.translation import tr


class Endpoints(Protocol):
    """A lookup of endpoints by id, such as a catalogue."""

    def endpoint(self, endpoint_id: str) -> Endpoint | None:
        """Return the endpoint of that id without regard to case, or None."""

    def service(self, service_id: str) -> Service | None:
        """Return the service of that id without regard to case, or None."""


class Catalogue:
    """All API descriptions that the program knows; the first of two equal ids counts.

    Args:
        descriptions: Each service with its endpoints.
        mistakes: One sentence for each mistake in the files, with its place.
    """

    def __init__(
        self, descriptions: tuple[ApiDescription, ...], mistakes: tuple[Problem, ...] = ()
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


_PLACEHOLDER = re.compile(r"\{(\*\*)?([^{}]+)\}")


def parse_generation(source: str, origin: str, generation_id: str) -> Generation:
    """Read what services of one folder have in common from the text of a JSON file.

    Args:
        source: The text; each ``generation.json`` in ``resources/services`` shows the form.
        origin: Name of the file, for the mistakes.
        generation_id: Name of the folder.

    Raises:
        ProblemError: Something in it is wrong.
    """
    try:
        raw = json.loads(source)
    except json.JSONDecodeError as error:
        raise ProblemError(at_line(error.lineno, f"{error.msg}.").in_file(origin)) from error
    generation, problems = read_struct(raw, Generation, id=generation_id)
    if generation is None or problems:
        raise ProblemError(" ".join(f"{origin}: {problem}." for problem in problems))
    return generation


def parse_service(source: str, origin: str, generation: Generation | None = None) -> ApiDescription:
    """Read a service and its endpoints from the text of a JSON file.

    Args:
        source: The text; each file in ``resources/services`` shows the form.
        origin: Name of the file, for the mistakes.
        generation: The generation of the folder, where the service's generation and table come
            from, unless the file names others.

    Returns:
        The service with all valid endpoints, and a problem for each mistake.

    Raises:
        ProblemError: What describes the service itself is wrong, so nothing of it can be used.
    """
    mistakes: list[Problem] = []
    head = _read(source, origin, mistakes)
    if generation is not None and isinstance(head, dict):
        # A service may name a table of its own, so the file wins over its folder.
        head = {"generation": generation.id, "table": generation.table, **head}
    # Each endpoint by itself: a mistake in one costs no other.
    rows = head.pop("endpoints", None) if isinstance(head, dict) else []
    service, problems = read_struct(head, Service)
    if not isinstance(rows, list):
        service, problems = (
            None,
            (*problems, tr("endpoints should be a list, not {rows}").format(rows=quoted(rows))),
        )
    mistakes.extend(_in(origin, problem) for problem in problems)
    if service is None:
        raise ProblemError(" ".join(map(str, mistakes)))
    endpoints: dict[str, Endpoint] = {}
    for position, row in enumerate(rows, start=1):
        endpoint = _endpoint(row, service, f"{origin}, {_row_name(row, position)}", mistakes)
        if endpoint is None:
            continue
        if endpoints.setdefault(endpoint.id, endpoint) is not endpoint:
            words = tr("{origin}: {id} appears twice; the first one is used.")
            words = words.format(origin=origin, id=endpoint.id)
            mistakes.append(Problem(words, FilePlace(origin)))
    return ApiDescription(service, tuple(endpoints.values()), tuple(mistakes), generation)


SERVICES_FOLDER = "services"
"""Within a collection."""
SERVICE_FILE = "service.json"
"""Within the folder of a service that a person added."""
OWN = Generation(OWN_GENERATION, tr("Own services"), "", order=0)
"""What services that a person added have in common."""


def parse_own_service(source: str, origin: str, name: str) -> ApiDescription:
    """Read a service that a person added, or that came with a collection.

    Args:
        source: As for ``parse_service``.
        origin: Name of the file, for the mistakes.
        name: The name of its folder, which is its id.

    Raises:
        ProblemError: It cannot be used.
    """
    description = parse_service(source, origin, OWN)
    service = description.service
    if service.id != name or service.generation != OWN_GENERATION:
        raise ProblemError(
            tr("{origin}: id should be {name}, as its folder, and generation own.").format(
                origin=origin, name=name
            )
        )
    return description


def service_record(description: ApiDescription) -> dict[str, Any]:
    """Return what the file of a service holds, without what is as usual."""
    record: dict[str, Any] = _record(description.service)
    for name in ("generation", "table"):
        record.pop(name, None)
    shared = ("service_id", "generation", "table")
    rows = map(_record, description.endpoints)
    record["endpoints"] = [{k: v for k, v in row.items() if k not in shared} for row in rows]
    return record


def _record(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_record(entry) for entry in value]
    if not isinstance(value, msgspec.Struct):
        return msgspec.to_builtins(value)
    fields = msgspec.structs.fields(value)
    return {
        field.name: _record(member)
        for field in fields
        if (member := getattr(value, field.name)) != field.default
    }


def _row_name(row: Any, position: int) -> str:
    if isinstance(row, dict) and isinstance(row.get("id"), str):
        return str(row["id"])
    return tr("endpoint number {position} of the file").format(position=position)


def _in(origin: str, phrase: str) -> Problem:
    """Return a mistake in a file or one of its endpoints."""
    return Problem(f"{origin}: {phrase}.", FilePlace(origin))


def _endpoint(row: Any, service: Service, origin: str, mistakes: list[Problem]) -> Endpoint | None:
    facts = {"generation": service.generation, "table": service.table}
    endpoint, problems = read_struct(row, Endpoint, service_id=service.id, **facts)
    mistakes.extend(_in(origin, problem) for problem in problems)
    if endpoint is None:
        return None
    patterned = (_with_usable_pattern(p, endpoint, origin, mistakes) for p in endpoint.parameters)
    endpoint = replace(endpoint, parameters=tuple(patterned))
    problem = _contradiction(endpoint)
    if problem:
        mistakes.append(_in(origin, problem))
        return None
    return endpoint


def _with_usable_pattern(
    parameter: Parameter, endpoint: Endpoint, origin: str, mistakes: list[Problem]
) -> Parameter:
    """Return a parameter without a pattern that is not a regular expression."""
    if parameter.pattern is None:
        return parameter
    # A stranger may have written it, so it is not compiled here.
    if endpoint.generation == OWN_GENERATION:
        whole = rf"\A(?:{parameter.pattern})\Z"
        return replace(parameter, pattern=None, strangers_pattern=whole)
    try:
        re.compile(parameter.pattern)
    except re.error as error:
        words = tr("parameter {name}: pattern is not a regular expression: {error}").format(
            name=parameter.name, error=error
        )
        mistakes.append(_in(origin, words))
        return replace(parameter, pattern=None)
    return parameter


def _contradiction(endpoint: Endpoint) -> str:
    """Return what in an endpoint contradicts something else in it, or empty text."""
    if not endpoint.id.startswith(f"{endpoint.service_id}."):
        return tr("id should begin with {service_id}.").format(service_id=endpoint.service_id)
    # An endpoint that contradicts itself could never be sent as its server expects it.
    in_path = [p for p in endpoint.parameters if p.location in (Location.PATH, Location.REST)]
    if not in_path and "{" not in endpoint.path:
        return ""
    in_template = {
        (name, Location.REST if rest else Location.PATH)
        for rest, name in _PLACEHOLDER.findall(endpoint.path)
    }
    if in_template != {(parameter.name, parameter.location) for parameter in in_path}:
        return tr("path {path} and the parameters in the path differ").format(path=endpoint.path)
    return ""


def _read(source: str, origin: str, mistakes: list[Problem]) -> Any:
    """Return the file's object; where it is not valid JSON, with the endpoints that are."""
    # msgspec is several times as fast, but only json says in which line a mistake is.
    with contextlib.suppress(msgspec.DecodeError):
        return msgspec.json.decode(source)
    try:
        return json.loads(source)
    except json.JSONDecodeError as error:
        mistakes.append(at_line(error.lineno, f"{error.msg}.").in_file(origin))
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


def _readable(source: str, start: int, origin: str, mistakes: list[Problem]) -> Iterator[Any]:
    """Yield the endpoints that are valid JSON, going on after each one that is not.

    Endpoints begin on lines that are indented like the first one.
    """
    first = re.compile(r"\n([ \t]*)\{").search(source, start)
    if first is None:
        return
    begin = re.compile(rf"^{first[1]}\{{", re.MULTILINE)
    decoder = json.JSONDecoder()
    match = begin.search(source, start)
    while match is not None:
        end = match.end()
        try:
            row, end = decoder.raw_decode(source, match.end() - 1)
            yield row
        except json.JSONDecodeError as error:
            # The first mistake was found by ``_read`` already.
            problem = at_line(error.lineno, f"{error.msg}.").in_file(origin)
            if problem not in mistakes:
                mistakes.append(problem)
        match = begin.search(source, end)
