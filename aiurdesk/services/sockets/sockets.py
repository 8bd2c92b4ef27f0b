"""Opens sockets, and reads what their frames say."""

import contextlib
from collections.abc import Iterable
from functools import partial

from msgspec.structs import replace

from aiurdesk.core import dialects as core_dialects
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.event_types import FrameReading
from aiurdesk.core.exchange.sockets.frame import Frame
from aiurdesk.core.exchange.sockets.socket_options import (
    SocketOptions,
    awaits_events,
    limited_options,
    offered_subprotocols,
    options_of,
)
from aiurdesk.core.preparing.custom_url import over_events
from aiurdesk.core.request.conversation import SocketMessage
from aiurdesk.core.request.request import GraphqlBody, Request
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.verdict.dialect import GRAPHQL, HTTP, DialectChoice, Reason
from aiurdesk.services.expectations.examination import planned_with_secrets_of_tests
from aiurdesk.services.expectations.received_frames import ReceivedFrames
from aiurdesk.services.library import Library
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sending.asking import NOBODY, Asking
from aiurdesk.services.sending.connection_transport import OpenConnection, OpenedStream
from aiurdesk.services.sending.connections import Connections
from aiurdesk.services.sending.planned_request import NotSent, PlannedRequest, SendTerms
from aiurdesk.services.sending.send_pipeline import SendPipeline
from aiurdesk.services.sockets.awaited_frames import SocketExamination
from aiurdesk.services.sockets.frame_log import FrameLog
from aiurdesk.services.sockets.message_reading import FrameRules, read_received
from aiurdesk.services.sockets.socket_messages import (
    PreparedMessages,
    SavedRequestFile,
    SendRequest,
    prepare_messages,
)
from aiurdesk.services.sockets.socket_opening import SocketPlan
from aiurdesk.services.sockets.socket_recorder import SocketRecorder
from aiurdesk.services.sockets.socket_run import run_socket
from aiurdesk.services.sockets.socket_session import SocketSession

_DEFAULTS = SocketOptions()


class Sockets:
    """The sockets of the program. Each one is a session of its own."""

    def __init__(
        self,
        pipeline: SendPipeline,
        connections: Connections,
        library: Library,
        processes: HelperProcesses,
    ) -> None:
        self._pipeline = pipeline
        self._connections = connections
        self._library = library
        self._processes = processes
        self._last_read: tuple[Exchange, partial[FrameReading]] | None = None
        """A handshake, and what reads its frames: choosing a dialect takes 0.3 ms."""

    def session(
        self,
        plan: PlannedRequest,
        terms: SendTerms,
        options: SocketOptions = _DEFAULTS,
        opened: OpenedStream | None = None,
    ) -> SocketSession:
        """Return a session that connects when it is entered.

        A request that is not for a WebSocket opens a stream of events.

        Args:
            plan: As for ``SendPipeline.send``; its errors are asked for before.
            terms: Their limits are for the handshake; each question is asked once for the session.
            options: Options of the socket; its subprotocols are taken from the request.
            opened: A stream that is open already.
        """
        options = replace(options, subprotocols=offered_subprotocols(plan.request))
        # It may be opened many times, and for whom progress and renewing were meant is gone.
        terms = replace(terms, on_progress=None, is_renewing=False, transport=None)
        connections = self._connections
        is_socket = plan.request.endpoint.is_websocket
        connect: OpenConnection = connections.connect if is_socket else connections.open_stream
        socket = SocketPlan(plan, terms, options, connect)
        other = over_events(plan.request) if is_socket and opened is None else None
        otherwise = None
        if other is not None:
            stream = replace(options, subprotocols=())
            planned = self._pipeline.plan(other, plan.environment, plan.credential)
            planned = replace(planned, test_environment=plan.test_environment)
            otherwise = SocketPlan(planned, terms, stream, connections.open_stream)
        recorder = SocketRecorder(read=self._reader(plan.request))
        return SocketSession(socket, self._pipeline, opened, otherwise, recorder)

    def examination(self, plan: PlannedRequest, handshake: Exchange) -> SocketExamination | None:
        """Return what carries out the tests of an open socket; None where it has none."""
        request = plan.request
        is_tested = request.tests or request.captures or request.frame_expectations
        return SocketExamination(plan, self.received_frames(plan), handshake) if is_tested else None

    async def prepare_messages(
        self, messages: Iterable[SocketMessage], plan: PlannedRequest, asking: Asking = NOBODY
    ) -> PreparedMessages | NotSent:
        """Return what saved messages send, with their variables resolved and their files read.

        Args:
            messages: With absolute paths of files.
            plan: The plan of the socket: secrets go only where its credential may go.
            asking: Whom to ask for values.

        Raises:
            ProblemError: A secret cannot be read, or there is no person to ask.
        """
        return await prepare_messages(tuple(messages), plan, self._pipeline, asking)

    async def talk(
        self,
        plan: PlannedRequest,
        terms: SendTerms,
        send_request: SendRequest | None = None,
        opened: OpenedStream | None = None,
    ) -> tuple[Exchange, ReceivedFrames] | NotSent:
        """Open the socket of a saved request, send its messages, and wait for what it expects.

        A stream is read to its end where nothing is expected of its events. Nothing is recorded:
        the tests are still to be carried out, see ``examine``.

        Args:
            plan: With absolute paths of files, and with variables that are final.
            terms: Their limits are for the handshake; the options of a stream hold them too.
            send_request: As for ``run_socket``; None where no message is a saved request.
            opened: A stream that is open already, and is closed in the end.

        Raises:
            ProblemError: A secret cannot be read, or signing in is not possible.
        """
        request = plan.request
        async with contextlib.AsyncExitStack() as stack:
            if opened is not None:
                stack.push_async_callback(opened.transport.aclose)
            plan = await planned_with_secrets_of_tests(plan, self._pipeline.variables)
            messages = request.messages if opened is None else ()
            prepared = await self.prepare_messages(messages, plan, terms.asking)
            if isinstance(prepared, NotSent):
                return prepared
            prepared = replace(prepared, secrets=(*prepared.secrets, *plan.tested_in.secrets))
            # Without reconnecting: a run tells what happened, and a lost connection is a result.
            options = replace(options_of(request), is_reconnecting=False)
            if opened is not None:
                options = limited_options(request, terms.limits)
            is_to_its_end = opened is not None and not awaits_events(request)
            session = self.session(plan, terms, options, opened)
            received = self.received_frames(plan)
            send = send_request or _send_nothing
            result = await run_socket(
                session, received, prepared, send, is_to_its_end=is_to_its_end
            )
        if isinstance(result, NotSent):
            return result
        received.result = result
        return result.exchange, received

    def received_frames(self, plan: PlannedRequest) -> ReceivedFrames:
        """Return what reads the messages of a socket for the tests of its request."""
        return ReceivedFrames(plan, self._reader(plan.request), self._processes)

    def log(self) -> FrameLog:
        """Return an empty log for the frames of a socket; see ``discard``."""
        # Its file is like the files of long bodies: private, and deleted by the connections.
        return FrameLog(self._connections.files.create)

    def discard(self, log: FrameLog) -> None:
        """Delete the temporary file of a log that is not shown any more."""
        self._connections.files.remove(log.path)

    def read(self, frame: Frame, handshake: Exchange, longest: int | None = None) -> FrameReading:
        """Return the verdict on an envelope in a frame, and the event that it is.

        Args:
            frame: Any frame of the socket.
            handshake: The exchange that opened the socket.
            longest: As for ``read_frame``.
        """
        last = self._last_read
        if last is None or last[0] is not handshake:
            last = self._last_read = handshake, self._reader(handshake.request)
        return last[1](frame, handshake, longest)

    def _reader(self, request: Request) -> partial[FrameReading]:
        # Values and a function of a module: the helper process gets it, too.
        return partial(read_received, self._rules(request))

    def _rules(self, request: Request) -> FrameRules:
        """Return what decides about the messages of a socket.

        The dialects in its collection do not: what a stranger wrote is not evaluated for each
        message.
        """
        dialects, events = self._library.dialects, self._library.socket_events
        service = self._library.service(request.endpoint.service_id)
        # Results of operations, unless the person has chosen another one.
        usual = GRAPHQL if isinstance(request.body, GraphqlBody) else ""
        given = request.dialect or (service.table if service else usual)
        choice = DialectChoice(given, Reason.GIVEN)
        if given not in dialects and given != HTTP:
            choosing = core_dialects.choosing
            host = choosing.host_of(request.endpoint.path)
            given = self._pipeline.judge.hosts.name_for(host)
            choice = choosing.choose(dialects.heads, choosing.Target(host), None, given=given)
        if choice.dialect is not None and choice.dialect in dialects:
            judging = {choice.dialect: dialects[choice.dialect]}
            return FrameRules(service, choice, judging, events)
        if HTTP in (given, choice.dialect):
            return FrameRules(service, DialectChoice(None, Reason.GIVEN), {}, events)
        marked = (head.name for head in dialects.heads if head.match.has_version)
        return FrameRules(
            service, DialectChoice(), {name: dialects[name] for name in marked}, events
        )


async def _send_nothing(file: SavedRequestFile) -> Finding:
    raise AssertionError(f"nothing sends {file.name} here")
