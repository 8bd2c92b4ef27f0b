"""Tries on one body which dialect would be chosen, and what it would say."""

import msgspec
from msgspec.structs import replace

from aiurdesk.core import dialects as core_dialects
from aiurdesk.core import verdict as core_verdict
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.verdict.dialect import (
    HTTP,
    Choice,
    Dialect,
    DialectFieldError,
    DialectReading,
    ReadOutcome,
)
from aiurdesk.core.verdict.envelope import NotAnEnvelope, parse_envelope
from aiurdesk.core.verdict.verdict import Severity, Verdict
from aiurdesk.services.library import Library
from aiurdesk.services.sending.dialect_job import BodyValue, ReadingJob, choose_and_read, target_of
from aiurdesk.services.sending.envelope_reader import envelope_names

_OUTCOMES = {Severity.SUCCESS: ReadOutcome.SUCCESS, Severity.NOTICE: ReadOutcome.NOTICE}


class Trial(msgspec.Struct, frozen=True):
    """A response, and the dialect that is to be tried on it."""

    response: Response
    """Its body is in memory."""
    request: Request
    host: str = ""
    """As ``choosing.host_of`` returns it; empty where it is not known."""
    given: str = ""
    """Name of the dialect; empty to have one chosen."""
    own: Dialect | None = None
    """The one of that name, where it is in a file of its own."""


class Tried(msgspec.Struct, frozen=True):
    """What came of it."""

    choice: Choice
    verdict: Verdict
    reading: DialectReading
    """What was read. Of an envelope, or a status, it has the outcome and the field errors only."""


def try_dialect(trial: Trial, library: Library) -> Tried:
    """Return which dialect reads a response, and the verdict. Blocks, for long with a long body.

    Args:
        trial: Written by the person who tries it: nothing is evaluated in another process.
        library: Has the dialects.
    """
    response = trial.response
    job = ReadingJob(
        heads=library.dialects.heads,
        own=(trial.own,) if trial.own else (),
        target=target_of(response, trial.host),
        given=trial.given,
        status=response.status,
        headers=response.headers,
        body=BodyValue(response.body.data, response.header("Content-Type") or ""),
        has_body=bool(response.body.data.strip()),
    )
    choice, reading = choose_and_read(job)
    dialect = trial.own or library.dialects.get(choice.dialect or "")
    if dialect is not None and reading is not None:
        return _read(trial, choice, dialect, reading)
    verdict = replace(_by_envelope(trial, dialect, library), looks_like=choice.looks_like)
    by_parameter = verdict.field_errors.items()
    named = (DialectFieldError(name, text) for name, texts in by_parameter for text in texts)
    others = (DialectFieldError("", text) for text in verdict.other_errors)
    outcome = _OUTCOMES.get(verdict.severity, ReadOutcome.ERROR)
    name = dialect.name if dialect else HTTP
    return Tried(choice, verdict, DialectReading(name, outcome, field_errors=(*named, *others)))


def _read(trial: Trial, choice: Choice, dialect: Dialect, reading: DialectReading) -> Tried:
    response, request = trial.response, trial.request
    reading = core_dialects.dialect_reading.with_table(
        reading, dialect, response.status, is_own=choice.is_own
    )
    envelope = parse_envelope(response.body.data, response.header("Content-Type"))
    instead = envelope if isinstance(envelope, NotAnEnvelope) else None
    verdict = core_dialects.judging.judge_reading(reading, dialect, response, request, instead)
    return Tried(choice, verdict, reading)


def _by_envelope(trial: Trial, dialect: Dialect | None, library: Library) -> Verdict:
    """Return the verdict where the body is an envelope, or only its status counts."""
    response, request, judge = trial.response, trial.request, core_verdict.judge
    names = envelope_names(dialect)
    envelope = parse_envelope(response.body.data, response.header("Content-Type"), names)
    if trial.given == HTTP:
        return judge.judge_status(envelope, response, request)
    if dialect is None:
        table = judge.choose_table(request, None, envelope, library.dialects)
        return judge.judge(response, envelope, request, table)
    return judge.judge(response, envelope, replace(request, dialect=dialect.name), dialect)
