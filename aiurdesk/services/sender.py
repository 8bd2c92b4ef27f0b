"""From a request to an exchange: prepare, send, read, judge, bind."""

import logging
import secrets
from datetime import UTC, datetime, timedelta

from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.credentials.auth_parameters import NO_AUTH_PARAMETERS, AuthParameters
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.limits import Limits, OnProgress
from aiurdesk.core.request.prepare import prepare
from aiurdesk.core.request.request import FieldError, PreparedRequest, Request
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.response.redaction import redact_addresses, redact_text, redact_verdict
from aiurdesk.core.response.response import Failure, FailureKind, Outcome, Response, Timing
from aiurdesk.core.verdict.verdict import VerdictKind
from aiurdesk.services.envelope_reader import EnvelopeReader
from aiurdesk.services.library import Library
from aiurdesk.transport.transport import Transport

_log = logging.getLogger(__name__)


class Sender:
    """Sends requests and judges what comes back; sends nothing twice of its own accord."""

    def __init__(self, transport: Transport, library: Library, reader: EnvelopeReader) -> None:
        self._transport = transport
        self._library = library
        self._reader = reader

    def prepare(
        self,
        request: Request,
        service: Service | None,
        environment: Environment,
        auth_parameters: AuthParameters = NO_AUTH_PARAMETERS,
    ) -> PreparedRequest | tuple[FieldError, ...]:
        """Return what would go on the wire, or why it cannot."""
        return prepare(request, service, environment, secrets.token_hex(16), auth_parameters)

    async def send(
        self,
        request: Request,
        prepared: PreparedRequest,
        service: Service | None,
        limits: Limits,
        on_progress: OnProgress | None = None,
    ) -> Exchange:
        """Send once and return everything that was made of it; cancelling raises.

        Args:
            service: The one that the request was prepared for; None for a free address.
        """
        started_at = datetime.now(UTC)
        outcome = await self._transport.send(prepared, limits, on_progress)
        # With the cookies that only the transport knows, so that what is shown has their dots.
        sent = outcome.sent or prepared
        outcome = redact_addresses(outcome, sent.secrets)
        return await self._bind(request, sent, service, outcome, started_at)

    def cancelled(
        self, request: Request, prepared: PreparedRequest, elapsed_ms: float = 0.0
    ) -> Exchange:
        """Return the exchange of a request whose sending was cancelled."""
        from aiurdesk.core.verdict.failures import judge_failure  # a slow import

        outcome = Failure(FailureKind.CANCELLED, timing=Timing(total_ms=elapsed_ms))
        return Exchange(
            request=request,
            prepared=prepared,
            outcome=outcome,
            envelope=None,
            verdict=judge_failure(outcome),
            started_at=datetime.now(UTC) - timedelta(milliseconds=elapsed_ms),
        )

    async def aclose(self) -> None:
        """Close connections and end the helper process; both begin anew when needed."""
        await self._transport.aclose()
        await self._reader.aclose()

    async def _bind(
        self,
        request: Request,
        prepared: PreparedRequest,
        service: Service | None,
        outcome: Outcome,
        started_at: datetime,
    ) -> Exchange:
        from aiurdesk.core.verdict.judge import (
            choose_table,
            judge,
        )  # slow, and preparing does without

        envelope = await self._reader.read(outcome) if isinstance(outcome, Response) else None
        table = choose_table(request, service, envelope, self._library.tables)
        siblings = self._library.endpoints_of(service.id) if service else ()
        judged = judge(outcome, envelope, request, table, siblings)
        verdict = redact_verdict(judged, prepared.secrets)
        if verdict.kind is VerdictKind.UNEXPECTED_CODE:
            _log.warning(
                "Unexpected code %s (table %s) from %s %s: %s",
                verdict.code,
                verdict.table,
                prepared.method,
                redact_text(prepared.url, prepared.secrets),
                verdict.message,
            )
        return Exchange(request, prepared, outcome, envelope, verdict, started_at)
