"""Tries on one body which dialect would be chosen, and what it would say."""

import msgspec
from msgspec.structs import replace

from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response, with_utf8_body
from aiurdesk.core.verdict.body_kind import content_of
from aiurdesk.core.verdict.dialect import (
    HTTP,
    Dialect,
    DialectChoice,
    DialectFieldError,
    DialectReading,
    ReadOutcome,
)
from aiurdesk.core.verdict.envelope import parse_envelope
from aiurdesk.core.verdict.envelope_reading import envelope_names, with_table
from aiurdesk.core.verdict.reading import Reading
from aiurdesk.core.verdict.verdict import Severity, Verdict
from aiurdesk.services.dialects.collection_dialects import NO_DIALECTS, OwnDialects
from aiurdesk.services.library import Library
from aiurdesk.services.sending.body_job import job_for, read_all
from aiurdesk.services.sending.body_reading import (
    RequestContext,
    dialect_of,
    of_unknown_host,
    verdict_of,
)

_OUTCOMES = {Severity.SUCCESS: ReadOutcome.SUCCESS, Severity.NOTICE: ReadOutcome.NOTICE}


class DialectTrial(msgspec.Struct, frozen=True):
    """A response, and the dialect that is to be tried on it."""

    response: Response
    """Its body is in memory."""
    request: Request
    host: str = ""
    """As ``choosing.host_of`` returns it; empty where it is not context."""
    given: str = ""
    """Name of the dialect; empty to have one chosen."""
    own: Dialect | None = None
    """The one of that name, where it is in a file of its own."""


class Tried(msgspec.Struct, frozen=True):
    """The reading and the verdict of the dialect that was tried."""

    choice: DialectChoice
    verdict: Verdict
    reading: DialectReading
    """What was read. Of an envelope, or a status, it has the outcome and the field errors only."""


def try_dialect(trial: DialectTrial, library: Library) -> Tried:
    """Return which dialect reads a response, and the verdict. Blocks, for long with a long body.

    Args:
        trial: Written by the person who tries it: nothing is evaluated in another process.
        library: Has the dialects.
    """
    response = trial.response
    own = OwnDialects({trial.own.name: trial.own}) if trial.own else NO_DIALECTS
    context = RequestContext(trial.request, None, own)
    reading = _read(context, trial, library)
    verdict = verdict_of(context, response, reading, library)
    read, name = reading.dialect, reading.choice.dialect
    dialect = dialect_of(context, name, library)
    if read is not None and dialect is not None:
        read = with_table(read, dialect, response.status, is_own=reading.choice.is_own)
        return Tried(reading.choice, verdict, read)
    errors = verdict.field_errors.items()
    named = (DialectFieldError(name, text) for name, texts in errors for text in texts)
    others = (DialectFieldError("", text) for text in verdict.other_errors)
    outcome = _OUTCOMES.get(verdict.severity, ReadOutcome.ERROR)
    read = DialectReading(name or HTTP, outcome, field_errors=(*named, *others))
    return Tried(reading.choice, verdict, read)


def _read(context: RequestContext, trial: DialectTrial, library: Library) -> Reading:
    response = with_utf8_body(trial.response)
    content_type = response.header("Content-Type")
    envelope = parse_envelope(response.body.data, content_type)
    content = content_of(envelope, response.body.data)
    heads = library.dialects.heads
    job = job_for(context, response, envelope, heads, trial.given, trial.host)
    came = read_all(job)
    reading = Reading(content, envelope, came.choice, came.dialect, came.graphql, came.said)
    dialect = dialect_of(context, came.choice.dialect, library)
    if dialect is None and trial.given != HTTP:
        return of_unknown_host(reading, library)
    if dialect is not None and dialect.reads_envelopes:
        names = envelope_names(dialect)
        envelope = parse_envelope(response.body.data, content_type, names)
        return replace(reading, envelope=envelope, content=content_of(envelope, response.body.data))
    return reading
