"""Opens sockets, and reads what their frames say."""

from collections.abc import Iterable

from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.conversation import SocketMessage
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.response.redaction import redact_verdict
from aiurdesk.core.response.response import Body
from aiurdesk.core.sockets.frame import Frame
from aiurdesk.core.sockets.frame_reading import FrameReading, read_frame
from aiurdesk.core.sockets.socket_options import SocketOptions
from aiurdesk.services.asking import NOBODY, Asking
from aiurdesk.services.connections import Connections
from aiurdesk.services.conversing import SendRequest, converse, refuse_requests
from aiurdesk.services.frame_log import FrameLog
from aiurdesk.services.heard_frames import HeardFrames
from aiurdesk.services.library import Library
from aiurdesk.services.send_pipeline import NotSent, PlannedRequest, SendPipeline
from aiurdesk.services.socket_messages import ReadyMessages, ready_messages
from aiurdesk.services.socket_recorder import SocketRecorder
from aiurdesk.services.socket_session import SocketPlan, SocketSession

_DEFAULTS = SocketOptions()


class Sockets:
    """The sockets of the program. Each one is a session of its own."""

    def __init__(self, pipeline: SendPipeline, connections: Connections, library: Library) -> None:
        self._pipeline = pipeline
        self._connections = connections
        self._library = library

    def session(
        self,
        plan: PlannedRequest,
        limits: Limits,
        options: SocketOptions = _DEFAULTS,
        asking: Asking = NOBODY,
    ) -> SocketSession:
        """Return a session that connects when it is entered.

        Args:
            plan: As for ``SendPipeline.send``; its errors are asked for before.
            limits: Those of the handshake.
            options: Those of the socket.
            asking: As for ``SendPipeline.send``; each question is asked once for the session.
        """
        socket = SocketPlan(plan, limits, options, asking)
        return SocketSession(socket, self._pipeline, self._connections.connect)

    def recorder(self, plan: PlannedRequest, secrets: tuple[Secret, ...] = ()) -> SocketRecorder:
        """Return what puts the connections of a session into the history.

        Whoever takes the updates of the session gives each to ``take``, and calls ``end`` last.

        Args:
            plan: That of the session.
            secrets: Those of messages that are sent, as in ``ReadyMessages``.
        """
        return SocketRecorder(lambda exchange: self._pipeline.record(plan, exchange), secrets)

    async def ready(
        self, messages: Iterable[SocketMessage], plan: PlannedRequest, asking: Asking = NOBODY
    ) -> ReadyMessages | NotSent:
        """Return what saved messages send, with their variables resolved and their files read.

        Args:
            messages: With absolute paths of files.
            plan: That of the socket: secrets go only where its credential may go.
            asking: Whom to ask for values.

        Raises:
            AiurdeskError: A secret cannot be read, or there is nobody to ask.
        """
        return await ready_messages(tuple(messages), plan, self._pipeline, asking)

    async def run(
        self,
        plan: PlannedRequest,
        limits: Limits,
        asking: Asking = NOBODY,
        send_request: SendRequest = refuse_requests,
    ) -> tuple[Exchange, HeardFrames] | NotSent:
        """Open the socket of a saved request, send its messages, and wait for what it expects.

        Nothing is recorded: the tests are still to be carried out, see ``examine``.

        Args:
            plan: With absolute paths of files, and with variables that are final.
            limits: Those of the handshake.
            asking: As for ``SendPipeline.send``.
            send_request: As for ``converse``.

        Raises:
            AiurdeskError: A secret cannot be read, or signing in is not possible.
        """
        conversation = plan.request.conversation
        ready = await self.ready(conversation.messages, plan, asking)
        if isinstance(ready, NotSent):
            return ready
        # Without reconnecting: a run tells what happened, and a lost connection is a result.
        options = SocketOptions(subprotocols=conversation.subprotocols)
        session = self.session(plan, limits, options, asking)
        heard = HeardFrames(conversation, plan.environment.variables, self.read)
        came = await converse(session, conversation, ready, heard.is_enough, send_request)
        if isinstance(came, NotSent):
            return came
        heard.end(came)
        return came.exchange, heard

    def log(self) -> FrameLog:
        """Return an empty log for the frames of a socket; see ``discard``."""
        # Its file is one like those of long bodies: private, and deleted by the connections.
        return FrameLog(self._connections.create_file)

    def discard(self, log: FrameLog) -> None:
        """Delete the temporary file of a log that is not shown any more."""
        if log.path:
            self._connections.release(Body(path=log.path))

    def read(self, frame: Frame, handshake: Exchange) -> FrameReading:
        """Return the verdict on an envelope in a frame, and the event that it is.

        Args:
            frame: Any frame of the socket.
            handshake: The exchange that opened the socket.
        """
        request = handshake.request
        library = self._library
        service = library.with_code_lab.service(request.endpoint.service_id)
        reading = read_frame(frame, request, service, library.tables, library.socket_events)
        if reading.verdict is None:
            return reading
        # A message of the server may repeat a token of the handshake.
        secrets = handshake.prepared.secrets
        return replace(reading, verdict=redact_verdict(reading.verdict, secrets))
