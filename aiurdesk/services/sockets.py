"""Opens sockets, and reads what their frames say."""

import asyncio
from pathlib import Path

from msgspec.structs import replace

from aiurdesk.core.errors import StorageError
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.response.redaction import redact_verdict
from aiurdesk.core.response.response import Body
from aiurdesk.core.sockets.frame import Frame
from aiurdesk.core.sockets.frame_reading import FrameReading, read_frame
from aiurdesk.core.sockets.socket_options import MAX_MESSAGE_BYTES, SocketOptions
from aiurdesk.core.wording import format_size
from aiurdesk.services.asking import NOBODY, Asking
from aiurdesk.services.connections import Connections
from aiurdesk.services.frame_log import FrameLog
from aiurdesk.services.library import Library
from aiurdesk.services.send_pipeline import PlannedRequest, SendPipeline
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

    async def read_message(self, path: str) -> bytes:
        """Return the content of a file that is to be sent as one message.

        Raises:
            StorageError: It cannot be read, or it is too large for a message.
        """
        return await asyncio.to_thread(_read_message, Path(path))

    def log(self) -> FrameLog:
        """Return an empty log for the frames of a socket; see ``discard``."""
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
        secrets = handshake.prepared.secrets
        return replace(reading, verdict=redact_verdict(reading.verdict, secrets))


def _read_message(path: Path) -> bytes:
    try:
        size_bytes = path.stat().st_size
        if size_bytes <= MAX_MESSAGE_BYTES:
            return path.read_bytes()
    except OSError as error:
        raise StorageError(f"{path} could not be read ({error.strerror or error}).") from error
    raise StorageError(
        f"{path} has {format_size(size_bytes)}; a message holds at most "
        f"{format_size(MAX_MESSAGE_BYTES)}."
    )
