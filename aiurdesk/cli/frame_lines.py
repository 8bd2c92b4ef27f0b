"""A frame of a socket as one line: its content for people, or a JSON object for scripts."""

import json
import re
from typing import Any

from aiurdesk.core.exchange.exchange_text import summary
from aiurdesk.core.response.response import Closing
from aiurdesk.core.sockets.closing import judge_closing
from aiurdesk.core.sockets.frame import Frame
from aiurdesk.core.sockets.frame_reading import FrameReading
from aiurdesk.core.sockets.frame_text import one_line
from aiurdesk.core.sockets.socket_status import IGNORED_SUBPROTOCOLS, SocketStatus
from aiurdesk.core.translation import tr
from aiurdesk.core.wording import DISORDERING, format_code, printable
from aiurdesk.services.sending.exchange_record import frame_members, verdict_members

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
        verdict = verdict_members(reading.verdict)
        members["verdict"] = {name: verdict[name] for name in _OF_A_VERDICT}
    if reading.event is not None:
        members["event"] = {"table": reading.event_table, "name": reading.event.name}
    return one_line_of_json(members)


def one_line_of_json(members: dict[str, Any]) -> str:
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
