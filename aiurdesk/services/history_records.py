"""Makes the records of the history; those of long exchanges in a helper process."""

from pathlib import Path

from msgspec.structs import replace

from aiurdesk.core.history.recording import HistoryRecord, record_of
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.response.response import Response, has_transcript
from aiurdesk.services.helper_process import HelperEnded, HelperProcess

INLINE_BYTES = 128 * 1024
"""Longer exchanges go to the helper process: searching a megabyte for secrets takes a tenth of a
second, in which a thread of the window could hardly do anything."""


_FRAMES_TAKE = 8
"""How much longer it takes to search many short frames than one text of their length."""


class HistoryRecorder:
    """Makes records. All calls are made on one thread, and block."""

    def __init__(self) -> None:
        self._helper: HelperProcess | None = None

    def record(self, exchange: Exchange, environment: str, most_body_bytes: int) -> HistoryRecord:
        """Return what is recorded of an exchange.

        Args:
            environment: Name of the environment that the request was sent in.
            most_body_bytes: How much of the response's body is recorded.
        """
        exchange = _with_whole_body(exchange, most_body_bytes)
        if _length(exchange) <= INLINE_BYTES:
            return record_of(exchange, environment, most_body_bytes)
        # The envelope is not recorded: it is read again from the body.
        given = (replace(exchange, envelope=None), environment, most_body_bytes)
        try:
            if self._helper is None:
                self._helper = HelperProcess()
            return self._helper.call(record_of, *given)
        except HelperEnded:
            self._helper = None
            # Memory may be short, or there is a mistake of ours: here it is told as what it is.
            return record_of(*given)

    def close(self) -> None:
        """End the helper process; the recorder can be used again."""
        helper, self._helper = self._helper, None
        if helper is not None:
            helper.end()


def _length(exchange: Exchange) -> int:
    """Return about how much of an exchange is searched for secrets, in bytes."""
    outcome = exchange.outcome
    parts = [len(part) for part in exchange.prepared.body if isinstance(part, bytes)]
    received = len(outcome.body.data) if isinstance(outcome, Response) else 0
    if has_transcript(outcome):
        received *= _FRAMES_TAKE
    return sum(parts) + received + len(exchange.verdict.message)


def _with_whole_body(exchange: Exchange, most_bytes: int) -> Exchange:
    """Return an exchange with its body in memory, if that is short enough and still there."""
    outcome = exchange.outcome
    if not isinstance(outcome, Response) or outcome.body.path is None:
        return exchange
    if outcome.body.size_bytes > most_bytes:
        return exchange
    try:
        data = Path(outcome.body.path).read_bytes()
    except OSError:
        # The response was replaced by the next one already; the beginning is recorded.
        return exchange
    body = replace(outcome.body, data=data, path=None)
    return replace(exchange, outcome=replace(outcome, body=body))
