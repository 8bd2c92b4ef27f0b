"""Command ``aiurdesk send`` with a stream in response: print its events as they arrive."""

import argparse
import asyncio
import json
import math
import re
import sys
from collections.abc import Mapping

from aiurdesk.cli import response_text
from aiurdesk.cli.output import has_reader, put, tell
from aiurdesk.core.exchange.exchange import Exchange, summary
from aiurdesk.core.exchange.sockets.closing import IGNORED_SUBPROTOCOLS, SocketStatus, judge_closing
from aiurdesk.core.exchange.sockets.event_types import FrameReading
from aiurdesk.core.exchange.sockets.frame import Frame, one_line
from aiurdesk.core.response.response import Closing, Response
from aiurdesk.core.translation import DISORDERING, format_code, printable, tr
from aiurdesk.services.sending.exchange_record import frame_members, verdict_members
from aiurdesk.services.services import Services
from aiurdesk.services.sockets.socket_recorder import SocketUpdate
from aiurdesk.services.sockets.socket_session import SocketSession

_OF_A_VERDICT = ("table", "code", "name", "severity", "headline", "message")
# JSON holds them as they are. Some end a line for some readers, others control a terminal.
_ESCAPED = re.compile(rf"[\x7f-\x9f{DISORDERING}]")


def content_line(frame: Frame, *, is_terminal: bool) -> str:
    r"""Return the content of a message. A line break in it is shown as ``\n``, bytes as hex.

    Args:
        is_terminal: Whether control characters are replaced, which could change a terminal.
    """
    if isinstance(frame.content, bytes):
        return f"0x{frame.content.hex()}"
    text = one_line(frame.content)
    return printable(text) if is_terminal else text


def json_line(frame: Frame, reading: FrameReading) -> str:
    """Return a frame as a JSON object; scripts depend on its members."""
    members = frame_members(frame)
    if reading.verdict is not None:
        verdict: Mapping[str, object] = verdict_members(reading.verdict)
        members["verdict"] = {name: verdict[name] for name in _OF_A_VERDICT}
    if reading.event is not None:
        members["event"] = {"table": reading.event_table, "name": reading.event.name}
    return one_line_of_json(members)


def one_line_of_json(members: Mapping[str, object]) -> str:
    """Return an object as JSON that is one line to every reader."""
    text = json.dumps(members, ensure_ascii=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def reading_lines(reading: FrameReading) -> list[str]:
    """Return what a frame says, for standard error."""
    lines = []
    if reading.verdict is not None:
        verdict = reading.verdict
        code = verdict.result_code
        label = "" if code is None else f"{format_code(code)} "
        said = summary(verdict)
        message = f" · {said}" if said else ""
        lines.append(printable(f"{label}{verdict.headline}{message}"))
    if reading.event is not None:
        lines.append(
            f"{reading.event_table}: {reading.event.name}. {reading.event.meaning}".rstrip()
        )
    return lines


def opened_line(status: SocketStatus) -> str:
    """Return what was agreed on with the server."""
    agreed = []
    if status.subprotocol:
        name = printable(status.subprotocol)
        agreed.append(tr("subprotocol {name}").format(name=name))
    if status.extensions:
        names = ", ".join(status.extensions)
        agreed.append(tr("extension {names}").format(names=names))
    ignored = f" {IGNORED_SUBPROTOCOLS}" if status.ignores_subprotocols else ""
    if not agreed:
        return tr("Connected.") + ignored
    return tr("Connected with {agreed}.").format(agreed=tr(" and ").join(agreed)) + ignored


def closing_lines(closing: Closing) -> list[str]:
    """Return how a socket ended, and what to do."""
    verdict = judge_closing(closing)
    reason = f" · {verdict.message}" if verdict.message else ""
    words = [f"{verdict.headline}{reason}", *verdict.notes]
    if verdict.fixes:
        words += [verdict.meaning, *(fix.text for fix in verdict.fixes)]
    return [printable(line) for line in words]


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
            put(response_text.head(handshake.outcome))
        try:
            async with session:
                async for update in session:
                    if self._is_over(update, handshake):
                        break
        except asyncio.CancelledError:
            # Ctrl+C: the session has closed the stream, and what came was printed.
            tell(tr("Stopped."))
        finally:
            await session.drop()
        return session.exchange or handshake

    def _is_over(self, update: SocketUpdate, exchange: Exchange) -> bool:
        read = self._services.sockets.read
        for number, frame in enumerate(update.frames):
            if frame.kind.is_message and self._left > 0:
                self._left -= 1
                if self._arguments.show != "json":
                    put(f"{content_line(frame, is_terminal=sys.stdout.isatty())}\n")
                    tell(*reading_lines(update.reading_of(number) or read(frame, exchange)))
        sys.stdout.flush()
        # ``head -1`` has what it wants, and Python ignores the signal for that.
        return self._left <= 0 or not has_reader()
