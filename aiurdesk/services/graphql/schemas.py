"""The schemas of servers of GraphQL: fetched when asked, kept for each address, used for checks."""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

import msgspec
from msgspec.structs import replace

from aiurdesk.core.errors import ProblemError, storage_errors
from aiurdesk.core.preparing.address import to_http
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.graphql.introspection import INTROSPECTION
from aiurdesk.core.request.graphql.schema import Schema
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import GraphqlBody, Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import joined_sentences, tr
from aiurdesk.core.verdict.verdict import Severity, Verdict
from aiurdesk.services.expectations.examination import Examined
from aiurdesk.services.graphql.schema_job import (
    SchemaFile,
    described,
    document_problems,
    load,
    packed_schema,
)
from aiurdesk.services.processes.evaluation import Stopped, evaluate
from aiurdesk.services.processes.helper_processes import Purpose
from aiurdesk.services.sending.asking import Asking
from aiurdesk.services.sending.planned_request import NotSent, PlannedRequest
from aiurdesk.services.services import Services
from aiurdesk.services.sockets.street import StreetTerms, last_of
from aiurdesk.storage.bodies import body_chunks
from aiurdesk.storage.files import write_atomically
from aiurdesk.storage.regular_file import read_regular_file

MOST_BYTES = 20_000_000
"""Of the description of a schema; GitHub's has 8 MB."""
_MOST_S = 5.0
_T = TypeVar("_T")


class KnownSchema(msgspec.Struct, frozen=True):
    """A schema that is kept."""

    schema: Schema
    fetched_at: datetime
    """Timezone-aware."""


class GraphqlSchemas:
    """Fetches, keeps and uses schemas. They are in the cache: losing one does no harm."""

    def __init__(self, services: Services) -> None:
        self._folder = services.schemas_folder
        self._street = services.street
        self._connections = services.connections
        self._processes = services.processes

    async def fetch(self, plan: PlannedRequest, limits: Limits, asking: Asking) -> KnownSchema:
        """Ask the server of a request for its schema, and keep it.

        Args:
            plan: Of ``introspection_request``.
            limits: Limits of the request, but for the length of the response.
            asking: As in the terms of any request.

        Raises:
            ProblemError: The server did not give it, or it cannot be used.
        """
        terms = StreetTerms(
            replace(limits, body_bytes=MOST_BYTES),
            asking,
            is_settled=True,
            is_watched=False,
            is_recorded=lambda _exchange: False,
        )
        last = await last_of(self._street.send(plan, terms))
        if isinstance(last, NotSent):
            raise ProblemError(joined_sentences(error.sentence for error in last.problems))
        assert isinstance(last, Examined), "nobody watches it"
        sent = last.exchange
        outcome = sent.outcome
        if not isinstance(outcome, Response):
            raise _no_schema(sent.verdict)
        try:
            if sent.verdict.severity is not Severity.SUCCESS:
                raise _no_schema(sent.verdict)
            content = await asyncio.to_thread(lambda: b"".join(body_chunks(outcome.body)))
        finally:
            self._connections.files.remove(outcome.body.path)
        return await self._keep(content, sent.prepared.url)

    async def take_file(self, path: str, address: str) -> KnownSchema:
        """Keep the schema in a file for an address: an introspection as JSON, or SDL.

        Raises:
            ProblemError: It cannot be read, or it holds no schema.
        """
        content = await asyncio.to_thread(_read, path)
        if not content.lstrip().startswith(b"{"):
            try:
                text = content.decode()
            except UnicodeDecodeError:
                raise ProblemError(
                    tr("{path} is not a schema: it is not text in UTF-8.").format(path=path)
                ) from None
            content = _usable(await self._evaluated(partial(described, text), None, len(content)))
        return await self._keep(content, address)

    async def kept(self, address: str) -> KnownSchema | None:
        """Return the schema that is kept for an address; None without one."""
        file = await asyncio.to_thread(self._file, address)
        if file is None:
            return None
        packed = await self._evaluated(partial(packed_schema, file), file)
        if not isinstance(packed, bytes):
            return None
        return await asyncio.to_thread(_unpacked, packed, file)

    async def document_problems(self, body: GraphqlBody, address: str) -> tuple[Problem, ...]:
        """Return what is wrong with a document, by the schema of its address where it is known."""
        file = await asyncio.to_thread(self._file, address) if address else None
        size = len(body.query) + len(body.variables)
        came = await self._evaluated(partial(document_problems, body, file), file, size)
        return (Problem(came.text),) if isinstance(came, Stopped) else came

    async def _keep(self, content: bytes, address: str) -> KnownSchema:
        path = self._path(address)
        # Checked beside the one that is there, which stays where this one is of no use.
        fetched = path.with_suffix(".new")
        await asyncio.to_thread(write_atomically, fetched, content)
        try:
            file = _stamped(fetched)
            packed = _usable(await self._evaluated(partial(packed_schema, file), file))
            await asyncio.to_thread(fetched.replace, path)
        finally:
            await asyncio.to_thread(fetched.unlink, missing_ok=True)
        return await asyncio.to_thread(_unpacked, packed, file)

    async def _evaluated(
        self, job: Callable[[], _T], file: SchemaFile | None, size_bytes: int = MOST_BYTES
    ) -> _T | Stopped:
        read = partial(load, file)
        (came,) = await evaluate(self._processes, [job], read, size_bytes, _MOST_S, Purpose.GRAPHQL)
        return came

    def _path(self, address: str) -> Path:
        split = urlsplit(to_http(address))
        # Neither user nor query: they may hold secrets, and the schema is the same.
        host = split.netloc.rpartition("@")[2]
        plain = urlunsplit((split.scheme, host, split.path, "", ""))
        return self._folder() / f"{hashlib.sha256(plain.encode()).hexdigest()[:32]}.json"

    def _file(self, address: str) -> SchemaFile | None:
        try:
            return _stamped(self._path(address))
        except (OSError, ValueError):
            return None


def introspection_request(request: Request) -> Request:
    """Return the request that asks the server of another one for its schema."""
    body = GraphqlBody(INTROSPECTION)
    if request.is_typed:
        request = request.with_url(to_http(request.url))
    asked = replace(request, method="POST", body=body)
    return asked.with_tests_of(Request(request.target))


def _no_schema(verdict: Verdict) -> ProblemError:
    words = (tr("The server gave no schema"), verdict.headline, verdict.message)
    return ProblemError(" ".join(f"{text.rstrip('.')}." for text in words if text))


def _usable(came: bytes | Problem | Stopped) -> bytes:
    if isinstance(came, bytes):
        return came
    raise ProblemError(came if isinstance(came, Problem) else came.phrase)


def _unpacked(packed: bytes, file: SchemaFile) -> KnownSchema:
    fetched_at = datetime.fromtimestamp(file.changed_ns / 1e9, UTC)
    return KnownSchema(msgspec.msgpack.decode(packed, type=Schema), fetched_at)


def _stamped(path: Path) -> SchemaFile:
    return SchemaFile(str(path), path.stat().st_mtime_ns)


def _read(path: str) -> bytes:
    with storage_errors(tr("{path} could not be read ({value})."), path=path):
        return read_regular_file(path, MOST_BYTES)
