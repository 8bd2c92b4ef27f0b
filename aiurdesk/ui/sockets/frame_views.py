"""The chosen frame, in the views that a response has: tree, text, image, bytes."""

from datetime import UTC, datetime
from functools import lru_cache

import msgspec
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.closing import NO_STATUS, explain_close_code
from aiurdesk.core.exchange.sockets.event_types import NOTHING_READ, FrameReading
from aiurdesk.core.exchange.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.request.request import Header, PreparedRequest, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.translation import CUT, format_code, format_size, in_quotes, tr, truncate, within
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.response.body_reader import BodyAccess
from aiurdesk.ui.response.views import ResponseViews
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.page_scroll import PageScroll
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.widgets.tool_line import ToolLine

LONGEST_LINE = 240
"""Characters. More of a content does not fit beside the other columns of a wide screen."""
_LONGEST_NAME = 40
# Three characters a byte, so as many as ``LONGEST_LINE`` has room for, and more than a list shows.
_DUMPED_BYTES = 48
_LINE_ENDS = str.maketrans({"\n": "⏎", "\r": "", "\t": " "})


class FrameRow(msgspec.Struct, frozen=True, gc=False):
    """A row for a frame in the list; the frame itself is in the log, under its number.

    A flood has a hundred thousand of them, so it holds texts and numbers only.
    """

    number: int
    time: str
    """Local, with milliseconds."""
    direction: Direction
    kind: FrameKind
    size_bytes: int
    line: str
    """The content in one line, shortened, behind the name of an event or the code of a verdict."""
    severity: Severity | None = None
    """Of the envelope in it."""

    @property
    def sign(self) -> str:
        """The direction as the list shows it; empty for a state."""
        return "" if self.kind is FrameKind.STATE else self.direction.sign

    @property
    def direction_word(self) -> str:
        """The direction for screen readers."""
        if self.kind is FrameKind.STATE:
            return ""
        return tr("Received") if self.direction is Direction.RECEIVED else tr("Sent")

    @property
    def kind_word(self) -> str:
        """The kind as the list shows it."""
        return _KIND_WORDS[self.kind]

    @property
    def size(self) -> str:
        """The size of the content; empty for a state."""
        return "" if self.kind is FrameKind.STATE else format_size(self.size_bytes)


_KIND_WORDS = {
    FrameKind.TEXT: tr("Text"),
    FrameKind.BINARY: tr("Binary"),
    FrameKind.PING: tr("Ping"),
    FrameKind.PONG: tr("Pong"),
    FrameKind.CLOSE: tr("Close", of="frame"),
    FrameKind.COMMENT: tr("Comment"),
    FrameKind.STATE: tr("State"),
}


def frame_row(number: int, frame: Frame, reading: FrameReading = NOTHING_READ) -> FrameRow:
    """Return what the list shows of a frame.

    Args:
        number: The number of the frame in its log.
        reading: What it says.
    """
    line, verdict = _content_line(frame), reading.verdict
    if reading.piece:
        # The text of an answer would be behind the edge of the list.
        piece = reading.piece[:LONGEST_LINE].translate(_LINE_ENDS)
        line = f"{in_quotes(piece)} · {line}"
    if verdict is not None:
        code = verdict.result_code
        label = "" if code is None else f"{format_code(code)} "
        line = f"{label}{verdict.name or verdict.headline} · {line}"
    if frame.name:
        line = f"{truncate(frame.name, _LONGEST_NAME)} · {line}"
    if reading.event is not None:
        line = f"{reading.event.name} · {line}"
    severity = None if verdict is None else verdict.severity
    return FrameRow(
        number,
        _local_time(frame.at),
        frame.direction,
        frame.kind,
        frame.size_bytes,
        line[:LONGEST_LINE],
        severity,
    )


# Frames that came in one piece over the network have the same time.
@lru_cache(maxsize=16)
def _local_time(at: datetime) -> str:
    local = at.astimezone()
    return f"{local:%H:%M:%S}.{local.microsecond // 1000:03}"


def _content_line(frame: Frame) -> str:
    content = frame.content
    if frame.kind is FrameKind.CLOSE:
        code = NO_STATUS if frame.close_code is None else frame.close_code
        name = within(explain_close_code(code).headline)
        return f"{code} {name}" + (f" · {frame.text}" if content else "")
    if isinstance(content, bytes):
        dump = content[:_DUMPED_BYTES].hex(" ")
        return f"{dump} {CUT}" if len(content) > _DUMPED_BYTES else dump
    # Cut first: a message may have megabytes.
    line = content[:LONGEST_LINE]
    # Most lines need no ``translate``, which is slow.
    if not line.isprintable():
        line = line.translate(_LINE_ENDS)
    return f"{line}{CUT}" if len(content) > LONGEST_LINE else line


_EMPTY = tr("This frame is empty.")
_SWITCHED = 101
_LONGEST_ID = 80
"""Characters."""
_MOST_EDITED = 16_000
"""Bytes. As digits, more than these are too long a text to be edited."""
_NO_VERDICT = Verdict(VerdictKind.BARE_STATUS, Severity.SUCCESS, "")
_TYPES = dict.fromkeys(
    (FrameKind.BINARY, FrameKind.PING, FrameKind.PONG), "application/octet-stream"
)
_TEXT = "text/plain; charset=utf-8"


class FrameViews(PageScroll):
    """Shows one frame; what it says is above its content. Scrolls where there is little room."""

    def __init__(
        self, theme: Theme, keys: ActionKeys, scope: TaskScope, bodies: BodyAccess
    ) -> None:
        super().__init__()
        self._content = QWidget()
        self._title = styled(QLabel(), "chosen_frame", spoken=tr("Chosen frame"), look="strong")
        self._summary = WrappedLabel()
        self.copy_button = _button(tr("Copy"), tr("Copy the content of the frame"))
        self.again_button = _button(tr("Send again"), tr("Send the same message once more"))
        self.again_button.setObjectName("send_again")
        tip = tr("Copy the message into the field below, to change it")
        self.edit_button = _button(tr("Edit and send"), tip)
        self.views = ResponseViews(theme, keys, scope, bodies, self._content)
        self.views.show_only_body(_EMPTY, tr("Save content…"))
        buttons = (self.copy_button, self.again_button, self.edit_button)
        self._tools = ToolLine(theme, buttons)
        self._lay_out()

    def show_frame(
        self, row: FrameRow, frame: Frame, reading: FrameReading, *, is_stream: bool = False
    ) -> None:
        """Show another frame; an event of a stream cannot be sent again."""
        is_message = frame.kind.is_message
        self._tools.leave_out((self.again_button, self.edit_button) if is_stream else ())
        words = (
            frame.name or row.kind_word,
            "" if is_stream else within(row.direction_word),
            row.size,
        )
        self._title.setText(" · ".join(part for part in words if part))
        self._summary.show_text(_summary_of(frame, reading))
        self._summary.setToolTip("" if reading.verdict is None else reading.verdict.meaning)
        severity = None if reading.verdict is None else reading.verdict.severity.value
        mark(self._summary, "severity", severity)
        # Control frames belong to the protocol; the program answers them itself.
        self.again_button.setEnabled(is_message)
        is_short = isinstance(frame.content, str) or len(frame.content) <= _MOST_EDITED
        self.edit_button.setEnabled(is_message and is_short)
        self.views.show_exchange(_exchange(frame, reading.verdict or _NO_VERDICT))

    def _lay_out(self) -> None:
        top = row_of(None, self._title, (self._tools, 1))
        # The views have a least height; in a low window they scroll instead of pressing each other.
        self.setWidget(self._content)
        column_of(
            self._content, top, self._summary, (self.views, 1), margins=(0, 4, 0, 0), spacing=4
        )


def _button(text: str, tip: str) -> QPushButton:
    return styled(QPushButton(text), tip=tip, look="small")


def _summary_of(frame: Frame, reading: FrameReading) -> str:
    lines = []
    if frame.fragments > 1:
        lines.append(tr("It came in {fragments:,} fragments.").format(fragments=frame.fragments))
    if frame.id:
        lines.append(f"Id {truncate(frame.id, _LONGEST_ID)}")
    if frame.is_cut:
        lines.append(tr("Its rest was left out: it is too long."))
    if reading.event is not None:
        lines.append(f"{reading.event_table}: {reading.event.name}. {reading.event.meaning}")
    if reading.verdict is not None:
        verdict = reading.verdict
        message = f" · {in_quotes(verdict.message)}" if verdict.message else ""
        lines.append(f"{verdict.headline}{message}")
    return "\n".join(line.strip() for line in lines if line)


def _exchange(frame: Frame, verdict: Verdict) -> Exchange:
    """Return a frame as the response that the views take."""
    data = frame.data
    body = ResponseBody(data, size_bytes=len(data), received_bytes=len(data))
    headers = (Header("Content-Type", _TYPES.get(frame.kind, _TEXT)),)
    # The views take an exchange. Only its body and its verdict are shown of it.
    return Exchange(
        request=Request(Typed("")),
        prepared=PreparedRequest("GET", ""),
        outcome=Response(_SWITCHED, "HTTP/1.1", headers, body, ""),
        envelope=None,
        verdict=verdict,
        started_at=datetime.now(UTC),
    )
