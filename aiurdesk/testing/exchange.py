"""Exchanges as tests see them."""

import json
from typing import Any

from aiurdesk.cli.run_progress import failure_lines
from aiurdesk.core.exchange.exchange import Exchange as SentExchange
from aiurdesk.core.exchange.redaction import redact_prepared
from aiurdesk.core.exchange.sockets.frame import Direction
from aiurdesk.core.exchange.sockets.transcript import transcript_of
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.response.response import Response as ReceivedResponse
from aiurdesk.core.response.response import has_transcript, text_of_body
from aiurdesk.core.translation import format_size
from aiurdesk.core.verdict.verdict import Verdict
from aiurdesk.services.runs.run_reports.run_record import result_record
from aiurdesk.services.runs.runner import RunResult
from aiurdesk.services.sending.exchange_record import body_bytes


class Response:
    """The response of a server, as it was received."""

    def __init__(self, received: ReceivedResponse) -> None:
        self._received = received

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self._received.status

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Names and values in their order; a name may come several times."""
        return tuple((header.name, header.value) for header in self._received.headers)

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None. Case does not matter."""
        return self._received.header(name)

    @property
    def body(self) -> bytes:
        """The decoded body."""
        return body_bytes(self._received)

    @property
    def text(self) -> str:
        """The body as text. What is not in its encoding is replaced."""
        return text_of_body(self._received, self.body)

    def json(self) -> Any:
        """Return the body as values of Python.

        Raises:
            AssertionError: The body is not JSON.
        """
        __tracebackhide__ = True
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise AssertionError(f"The body of {self!r} is not JSON: {error}.") from None

    @property
    def elapsed_ms(self) -> float:
        """The time from the start of the request to the last byte of the response."""
        return self._received.timing.total_ms

    def __repr__(self) -> str:
        media_type = (self.header("Content-Type") or "no Content-Type").partition(";")[0]
        size = format_size(self._received.body.size_bytes)
        return f"<Response {self.status}, {media_type}, {size}>"


class Exchange:
    """A request that was sent, and what came of it."""

    def __init__(self, result: RunResult, sent: SentExchange) -> None:
        self._result = result
        self._sent = sent

    @property
    def name(self) -> str:
        """The folders and the name of the saved request, or the id of the endpoint."""
        return self._result.title

    @property
    def verdict(self) -> Verdict:
        """What the outcome means: ``code``, ``name``, ``severity``, ``message`` and more."""
        return self._sent.verdict

    @property
    def passed(self) -> bool:
        """Whether the tests of the saved request passed; without tests, whether it succeeded."""
        return self._result.passed

    @property
    def tests(self) -> tuple[Finding, ...]:
        """What each test of the saved request found; captures that gave nothing are among them."""
        return self._result.findings

    @property
    def captures(self) -> dict[str, str]:
        """The variables that its captures gave."""
        return dict(self._result.captured)

    @property
    def response(self) -> Response:
        """The response that came.

        Raises:
            AssertionError: There is none. ``verdict`` says why.
        """
        __tracebackhide__ = True
        outcome = self._sent.outcome
        if isinstance(outcome, ReceivedResponse):
            return Response(outcome)
        verdict = self.verdict
        raise AssertionError(f"{self.name} has no response. {verdict.headline}. {verdict.meaning}")

    @property
    def method(self) -> str:
        """The HTTP method that was used."""
        return self._sent.prepared.method

    @property
    def url(self) -> str:
        """The address that it was sent to, with dots for secrets."""
        return redact_prepared(self._sent.prepared).url

    @property
    def frames(self) -> tuple[str | bytes, ...]:
        """The messages of a WebSocket or events of a stream that came, in their order."""
        if not has_transcript(self._sent.outcome):
            return ()
        return tuple(
            frame.content
            for frame in transcript_of(self._sent.outcome)
            if frame.direction is Direction.RECEIVED and frame.kind.is_message
        )

    def __repr__(self) -> str:
        record = result_record(self._result, has_exchange=False)
        # pytest shows the beginning and the end of a long value, so what failed comes first.
        word = "" if self.passed else "not passed: "
        lines = "; ".join(line.strip() for line in failure_lines(record))
        return f"<Exchange {self.name}: {word}{lines}>"


class NotSent(Exception):
    """A request was not sent. The text says why and what to do, without any secret."""
