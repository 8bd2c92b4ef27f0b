"""Holds requests and responses against the description of their service, in the helper process."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import OWN_GENERATION, Endpoint, Location
from aiurdesk.core.collection.file_name import REQUEST_SUFFIX
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.expectations import contract
from aiurdesk.core.preparing.body_shape import ROOT, needed_schemas, schemas_of_file
from aiurdesk.core.preparing.header import content_type_of
from aiurdesk.core.preparing.json_template import resolve_value
from aiurdesk.core.preparing.wire_format import example_of
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import Phrase, marked, tr
from aiurdesk.services import sending
from aiurdesk.services.library import Library
from aiurdesk.services.processes.evaluation import Stopped, evaluate
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.storage.regular_file import read_regular_file

_MOST_S = 2.0
"""How long all schemas and patterns of one request or response may take."""
_MOST_BYTES = 8 * 1024 * 1024
"""A longer body is not compared."""


BODY_SCHEMA_SUFFIX = ".body.schema.json"
"""``NAME.body.schema.json`` beside ``NAME.request.toml`` describes the JSON body of the request."""
_MOST_IN_FORM = 500_000
"""Characters of the schemas of one body that a form is made of; it shows the rest as JSON."""
_Check = tuple[str, Callable[[], tuple[Problem, ...]]]
"""The name of a parameter, and what compares its value with what is documented."""


class Contract:
    """Compares with what descriptions say. What cannot be compared in time counts as fitting."""

    def __init__(self, library: Library, processes: HelperProcesses) -> None:
        self._library, self._processes = library, processes

    async def value_errors(
        self, request: Request, prepared: PreparedRequest, environment: Environment
    ) -> tuple[Problem, ...]:
        """Return which values do not match their pattern, and whether JSON does not fit its schema.

        Args:
            request: It was not forced.
            prepared: The same as it is to be sent.
            environment: Has the values of its variables.
        """
        if request.endpoint.generation != OWN_GENERATION:
            return ()
        schemas = await self.schemas_file(request.endpoint)
        checks = [*_patterns(request, environment), *_bodies(request, prepared, schemas)]
        if not checks:
            return ()
        size = sum(len(part) for part in prepared.body if isinstance(part, bytes))
        runs = [run for _, run in checks]
        results = await evaluate(self._processes, runs, None, size, _MOST_S)
        return tuple(
            replace(problem, at=FieldPlace(name, within=problem.field.within))
            for (name, _), problems in zip(checks, results, strict=True)
            if not isinstance(problems, Stopped)
            for problem in problems
        )

    async def response_notes(self, endpoint: Endpoint, response: Response) -> tuple[Phrase, ...]:
        """Return what of a response does not fit its description, a sentence for each thing."""
        if not endpoint.responses:
            return ()
        if note := contract.status_note(endpoint, response.status):
            return (note,)
        given = contract.documented(endpoint, response.status)
        content_type = response.header("Content-Type") or ""
        if response.body.size_bytes and (note := contract.type_note(given, content_type)):
            return (note,)
        promised = contract.response_for(given, content_type)
        if promised is None or not 0 < response.body.size_bytes <= _MOST_BYTES:
            return ()
        schemas = await self.schemas_file(endpoint)
        source = response.body.data if response.body.path is None else response.body.path
        run = partial(body_problems, schemas, promised.schema, source)
        size = response.body.size_bytes
        (problems,) = await evaluate(self._processes, [run], None, size, _MOST_S)
        if isinstance(problems, Stopped):
            return ()
        return tuple(Phrase(marked("{words}."), {"words": one.what}) for one in problems)

    async def body_schemas(self, endpoint: Endpoint, key: str) -> bytes:
        """Return the schema of a value and those that it refers to as JSON; empty without one."""
        schemas = await self.schemas_file(endpoint)
        if not schemas or not key:
            return b""
        run = partial(schemas_for_form, schemas, key)
        (read,) = await evaluate(self._processes, [run], None, 0, _MOST_S)
        return b"" if isinstance(read, Stopped) else read

    async def schemas_beside(self, request_file: str) -> bytes:
        """Return the schema of a body that lies beside the file of a request; empty without one."""
        file = f"{request_file.removesuffix(REQUEST_SUFFIX)}{BODY_SCHEMA_SUFFIX}"
        run = partial(schemas_of_body, file)
        (read,) = await evaluate(self._processes, [run], None, 0, _MOST_S)
        return b"" if isinstance(read, Stopped) else read

    async def schemas_file(self, endpoint: Endpoint) -> str:
        """Return where the schemas of the service of an endpoint are; empty without any."""
        return await asyncio.to_thread(self._schemas_of, endpoint)

    def _schemas_of(self, endpoint: Endpoint) -> str:
        own = self._library.own.service(endpoint.service_id)
        return "" if own is None else str(own.schemas_file)


def body_problems(
    schemas_file: str, key: str, source: bytes | str, *, is_request: bool = False
) -> tuple[Problem, ...]:
    """Return what of a body of JSON does not fit a schema; in the helper process.

    Args:
        schemas_file: Path of the schemas of a service.
        key: The key of the schema.
        source: The body, or the path of a file with it.
        is_request: As for ``schema_problems``.
    """
    body = sending.dialect_job.BodyValue(source)
    try:
        schemas = Path(schemas_file).read_bytes()
    except OSError:
        return ()
    if body.value is None and source != b"null":
        return ()
    return contract.schema_problems(schemas, key, body.value, is_request=is_request)


def schemas_of_body(file: str) -> bytes:
    """Return the schemas of a file for a form; empty where it has none; in the helper process."""
    try:
        document = msgspec.json.decode(read_regular_file(file, _MOST_IN_FORM))
    except (OSError, msgspec.DecodeError):
        return b""
    return msgspec.json.encode(needed_schemas(schemas_of_file(document), ROOT, _MOST_IN_FORM))


def schemas_for_form(schemas_file: str, key: str) -> bytes:
    """Return a schema and those that it refers to as JSON; in the helper process."""
    try:
        schemas = msgspec.json.decode(Path(schemas_file).read_bytes())
    except (OSError, msgspec.DecodeError):
        return b""
    is_known = isinstance(schemas, dict) and key in schemas
    return msgspec.json.encode(needed_schemas(schemas, key, _MOST_IN_FORM)) if is_known else b""


def pattern_problems(pattern: str, texts: tuple[str, ...], example: str) -> tuple[Problem, ...]:
    """Return that a text does not match a pattern; in the helper process."""
    if all(contract.pattern_fits(pattern, text) for text in texts):
        return ()
    such_as = tr(", such as {example}").format(example=example) if example else ""
    text = tr("Enter text that matches {pattern}{such_as}.")
    return (Problem(text.format(pattern=pattern, such_as=such_as)),)


def _patterns(request: Request, environment: Environment) -> Iterator[_Check]:
    for name, value in request.values:
        parameter = request.endpoint.parameter(name)
        if parameter is None or not parameter.strangers_pattern:
            continue
        resolved = resolve_value(value, environment.variables)
        texts = (resolved,) if isinstance(resolved, str) else resolved
        if isinstance(texts, tuple):
            example = example_of(parameter) if parameter.example else ""
            run = partial(pattern_problems, parameter.strangers_pattern, texts, example)
            yield name, run


def _bodies(request: Request, prepared: PreparedRequest, schemas: str) -> Iterator[_Check]:
    parameter = next(
        (p for p in request.endpoint.parameters if p.schema and p.location is Location.JSON), None
    )
    is_json = "json" in (content_type_of(prepared.headers) or "").lower()
    texts = [part for part in prepared.body if isinstance(part, bytes)]
    if parameter is None or not schemas or not is_json or len(texts) != len(prepared.body):
        return
    body = b"".join(texts)
    if 0 < len(body) <= _MOST_BYTES:
        yield parameter.name, partial(_value_problems, schemas, parameter.schema, body)


def _value_problems(schemas: str, key: str, body: bytes) -> tuple[Problem, ...]:
    """Return what does not fit: a problem for each value that it is about."""
    by_place: dict[FieldPlace, list[str]] = {}
    for problem in body_problems(schemas, key, body, is_request=True):
        by_place.setdefault(problem.field, []).append(problem.sentence)
    text = tr("This does not fit the description: {phrases}.")
    return tuple(
        Problem(text.format(phrases="; ".join(said)), place) for place, said in by_place.items()
    )
