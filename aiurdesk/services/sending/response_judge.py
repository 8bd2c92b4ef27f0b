"""Judges outcomes: finds the dialect of a response, has it read, and returns the verdict."""

import asyncio
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from aiurdesk.core import dialects as core_dialects
from aiurdesk.core import verdict as core_verdict
from aiurdesk.core.api.endpoint import Endpoint, Location, Service
from aiurdesk.core.request.request import GraphqlBody, Request
from aiurdesk.core.response.response import Outcome, Response
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.dialect import HTTP, Choice, Dialect, DialectReading
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.core.verdict.verdict import Verdict
from aiurdesk.core.wording import format_size
from aiurdesk.services import sending
from aiurdesk.services.dialects.collection_dialects import (
    NO_DIALECTS,
    CollectionDialects,
    OwnDialects,
)
from aiurdesk.services.dialects.dialect_files import check_dialect
from aiurdesk.services.dialects.host_choices import HostChoices
from aiurdesk.services.library import Library
from aiurdesk.services.processes.evaluation import Stopped, evaluate
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sending.contract import Contract
from aiurdesk.services.sending.envelope_reader import EnvelopeReader, envelope_names

READ_HERE_BYTES = 64 * 1024
"""A longer body is read in the helper process."""
MOST_BYTES = 64 * 1024 * 1024
"""A longer body is not read by a dialect: as objects it would take gigabytes."""
STRANGERS_S = 2.0
"""How long the paths of a collection's dialects may take together."""
_OWN_S = 20.0
"""How long all paths may take in a long body."""
_NO_JSON = frozenset(
    {
        NotAnEnvelopeReason.EMPTY, NotAnEnvelopeReason.NOT_JSON, NotAnEnvelopeReason.HTML,
        NotAnEnvelopeReason.TRUNCATED, NotAnEnvelopeReason.TWO_VALUES, NotAnEnvelopeReason.BINARY,
        NotAnEnvelopeReason.INVALID_UTF8, NotAnEnvelopeReason.UNREAD, NotAnEnvelopeReason.TOO_DEEP,
    }
)  # fmt: skip
Read = Envelope | NotAnEnvelope


class Judged(msgspec.Struct, frozen=True):
    """A verdict, with what was found in the body."""

    verdict: Verdict
    envelope: Read | None = None
    """None where there is no response."""


class ResponseJudge:
    """Judges the outcomes of requests."""

    def __init__(
        self, library: Library, processes: HelperProcesses, hosts: HostChoices | None = None
    ) -> None:
        """Prepare; nothing is read.

        Args:
            library: Has the dialects.
            processes: Long bodies are read there, and what strangers wrote is evaluated.
            hosts: The dialects that the person chose for hosts.
        """
        self._library, self._processes = library, processes
        self._reader = EnvelopeReader(processes)
        self.hosts = hosts or HostChoices()
        self._collections = CollectionDialects()
        self.contract = Contract(library, processes)
        """Compares with what the descriptions of services say."""

    async def judge(self, request: Request, service: Service | None, outcome: Outcome) -> Judged:
        """Return the verdict on an outcome.

        Args:
            request: The one that was sent.
            service: None for an address that belongs to no known service.
            outcome: What came of it.
        """
        judge = core_verdict.judge
        if not isinstance(outcome, Response):
            return Judged(judge.judge_no_response(outcome, request))
        if outcome.is_stream:
            # Its events are judged one by one, as they come.
            nothing = NotAnEnvelope(NotAnEnvelopeReason.EMPTY)
            return Judged(judge.judge_status(nothing, outcome, request))
        judged = await self._by_dialect(request, service, outcome)
        notes = await self.contract.response_notes(request.endpoint, outcome)
        notes = (*notes, *_slash_note(request, outcome))
        return replace(judged, verdict=_noted(judged.verdict, notes)) if notes else judged

    async def _by_dialect(
        self, request: Request, service: Service | None, outcome: Response
    ) -> Judged:
        judge = core_verdict.judge
        # A fix may lead to the endpoint of the same service that lists what was not found.
        siblings = self._library.endpoints_of(service.id) if service else ()
        own = await self._own(request)
        given = request.dialect or (service.table if service else "")
        dialect = None if given in own.by_name else self._library.dialects.get(given)
        if dialect is not None and dialect.reads_envelopes:
            # Neither a path nor another dialect is needed: most services of the catalogue.
            envelope = await self._reader.read(outcome, envelope_names(dialect))
            return Judged(judge.judge(outcome, envelope, request, dialect, siblings), envelope)
        envelope = await self._reader.read(outcome)
        return await self._judged(_Case(request, outcome, envelope, given, own, siblings))

    async def check(self, request: Request) -> None:
        """Check that the dialect of a request exists: another would mean something else.

        Raises:
            DataMistake: There is none of that name.
        """
        if request.dialect:
            own = await self._own(request)
            if request.dialect not in own.by_name:
                check_dialect(request.dialect, self._library.dialects)

    async def _own(self, request: Request) -> OwnDialects:
        if not request.folder:
            return NO_DIALECTS
        return await asyncio.to_thread(self._collections.of_folder, request.folder)

    async def _judged(self, case: "_Case") -> Judged:
        """Judge a response of which no dialect is known for certain that reads envelopes."""
        host = core_dialects.choosing.host_of(case.response.url)
        given = case.given or self.hosts.name_for(host)
        if given == HTTP:
            return Judged(
                core_verdict.judge.judge_status(case.envelope, case.response, case.request),
                case.envelope,
            )
        # The files of a person may be on a slow disk, and the program has many.
        heads = await asyncio.to_thread(lambda: self._library.dialects.heads)
        came = await self._read(case, heads, host, given)
        if isinstance(came, Stopped):
            return self._by_today(case, Choice(), (_stopped_note(came, case.own),))
        choice, reading = came
        dialect = case.own.by_name.get(choice.dialect or "")
        if dialect is None:
            dialect = self._library.dialects.get(choice.dialect or "")
        notes = _notes(choice, dialect, case)
        if dialect is None:
            return self._by_today(case, choice, notes)
        if reading is None:
            # Chosen for the host; the request does not say so.
            request = replace(case.request, dialect=dialect.name)
            envelope = await self._reader.read(case.response, envelope_names(dialect))
            verdict = core_verdict.judge.judge(
                case.response, envelope, request, dialect, case.siblings
            )
            return Judged(verdict, envelope)
        reading = core_dialects.dialect_reading.with_table(
            reading, dialect, case.response.status, is_own=choice.is_own
        )
        instead = case.envelope if isinstance(case.envelope, NotAnEnvelope) else None
        verdict = core_dialects.judging.judge_reading(
            reading, dialect, case.response, case.request, instead, case.siblings
        )
        return Judged(_noted(verdict, notes), case.envelope)

    def _by_today(self, case: "_Case", choice: Choice, notes: tuple[str, ...]) -> Judged:
        """Judge by the envelope, if there is one, or else by the HTTP status."""
        judge = core_verdict.judge
        # A name that no dialect has any more is not a promise of an envelope.
        request = replace(case.request, dialect="")
        table = judge.choose_table(request, None, case.envelope, self._library.dialects)
        verdict = judge.judge(case.response, case.envelope, request, table, case.siblings)
        return Judged(replace(_noted(verdict, notes), looks_like=choice.looks_like), case.envelope)

    async def _read(
        self, case: "_Case", heads: tuple[Dialect, ...], host: str, given: str
    ) -> tuple[Choice, DialectReading | None] | Stopped:
        response = case.response
        body = response.body
        dialect_job = sending.dialect_job
        is_json = not (
            isinstance(case.envelope, NotAnEnvelope) and case.envelope.reason in _NO_JSON
        )
        content_type = response.header("Content-Type") or ""
        is_readable = is_json or dialect_job.can_be_read(body, content_type)
        is_read = is_readable and body.size_bytes <= MOST_BYTES
        source = body.data if body.path is None else body.path
        target = dialect_job.target_of(response, host)
        if is_json and isinstance(case.request.body, GraphqlBody):
            # As all servers should call it, and few do.
            target = replace(target, content_type="application/graphql-response+json")
        job = dialect_job.ReadingJob(
            heads=heads,
            own=tuple(case.own.by_name.values()),
            target=target,
            given=given,
            status=response.status,
            headers=response.headers,
            body=dialect_job.BodyValue(source if is_read else None, content_type),
            has_body=0 < body.size_bytes <= MOST_BYTES,
        )
        if not job.own and (not is_read or body.size_bytes <= READ_HERE_BYTES):
            return dialect_job.choose_and_read(job)
        (came,) = await evaluate(
            self._processes,
            [partial(dialect_job.choose_and_read, job)],
            partial(dialect_job.load, job),
            body.size_bytes if is_read else 0,
            STRANGERS_S if job.own else _OWN_S,
        )
        return came


class _Case(msgspec.Struct, frozen=True):
    """A response with what is known of it."""

    request: Request
    response: Response
    envelope: Read
    given: str
    """The name of the dialect that was chosen for the request, or by its service."""
    own: OwnDialects
    siblings: tuple[Endpoint, ...]


def _notes(choice: Choice, dialect: Dialect | None, case: _Case) -> tuple[str, ...]:
    notes = []
    if choice.dialect is not None and dialect is None:
        text = tr("There is no dialect {dialect}, so the HTTP status judges.")
        notes.append(text.format(dialect=choice.dialect))
    if choice.also:
        text = tr("Other dialects are for this {why}, too: {also}. {dialect} was used.")
        notes.append(
            text.format(why=choice.why, also=", ".join(choice.also), dialect=choice.dialect)
        )
    if dialect is not None and case.response.body.size_bytes > MOST_BYTES:
        text = tr(
            "A body of more than {most_bytes} is not read by a dialect, so the HTTP status judges."
        )
        notes.append(text.format(most_bytes=format_size(MOST_BYTES)))
    return (*notes, *case.own.mistakes)


def _slash_note(request: Request, response: Response) -> Iterator[str]:
    """Say that a value of the path was sent with a slash, which not every server understands."""
    in_path = any(p.location is Location.PATH for p in request.endpoint.parameters)
    is_typed = "%2f" in request.endpoint.path.lower()
    if in_path and not is_typed and "%2F" in urlsplit(response.url).path:
        yield tr("The slash of a value was sent as %2F, which some servers do not decode.")


def _stopped_note(stopped: Stopped, own: OwnDialects) -> str:
    names = ", ".join(own.by_name)
    whose = (
        tr("A dialect of the collection ({names})").format(names=names)
        if names
        else tr("The dialect")
    )
    return tr("{whose} was not used, so the HTTP status judges. {text}").format(
        whose=whose, text=stopped.text
    )


def _noted(verdict: Verdict, notes: tuple[str, ...]) -> Verdict:
    return replace(verdict, notes=(*verdict.notes, *notes)) if notes else verdict
