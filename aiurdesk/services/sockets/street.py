"""The street that a request goes along, from its plan to the history, as a stream of events.

Window, command line, runner and pytest iterate over the events of ``Street.send``. Signing in uses
``SendPipeline.exchange``, and nothing else sends.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, aclosing
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec
from msgspec.structs import replace

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions, options_of
from aiurdesk.services.expectations.examination import (
    Examined,
    examine,
    planned_with_secrets_of_tests,
    planned_with_tests,
    with_secrets_of_tests,
)
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sending.connection_transport import (
    ConnectionTransport,
    OpenConnection,
    OpenedStream,
)
from aiurdesk.services.sending.planned_request import NotSent, PlannedRequest, SendTerms
from aiurdesk.services.sending.send_pipeline import SendPipeline

if TYPE_CHECKING:
    from aiurdesk.services.expectations.received_frames import ReceivedFrames
    from aiurdesk.services.sockets.socket_messages import SendRequest
    from aiurdesk.services.sockets.socket_session import SocketSession
    from aiurdesk.services.sockets.sockets import Sockets

SendEvent: TypeAlias = "NotSent | SocketSession | Exchange | Examined"
"""What happens to a request on its way:

- ``NotSent``: nothing was sent; the last event.
- ``SocketSession``: a socket or stream that a person watches, whose events come from there. Who
  takes it enters it; a stream is open already. The last event.
- ``Exchange``: a response or a failure came. Its tests are still to be carried out.
- ``Examined``: they were, and it was recorded; the last event.

What a request asks and how much of it was transferred comes in the middle of other steps. Telling
it by an event would need another task for each request, so the terms have functions for both.
"""


def is_always_recorded(_exchange: Exchange) -> bool:
    """Return that an exchange is recorded, whatever came of its tests."""
    return True


class StreetTerms(SendTerms, frozen=True):
    """What a request is sent with besides its plan, and what becomes of its response."""

    folder: Path | None = None
    """The folder of its file, beside which its schemas are; None if it is not saved."""
    is_settled: bool = False
    """Whether the values that only its tests use are in its plan already."""
    is_watched: bool = True
    """Whether a socket or stream is handed over to a person. Otherwise its messages are sent, and
    it is read until what is expected of it has come, or a stream else to its end."""
    is_stream: bool = False
    """Whether a stream is asked for, which is opened, and opened again, like a socket."""
    options: SocketOptions | None = None
    """Of a socket or stream; None for those that are saved with the request."""
    is_recorded: Callable[[Exchange], bool] = is_always_recorded
    """Tells whether an exchange is recorded, after its tests. The options of the request may say
    that it is not."""
    send_request: "SendRequest | None" = None
    """Sends the saved requests among the messages of a socket that nobody watches."""


USUAL_STREET_TERMS = StreetTerms()


class Street(msgspec.Struct, frozen=True):
    """Sends planned requests, and carries out and records what belongs to them."""

    pipeline: SendPipeline
    processes: HelperProcesses
    """One of them evaluates the expressions of tests."""
    open_stream: OpenConnection | None
    """Sends a request, and leaves a stream of events open; without it, none stays open."""
    open_sockets: "Callable[[], Sockets]"
    """Called when a socket or stream is read to what is expected of it."""

    async def send(
        self, plan: PlannedRequest, terms: StreetTerms = USUAL_STREET_TERMS
    ) -> AsyncGenerator[SendEvent, None]:
        """Send a request and yield what happens; the last event says what came of it.

        Ask, authenticate, prepare, send, read, judge, examine, record. Iterate within
        ``contextlib.aclosing`` where it may be left early. Nothing is held while an event is
        looked at, so another task may go on with it.

        Raises:
            AuthError: Signing in is not possible; nothing was sent.
            SignInFailed: A service did not let the credential in; its response can be shown.
            KeyringFailure: The secrets could not be read; nothing was sent.
            ProblemError: There is no person to ask; nothing was sent.
        """
        settled: PlannedRequest | None = plan
        if not terms.is_settled:
            settled = await planned_with_tests(plan, self.pipeline, terms.asking)
        if settled is None:
            yield NotSent()
            return
        came = await self._came(settled, terms)
        if not isinstance(came, tuple):
            yield came
            return
        exchange, received = came
        yield exchange
        examined = await self.examined(settled, exchange, terms.folder, received)
        if terms.is_recorded(examined.exchange):
            # When the secrets that it captures are known.
            self.pipeline.record(settled, examined.exchange)
        yield examined

    async def examined(
        self,
        plan: PlannedRequest,
        exchange: Exchange,
        folder: Path | None,
        received: "ReceivedFrames | None" = None,
    ) -> Examined:
        """Carry out the tests and captures of a request.

        Args:
            plan: That it was sent with.
            exchange: What came of it.
            folder: As for ``examine``, and the next one too.
            received: What came over its socket.
        """
        given = self.pipeline.variables
        exchange, variables = await with_secrets_of_tests(exchange, plan, given)
        request, schemas = exchange.request, ""
        if any(test.kind == "described" for test in request.tests):
            schemas = await self.pipeline.judge.contract.schemas_file(request.endpoint)
        return await examine(exchange, variables, folder, self.processes, received, schemas)

    async def _came(
        self, plan: PlannedRequest, terms: StreetTerms
    ) -> "NotSent | SocketSession | tuple[Exchange, ReceivedFrames | None]":
        """Return what came of a request, with the messages of a socket or stream, or why not."""
        options = options_of(plan.request) if terms.options is None else terms.options
        is_socket = plan.request.endpoint.is_websocket
        if terms.is_watched and (is_socket or terms.is_stream):
            return self.open_sockets().session(plan, terms, options)
        if is_socket:
            return await self.open_sockets().talk(plan, terms, terms.send_request)
        sent = await self._sent(plan, terms, options)
        if not isinstance(sent, OpenedStream):
            return sent if isinstance(sent, NotSent) else (sent, None)
        if terms.is_watched:
            async with AsyncExitStack() as stack:
                stack.push_async_callback(sent.transport.aclose)
                # Its events are tested as they come.
                plan = await planned_with_secrets_of_tests(plan, self.pipeline.variables)
                stack.pop_all()
            return self.open_sockets().session(plan, terms, options, sent)
        return await self.open_sockets().talk(plan, terms, opened=sent)

    async def _sent(
        self, plan: PlannedRequest, terms: StreetTerms, options: SocketOptions
    ) -> Exchange | NotSent | OpenedStream:
        """Send a request, and leave the stream open that its response may be."""
        if self.open_stream is None:
            return await self.pipeline.send(plan, terms)
        transport = ConnectionTransport(self.open_stream, options)
        is_open = False
        try:
            sent = await self.pipeline.send(plan, replace(terms, transport=transport))
            is_open = transport.connection is not None
        finally:
            # Cancelled while the response was judged.
            if not is_open:
                await transport.aclose()
        if isinstance(sent, NotSent) or not is_open:
            return sent
        return OpenedStream(transport, sent)


async def last_of(
    events: AsyncGenerator[SendEvent, None],
) -> "NotSent | SocketSession | Examined":
    """Follow the events of a request to the last one, and return it."""
    async with aclosing(events):
        async for event in events:
            if not isinstance(event, Exchange):
                return event
    raise AssertionError("the last event says what came of a request")
