"""Reads, judges and tests responses in the process that sends; as the pipeline does for a run."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from aiurdesk.core.dialects.choosing import host_of
from aiurdesk.core.exchange.exchange import Exchange, verdict_sign
from aiurdesk.core.exchange.exchange_comparison import Compared
from aiurdesk.core.expectations.captures import Captured, capture
from aiurdesk.core.expectations.expressions import allowed_here
from aiurdesk.core.expectations.response_facts import ResponseFacts, read_json
from aiurdesk.core.expectations.response_tests import check, title_of
from aiurdesk.core.load.load_ticks import LoadOutcome
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import resolved_test
from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.core.response.response import (
    Failure,
    Outcome,
    Response,
    ResponseBody,
    with_utf8_body,
)
from aiurdesk.core.translation import truncate
from aiurdesk.core.verdict.body_kind import content_of, parse_long_envelope
from aiurdesk.core.verdict.dialect import HTTP, Dialect, DialectChoice, Reason
from aiurdesk.core.verdict.envelope import PROTOCOL, Envelope, EnvelopeNames, NotAnEnvelope
from aiurdesk.core.verdict.envelope_reading import envelope_names, matching_generation
from aiurdesk.core.verdict.judge import judge
from aiurdesk.core.verdict.reading import Reading
from aiurdesk.core.verdict.verdict import Severity, Verdict
from aiurdesk.services.runs.load.load_plan import LoadRequest
from aiurdesk.services.sending.body_job import job_for, read_all

_FIRST_FAILING = 400
_LONGEST_LABEL = 80


class Judged(msgspec.Struct, frozen=True):
    """What became of one request, and the variables that it gave."""

    outcome: LoadOutcome
    variables: tuple[tuple[str, str], ...] = ()


class _Context(msgspec.Struct, frozen=True):
    request: Request
    prepared: PreparedRequest
    own_dialects: tuple[Dialect, ...]


class LoadJudge:
    """Judges what came of requests. What strangers wrote may take long: this process may be ended.

    Args:
        dialects: Those that may be chosen, with their tables.
    """

    def __init__(self, dialects: tuple[Dialect, ...]) -> None:
        self._dialects = dialects
        self._by_name = {dialect.name: dialect for dialect in dialects}

    def judged(
        self,
        planned: LoadRequest,
        prepared: PreparedRequest,
        variables: Mapping[str, str],
        outcome: Outcome,
        started_at: datetime,
    ) -> Judged:
        """Return what became of a request.

        Args:
            planned: It, as it was planned.
            prepared: What was sent.
            variables: Those that it was sent with; its tests use them too.
            outcome: What came.
            started_at: When it was sent.
        """
        request = planned.request
        if isinstance(outcome, Failure):
            return Judged(LoadOutcome(Severity.FAILURE, outcome.kind.value))
        with allowed_here():
            reading = self._read(planned, prepared, outcome)
            verdict = self._verdict(planned, outcome, reading)
            if not request.tests and not request.captures:
                return Judged(_by_verdict(verdict, outcome.status))
            exchange = Exchange(
                request, prepared, outcome, reading.envelope, verdict, started_at, reading=reading
            )
            return _tested(planned, exchange, variables, outcome.status)

    def _verdict(self, planned: LoadRequest, outcome: Outcome, reading: Reading) -> Verdict:
        own = {dialect.name: dialect for dialect in planned.own_dialects}
        return judge(outcome, reading, planned.request, {**self._by_name, **own})

    def _read(self, planned: LoadRequest, prepared: PreparedRequest, response: Response) -> Reading:
        given = planned.dialect
        dialect = self._named(planned, given)
        context = _Context(planned.request, prepared, planned.own_dialects)
        if dialect is not None and dialect.reads_envelopes:
            choice = DialectChoice(given, Reason.GIVEN)
            return self._read_envelope(context, response, choice, dialect)
        response = with_utf8_body(response)
        envelope = _envelope(response)
        content = content_of(envelope, response.body.data)
        host = host_of(response.url)
        came = read_all(job_for(context, response, envelope, self._dialects, given, host))
        reading = Reading(content, envelope, came.choice, came.dialect, came.graphql, came.said)
        dialect = self._named(planned, came.choice.dialect or "")
        if dialect is None and given != HTTP:
            return self._of_unknown_host(reading)
        if dialect is not None and dialect.reads_envelopes:
            return self._read_envelope(context, response, came.choice, dialect)
        return reading

    def _read_envelope(
        self, context: _Context, response: Response, choice: DialectChoice, dialect: Dialect
    ) -> Reading:
        envelope = _envelope(response, envelope_names(dialect))
        reading = Reading(content_of(envelope, response.body.data), envelope, choice)
        # Something in front of the service may have refused the request.
        if isinstance(envelope, Envelope) or response.status < _FIRST_FAILING:
            return reading
        return replace(reading, said=read_all(job_for(context, response, envelope)).said)

    def _of_unknown_host(self, reading: Reading) -> Reading:
        name = matching_generation(reading.envelope, self._dialects)
        if name:
            return replace(reading, choice=DialectChoice(name, Reason.SHAPE))
        return replace(reading, choice=DialectChoice(looks_like=reading.choice.looks_like))

    def _named(self, planned: LoadRequest, name: str) -> Dialect | None:
        own = next((one for one in planned.own_dialects if one.name == name), None)
        return own or self._by_name.get(name)


def _envelope(response: Response, names: EnvelopeNames = PROTOCOL) -> Envelope | NotAnEnvelope:
    return parse_long_envelope(response.body.data, response.header("Content-Type"), names)


def _by_verdict(verdict: Verdict, status: int) -> LoadOutcome:
    return LoadOutcome(verdict.severity, verdict_sign(verdict, status), status)


def _tested(
    planned: LoadRequest, exchange: Exchange, variables: Mapping[str, str], status: int
) -> Judged:
    """Return what tests and captures make of a response; a test that failed counts first."""
    request = planned.request
    facts = ResponseFacts(
        exchange, _content, _schema_in(planned), _example_in(planned), lambda: planned.schemas
    )
    captured: Captured = capture(request.captures, facts)
    for test in request.tests:
        if not check(resolved_test(test, variables), facts).passed:
            # As it is written: a value of a variable may be a secret.
            label = truncate(title_of(test), _LONGEST_LABEL)
            return Judged(LoadOutcome(Severity.TEST, label, status), captured.variables)
    if captured.failed:
        label = truncate(captured.failed[0].title, _LONGEST_LABEL)
        return Judged(LoadOutcome(Severity.TEST, label, status), captured.variables)
    outcome = _by_verdict(exchange.verdict, status)
    # As in a run: a refusal that its tests expect is no failure.
    passed = replace(outcome, severity=Severity.SUCCESS) if request.tests else outcome
    return Judged(passed, captured.variables)


def _content(body: ResponseBody) -> bytes:
    return body.data


def _schema_in(planned: LoadRequest) -> Callable[[str], Any | Problem]:
    def schema(name: str) -> Any | Problem:
        content = planned.files.get(name, b"")
        return content if isinstance(content, Problem) else read_json(content)

    return schema


def _example_in(planned: LoadRequest) -> Callable[[str], Compared | Problem]:
    return lambda name: planned.examples[name]
