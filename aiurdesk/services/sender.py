"""From a request to an exchange: prepare, send, read, judge, bind."""

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from aiurdesk.core.endpoint import Endpoint, Service
from aiurdesk.core.environment import Environment
from aiurdesk.core.exchange import Exchange
from aiurdesk.core.failures import judge_failure
from aiurdesk.core.judge import choose_table, judge
from aiurdesk.core.limits import Limits, OnProgress
from aiurdesk.core.prepare import prepare
from aiurdesk.core.redact import redact_text
from aiurdesk.core.request import FieldError, PreparedRequest, Request
from aiurdesk.core.response import Failure, FailureKind, Outcome, Response, Timing
from aiurdesk.core.result_codes import ResultCodeTable
from aiurdesk.core.verdict import VerdictKind
from aiurdesk.services.envelope_reader import EnvelopeReader
from aiurdesk.transport.transport import Transport

_log = logging.getLogger(__name__)


class Sender:
    """Sends requests and judges what comes back; sends nothing twice of its own accord."""

    def __init__(
        self,
        open_transport: Callable[[], Transport],
        tables: Callable[[], Mapping[str, ResultCodeTable]],
        endpoints_of: Callable[[str], Sequence[Endpoint]],
        reader: EnvelopeReader,
    ) -> None:
        """Take what it works with; each is called when it is first needed.

        Args:
            open_transport: Loads the HTTP client, which costs time.
            tables: Result-code tables by name.
            endpoints_of: Service id → its endpoints, for a fix such as "List what exists".
        """
        self._open_transport = open_transport
        self._tables = tables
        self._endpoints_of = endpoints_of
        self._reader = reader
        self._transport: Transport | None = None

    def prepare(
        self, request: Request, service: Service | None, environment: Environment
    ) -> PreparedRequest | tuple[FieldError, ...]:
        """Return what would go on the wire, or why it cannot."""
        return prepare(request, service, environment, secrets.token_hex(16))

    def warm_up(self) -> None:
        """Load the HTTP client now, at a moment when the time it takes does not matter."""
        if self._transport is None:
            self._transport = self._open_transport()

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
        self.warm_up()
        assert self._transport is not None
        started_at = datetime.now(UTC)
        outcome = await self._transport.send(prepared, limits, on_progress)
        return await self._bind(request, prepared, service, outcome, started_at)

    def cancelled(
        self, request: Request, prepared: PreparedRequest, elapsed_ms: float = 0.0
    ) -> Exchange:
        """Return the exchange of a request whose sending was cancelled."""
        outcome = Failure(FailureKind.CANCELLED, timing=Timing(total_ms=elapsed_ms))
        return Exchange(
            request=request,
            prepared=prepared,
            outcome=outcome,
            envelope=None,
            verdict=judge(
                outcome, None, request, choose_table(request, None, None, self._tables())
            ),
            started_at=datetime.now(UTC) - timedelta(milliseconds=elapsed_ms),
        )

    async def aclose(self) -> None:
        """Close connections and end the helper process."""
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.aclose()
        await self._reader.aclose()

    async def _bind(
        self,
        request: Request,
        prepared: PreparedRequest,
        service: Service | None,
        outcome: Outcome,
        started_at: datetime,
    ) -> Exchange:
        envelope = await self._reader.read(outcome) if isinstance(outcome, Response) else None
        table = choose_table(request, service, envelope, self._tables())
        siblings = self._endpoints_of(service.id) if service else ()
        verdict = judge(outcome, envelope, request, table, siblings)
        if verdict.kind is VerdictKind.UNEXPECTED_CODE:
            _log.warning(
                "Unexpected code %s (table %s) from %s %s: %s",
                verdict.code,
                verdict.table,
                prepared.method,
                redact_text(prepared.url, prepared.secrets),
                redact_text(verdict.message, prepared.secrets),
            )
        return Exchange(request, prepared, outcome, envelope, verdict, started_at)
