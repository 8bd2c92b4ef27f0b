"""Exchanges as agents see them: with dots for every secret, and a part of the body."""

from msgspec.structs import replace

from aiurdesk.cli.agents.results import ResponseFacts, SendResult, TestFacts, page_of
from aiurdesk.cli.agents.workspace import Kept
from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.redaction import redact, redact_prepared, with_texts
from aiurdesk.core.exchange.sockets.frame import frame_line
from aiurdesk.core.exchange.sockets.transcript import transcript_of
from aiurdesk.core.formats.json.raw import text_of
from aiurdesk.core.history.recording import as_recorded
from aiurdesk.core.problem import Problem
from aiurdesk.core.response.body_format import format_of
from aiurdesk.core.response.response import Failure, Response, has_transcript, text_of_body
from aiurdesk.core.translation import tr, truncate
from aiurdesk.services.sending.exchange_record import verdict_members
from aiurdesk.services.services import Services

_LONGEST_SECRET = 4096
"""Bytes at the end of a body that was cut, where half of a secret may be left."""
_LONGEST_HEADER = 300


def cleaned(exchange: Exchange) -> Kept:
    """Return an exchange without any secret: known ones, named ones, and what looks like one.

    Blocks for a moment where the body is long.
    """
    secrets, outcome = exchange.prepared.secrets, exchange.outcome
    is_whole = True
    if isinstance(outcome, Response) and outcome.body.path is not None:
        # The file of a long body is deleted with the next response.
        beginning = outcome.body.data[:-_LONGEST_SECRET]
        body = replace(outcome.body, data=beginning, path=None)
        exchange = replace(exchange, outcome=replace(outcome, body=body))
        is_whole = False
    exchange = as_recorded(exchange)
    outcome = redact(exchange.outcome, secrets)
    if isinstance(outcome, Failure):
        outcome = with_texts(outcome, redact_unknown)
    examination = redact(exchange.examination, secrets)
    return Kept(
        replace(
            exchange,
            prepared=redact_prepared(exchange.prepared),
            outcome=outcome,
            verdict=with_texts(redact(exchange.verdict, secrets), redact_unknown),
            examination=with_texts(examination, redact_unknown),
        ),
        is_whole,
    )


async def result_of(kept: Kept, services: Services, path: str, offset: int) -> SendResult:
    """Return an exchange with a part of its body.

    Args:
        kept: The exchange, without secrets.
        services: They read the body.
        path: What of the body is wanted, as JMESPath; empty for all of it.
        offset: Where the part begins, in characters.
    """
    exchange = kept.exchange
    outcome = exchange.outcome
    response, following, note = None, None, ""
    if isinstance(outcome, Response):
        text = await _text(outcome, services, path)
        note = text.sentence if isinstance(text, Problem) else ""
        page = page_of("" if isinstance(text, Problem) else text, offset)
        following = page.next_offset
        response = ResponseFacts(
            status=outcome.status,
            content_type=outcome.header("Content-Type") or "",
            size_bytes=outcome.body.size_bytes,
            headers=[_header(one.name, one.value) for one in outcome.headers[:60]],
            body=page.text,
        )
    findings = () if exchange.examination is None else exchange.examination.all_findings
    return SendResult(
        verdict=verdict_members(exchange.verdict),
        method=exchange.prepared.method,
        url=redact_unknown(exchange.prepared.url),
        response=response,
        failure=f"{outcome.kind}: {outcome.detail}" if isinstance(outcome, Failure) else "",
        tests=[TestFacts(one.title, one.passed, one.found) for one in findings[:100]],
        elapsed_ms=round(outcome.timing.total_ms, 3),
        is_body_whole=kept.is_body_whole,
        note=note,
        next_offset=following,
    )


def _header(name: str, value: str) -> list[str]:
    shown = DOTS if is_secret_name(name) and DOTS not in value else value
    return [truncate(name, _LONGEST_HEADER), truncate(shown, _LONGEST_HEADER)]


async def _text(response: Response, services: Services, path: str) -> str | Problem:
    if has_transcript(response):
        return "".join(f"{frame_line(frame)}\n" for frame in transcript_of(response))
    body = response.body
    if b"\0" in body.data[:1024]:
        return Problem(tr("The body is binary data, which is not shown."))
    if not path:
        return text_of_body(response, body.data)
    # The length of what is there, without the end of a long body.
    given = replace(body, size_bytes=len(body.data))
    result = await services.body_values.filtered(path, given, format_of(response))
    return result if isinstance(result, Problem) else text_of(result.json)
