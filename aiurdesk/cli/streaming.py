"""What ``aiurdesk send`` does with a stream: print its events as they come."""

import argparse
import asyncio
import math
import sys

from aiurdesk.cli import report
from aiurdesk.cli.frame_lines import content_line, reading_lines
from aiurdesk.cli.output import has_reader, put, tell
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.response.response import Response
from aiurdesk.core.sockets.frame import Frame
from aiurdesk.core.translation import tr
from aiurdesk.services.services import Services
from aiurdesk.services.sockets.socket_session import SocketSession


class PrintedStream:
    """A stream that was opened by a request, and is printed to its end."""

    def __init__(self, services: Services, arguments: argparse.Namespace) -> None:
        self._services, self._arguments = services, arguments
        self._left = arguments.count or math.inf
        """How many more events are printed."""

    async def follow(self, session: SocketSession) -> Exchange:
        """Print the events until the stream ends, or enough of them came.

        Ctrl+C ends it in order. What came is recorded.

        Returns:
            The exchange with what came.
        """
        handshake = session.handshake
        assert handshake is not None, "a response has opened it"
        if self._arguments.show == "all" and isinstance(handshake.outcome, Response):
            put(report.head(handshake.outcome))
        try:
            async with session:
                async for update in session:
                    if self._is_over(update.frames, handshake):
                        break
        except asyncio.CancelledError:
            # Ctrl+C: the session has closed the stream, and what came was printed.
            tell(tr("Stopped."))
        finally:
            await session.drop()
        return session.exchange or handshake

    def _is_over(self, frames: tuple[Frame, ...], exchange: Exchange) -> bool:
        for frame in frames:
            if frame.kind.is_message and self._left > 0:
                self._left -= 1
                if self._arguments.show != "json":
                    put(f"{content_line(frame, is_terminal=sys.stdout.isatty())}\n")
                    tell(*reading_lines(self._services.sockets.read(frame, exchange)))
        sys.stdout.flush()
        # ``head -1`` has what it wants, and Python ignores the signal for that.
        return self._left <= 0 or not has_reader()
