"""Reads and judges what came of a request, and binds all of it to an exchange."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import ParamSpec, TypeVar

from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.redaction import redact
from aiurdesk.core.preparing.cookie import is_environment_jar
from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.core.response.response import Outcome, Response
from aiurdesk.core.verdict.verdict import Verdict, VerdictKind
from aiurdesk.services.sending.response_judge import ResponseJudge

_log = logging.getLogger(__name__)
_P = ParamSpec("_P")
_T = TypeVar("_T")

_SEARCHED_AT_ONCE = 8 * 1024
"""Characters that are searched for secrets between two turns of the event loop. If all of them are
escapes, that takes 15 ms."""


class OutcomeJudge:
    """Binds outcomes to exchanges, with their verdicts."""

    def __init__(self, judge: ResponseJudge) -> None:
        self._judge = judge

    async def exchange(
        self,
        request: Request,
        prepared: PreparedRequest,
        service: Service | None,
        outcome: Outcome,
        started_at: datetime,
    ) -> Exchange:
        """Return the exchange of a request, with dots for what is secret in its outcome.

        Args:
            prepared: What the transport was given; it may have added cookies.
            service: None for a custom URL.
        """
        outcome, note = await self._judge.joined(request, outcome)
        exchange = await self.judged(request, prepared, service, outcome, started_at)
        exchange = exchange.with_note(note) if note else exchange
        # A table that is out of date shows in the log before a person reports it.
        if exchange.verdict.kind is VerdictKind.UNEXPECTED_CODE:
            await _log_unexpected(exchange)
        return exchange

    async def judged(
        self,
        request: Request,
        prepared: PreparedRequest,
        service: Service | None,
        outcome: Outcome,
        started_at: datetime,
    ) -> Exchange:
        """Return an exchange for an outcome that was judged before, without logging it again."""
        # With the cookies that only the transport knows, so that they are shown as dots.
        added = prepared.secrets
        prepared = outcome.sent or prepared
        secrets = prepared.secrets
        # Cookies of an environment are shown as the server sent them: captures read them.
        hidden = added if is_environment_jar(prepared.jar) else secrets
        outcome = await _searched(_head_chars(outcome), redact, outcome, hidden)
        judged = await self._judge.judge(request, service, outcome, prepared)
        # The message of a service may repeat a token, and the verdict is logged, read out and
        # stored.
        chars = _verdict_chars(judged.verdict)
        judgement = judged.verdict, judged.reading, judged.remarks
        verdict, reading, remarks = await _searched(chars, redact, judgement, secrets)
        return Exchange(
            request=request,
            prepared=prepared,
            outcome=outcome,
            envelope=judged.envelope,
            verdict=verdict,
            started_at=started_at,
            reading=reading,
            remarks=remarks,
        )


async def _log_unexpected(exchange: Exchange) -> None:
    verdict, prepared = exchange.verdict, exchange.prepared
    _log.warning(
        "Unexpected code %s (table %s) from %s %s: %s",
        verdict.code,
        verdict.table,
        prepared.method,
        # Without the query, which may hold secrets under any name.
        redact_unknown(redact_text(prepared.url.partition("?")[0], prepared.secrets)),
        # The log is a file: it has no token either that was just issued.
        await _searched(len(verdict.message), redact_unknown, verdict.message),
    )


async def _searched(
    chars: int, redact: Callable[_P, _T], /, *given: _P.args, **named: _P.kwargs
) -> _T:
    """Return what a function makes of texts without secrets; long ones are searched on a thread."""
    if chars > _SEARCHED_AT_ONCE:
        return await asyncio.to_thread(redact, *given, **named)
    return redact(*given, **named)


def _verdict_chars(verdict: Verdict) -> int:
    items = sum(len(item.message) + len(item.label) for item in verdict.items)
    return len(verdict.message) + items + sum(len(error.text) for error in verdict.named_errors)


def _head_chars(outcome: Outcome) -> int:
    hops = sum(len(hop.url) + len(hop.location) for hop in outcome.hops)
    headers = outcome.headers if isinstance(outcome, Response) else ()
    return hops + sum(len(header.value) for header in headers)
