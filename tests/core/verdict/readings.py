"""Judges bodies and envelopes as the services do, without reading a file or starting a process."""

from collections.abc import Sequence

from aiurdesk.core.api.endpoint import Endpoint, Service
from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.core.response.response import Outcome, Response
from aiurdesk.core.verdict.body_kind import content_of
from aiurdesk.core.verdict.dialect import Dialect, DialectChoice, Reason
from aiurdesk.core.verdict.envelope import (
    Envelope,
    NotAnEnvelope,
    NotAnEnvelopeReason,
    parse_envelope,
)
from aiurdesk.core.verdict.judge import judge
from aiurdesk.core.verdict.reading import Reading
from aiurdesk.core.verdict.verdict import Verdict
from aiurdesk.services.dialects.collection_dialects import NO_DIALECTS
from aiurdesk.services.library import Library
from aiurdesk.services.sending.body_job import job_for, read_all
from aiurdesk.services.sending.body_reading import (
    RequestContext,
    dialect_of,
    of_unknown_host,
    verdict_of,
)

EMPTY = NotAnEnvelope(NotAnEnvelopeReason.EMPTY)


def judged_by(
    table: Dialect,
    outcome: Outcome,
    parsed: Envelope | NotAnEnvelope | None,
    request: Request,
    siblings: Sequence[Endpoint] = (),
    why: Reason = Reason.GIVEN,
) -> Verdict:
    """Return the verdict of a table, which was chosen for a reason, on what was found in a body."""
    data = outcome.body.data if isinstance(outcome, Response) else b""
    reading = Reading(content_of(parsed or EMPTY, data), parsed, DialectChoice(table.name, why))
    return judge(outcome, reading, request, {table.name: table}, siblings)


def judged_body(
    response: Response,
    request: Request,
    library: Library,
    service: Service | None = None,
    prepared: PreparedRequest | None = None,
) -> Verdict:
    """Return the verdict on a response, by what is known of its request and its host."""
    context = RequestContext(request, service, NO_DIALECTS, prepared)
    envelope = parse_envelope(response.body.data, response.header("Content-Type"))
    content = content_of(envelope, response.body.data)
    dialect = dialect_of(context, context.given, library)
    if dialect is not None and dialect.reads_envelopes:
        siblings = library.endpoints_of(service.id) if service else ()
        return judged_by(dialect, response, envelope, request, siblings)
    came = read_all(job_for(context, response, envelope, library.dialects.heads, context.given))
    reading = Reading(content, envelope, came.choice, came.dialect, came.graphql, came.said)
    if dialect_of(context, came.choice.dialect, library) is None and context.given != "http":
        reading = of_unknown_host(reading, library)
    return verdict_of(context, response, reading, library)
