"""Reads responses in all ways that there are, and has them judged."""

import asyncio
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from aiurdesk.core import dialects as core_dialects
from aiurdesk.core import verdict as core_verdict
from aiurdesk.core.api.endpoint import Location, Service
from aiurdesk.core.exchange import sockets as core_sockets
from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.core.response.response import Outcome, Response, with_utf8_body
from aiurdesk.core.translation import Phrase, format_size, marked, tr
from aiurdesk.core.verdict.body_kind import MOST_BYTES, content_of
from aiurdesk.core.verdict.dialect import HTTP, Dialect, DialectChoice, Reason
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope
from aiurdesk.core.verdict.envelope_reading import envelope_names
from aiurdesk.core.verdict.reading import Reading
from aiurdesk.core.verdict.verdict import Verdict
from aiurdesk.services import sending
from aiurdesk.services.dialects.collection_dialects import CollectionDialects, OwnDialects
from aiurdesk.services.dialects.dialect_files import check_dialect
from aiurdesk.services.dialects.host_choices import HostChoices
from aiurdesk.services.library import Library
from aiurdesk.services.processes.evaluation import Stopped, evaluate
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sending.body_reading import (
    RequestContext,
    dialect_of,
    of_unknown_host,
    verdict_of,
)
from aiurdesk.services.sending.contract import Contract
from aiurdesk.services.sending.envelope_reader import EnvelopeReader

if TYPE_CHECKING:
    from aiurdesk.services.sending.body_job import BodyJob, BodyRead

READ_HERE_BYTES = 64 * 1024
"""A longer body is read in the helper process."""
STRANGERS_S = 2.0
"""How long the paths of a collection's dialects may take together."""
_OWN_S = 20.0
"""How long all paths may take in a long body."""
_FIRST_FAILING = 400
Read = Envelope | NotAnEnvelope


class Judged(msgspec.Struct, frozen=True):
    """A verdict, with what was found in the body."""

    verdict: Verdict
    reading: Reading = Reading()
    """Empty where there is no response."""
    remarks: tuple[Phrase, ...] = ()
    """The notes of the verdict that do not follow from the reading."""

    @property
    def envelope(self) -> Read | None:
        """The result of the strict reader of envelopes; None where there is no response."""
        return self.reading.envelope


class ResponseJudge:
    """Reads responses, and judges them."""

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
        self.collections = CollectionDialects()
        """The dialects in the folders of collections."""
        self.contract = Contract(library, processes)
        """Compares with what the descriptions of services say."""

    async def joined(self, request: Request, outcome: Outcome) -> tuple[Outcome, Phrase | None]:
        """Return an outcome with the parts of its result joined, and a note about that."""
        return await sending.result_parts.with_joined_parts(request, outcome, self._processes)

    async def judge(
        self,
        request: Request,
        service: Service | None,
        outcome: Outcome,
        prepared: PreparedRequest | None = None,
    ) -> Judged:
        """Return the verdict on an outcome.

        Args:
            request: The one that was sent.
            service: None for an address that belongs to no known service.
            outcome: What came of it.
            prepared: What was sent; without it, errors of fields may have no place.
        """
        context = RequestContext(request, service, await self.own_dialects(request), prepared)
        if not isinstance(outcome, Response):
            return Judged(self.verdict(context, outcome, Reading()))
        reading, remarks = await self.read(context, outcome)
        verdict = self.verdict(context, outcome, reading)
        if not outcome.is_stream:
            notes = await self.contract.response_notes(request.endpoint, outcome)
            remarks = (*remarks, *notes, *_slash_note(request, outcome))
        return Judged(_noted(verdict, map(str, remarks)), reading, remarks)

    def verdict_of_record(
        self,
        request: Request,
        outcome: Outcome,
        reading: Reading,
        prepared: PreparedRequest | None = None,
    ) -> Verdict:
        """Return the verdict on what was recorded, in the language of now. Blocks.

        Args:
            request: The one that was sent.
            outcome: Its body is not looked at.
            reading: What was found in it.
            prepared: What was sent, where that is context.
        """
        service = self._library.service(request.endpoint.service_id)
        own = self.collections.of_folder(request.folder)
        context = RequestContext(request, service, own, prepared)
        verdict = self.verdict(context, outcome, reading)
        message = reading.message
        if message is None or not isinstance(outcome, Response):
            return verdict
        name = message.choice.dialect or ""
        dialect = dialect_of(context, name, self._library)
        judged = core_verdict.judge.judge_message(
            message, request, {} if dialect is None else {name: dialect}
        )
        told = core_sockets.transcript.with_failed
        return verdict if judged is None else told(verdict, judged, outcome)

    def verdict(self, context: RequestContext, outcome: Outcome, reading: Reading) -> Verdict:
        """Return the verdict on an outcome whose body was read; nothing is read again.

        Args:
            context: What is context of the request.
            outcome: Its body is not looked at.
            reading: What ``read`` returned.
        """
        verdict = verdict_of(context, outcome, reading, self._library)
        if not isinstance(outcome, Response):
            return verdict
        dialect = dialect_of(context, reading.choice.dialect, self._library)
        is_strict = dialect is not None and dialect.reads_envelopes
        is_given = is_strict and reading.choice.why is Reason.GIVEN
        if is_given and outcome.body.size_bytes <= MOST_BYTES:
            # No other was asked.
            return verdict
        return _noted(verdict, _notes(reading.choice, dialect, outcome, context.own))

    async def check(self, request: Request) -> None:
        """Check that the dialect that a request names exists.

        Raises:
            ProblemError: There is none of that name.
        """
        if request.dialect:
            own = await self.own_dialects(request)
            if request.dialect not in own.by_name:
                check_dialect(request.dialect, self._library.dialects)

    async def own_dialects(self, request: Request) -> OwnDialects:
        """Return the dialects of the collection of a request."""
        known = self.collections.known(request.folder)
        if known is not None:
            return known
        return await asyncio.to_thread(self.collections.of_folder, request.folder)

    async def read(
        self, context: RequestContext, response: Response
    ) -> tuple[Reading, tuple[Phrase, ...]]:
        """Return what a response says, and why it could not be read as it should, if so."""
        if response.is_stream:
            # Its events are judged one by one, as they come.
            return Reading(choice=DialectChoice(None, Reason.GIVEN)), ()
        given = context.given
        dialect = None if given in context.own.by_name else self._library.dialects.get(given)
        if dialect is not None and dialect.reads_envelopes:
            # Neither a path nor another dialect is needed: most services of the catalogue.
            choice = DialectChoice(given, Reason.GIVEN)
            return await self._read_envelope(context, response, choice, dialect), ()
        response = with_utf8_body(response)
        envelope = await self._reader.read(response)
        content = content_of(envelope, response.body.data)
        host = core_dialects.choosing.host_of(response.url)
        given = given or self.hosts.name_for(host)
        # The files of a person may be on a slow disk, and the program has many.
        heads = await asyncio.to_thread(lambda: self._library.dialects.heads)
        prepared = context.prepared
        if prepared is not None and not all(isinstance(part, bytes) for part in prepared.body):
            file_read = await asyncio.to_thread(sending.body_job.with_sent_file, prepared)
            context = replace(context, prepared=file_read)
        job = sending.body_job.job_for(context, response, envelope, heads, given)
        came = await self._read_all(job)
        if isinstance(came, Stopped):
            stopped = _stopped_note(came, context.own)
            return Reading(content, envelope, DialectChoice(None, Reason.GIVEN)), (stopped,)
        reading = Reading(content, envelope, came.choice, came.dialect, came.graphql, came.said)
        dialect = dialect_of(context, came.choice.dialect, self._library)
        if dialect is None and given != HTTP:
            return of_unknown_host(reading, self._library), tuple(_gone_note(came.choice))
        if dialect is not None and dialect.reads_envelopes:
            return await self._read_envelope(context, response, came.choice, dialect), ()
        return reading, ()

    async def _read_envelope(
        self, context: RequestContext, response: Response, choice: DialectChoice, dialect: Dialect
    ) -> Reading:
        envelope = await self._reader.read(response, envelope_names(dialect))
        content = content_of(envelope, response.body.data)
        reading = Reading(content, envelope, choice)
        # Something in front of the service may have refused the request.
        if isinstance(envelope, Envelope) or response.status < _FIRST_FAILING:
            return reading
        came = await self._read_all(sending.body_job.job_for(context, response, envelope))
        return reading if isinstance(came, Stopped) else replace(reading, said=came.said)

    async def _read_all(self, job: "BodyJob") -> "BodyRead | Stopped":
        body_job = sending.body_job
        if job.read_bytes <= READ_HERE_BYTES and not job.job.own:
            return body_job.read_all(job)
        (came,) = await evaluate(
            self._processes,
            [partial(body_job.read_all, job)],
            partial(sending.dialect_job.load, job.job),
            job.read_bytes,
            STRANGERS_S if job.job.own else _OWN_S,
        )
        return came


def _gone_note(choice: DialectChoice) -> Iterator[Phrase]:
    if choice.dialect is not None:
        text = marked("There is no dialect {dialect}, so the HTTP status judges.")
        yield Phrase(text, {"dialect": choice.dialect})


def _notes(
    choice: DialectChoice, dialect: Dialect | None, response: Response, own: OwnDialects
) -> tuple[str, ...]:
    notes = []
    if choice.also:
        text = tr("Other dialects are for this {why}, too: {also}. {dialect} was used.")
        notes.append(
            text.format(why=choice.why, also=", ".join(choice.also), dialect=choice.dialect)
        )
    is_envelope = dialect is not None and dialect.reads_envelopes
    most = MOST_BYTES if is_envelope else sending.body_job.MOST_BYTES
    if dialect is not None and response.body.size_bytes > most:
        text = tr(
            "A body of more than {most_bytes} is not read by a dialect, so the HTTP status judges."
        )
        notes.append(text.format(most_bytes=format_size(most)))
    return (*notes, *map(str, own.mistakes))


def _slash_note(request: Request, response: Response) -> Iterator[Phrase]:
    """Say that a value of the path was sent with a slash, which not every server understands."""
    in_path = any(p.location is Location.PATH for p in request.endpoint.parameters)
    is_typed = "%2f" in request.endpoint.path.lower()
    if in_path and not is_typed and "%2F" in urlsplit(response.url).path:
        text = marked("The slash of a value was sent as %2F, which some servers do not decode.")
        yield Phrase(text)


def _stopped_note(stopped: Stopped, own: OwnDialects) -> Phrase:
    names = ", ".join(own.by_name)
    if not names:
        text = marked("The dialect was not used, so the HTTP status judges. {text}")
        return Phrase(text, {"text": stopped.phrase})
    text = marked(
        "A dialect of the collection ({names}) was not used, so the HTTP status judges. {text}"
    )
    return Phrase(text, {"names": names, "text": stopped.phrase})


def _noted(verdict: Verdict, notes: Iterable[str]) -> Verdict:
    return replace(verdict, notes=(*verdict.notes, *notes))
