"""One WebSocket message or control frame, or one event of a stream, with its time and direction.

Source: RFC 6455 sections 5.2, 5.5 and 5.6.
"""

import base64
import binascii
from datetime import datetime
from enum import StrEnum

import msgspec

from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import format_size, tr


class Direction(StrEnum):
    """Direction of a frame: sent or received."""

    RECEIVED = "received"
    SENT = "sent"

    @property
    def sign(self) -> str:
        """An arrow up for what was sent, down for what was received."""
        return "↑" if self is Direction.SENT else "↓"


class FrameKind(StrEnum):
    """Kind of a frame; a message that came in fragments is one frame here."""

    TEXT = "text"
    BINARY = "binary"
    PING = "ping"
    PONG = "pong"
    CLOSE = "close"
    COMMENT = "comment"
    """A line of an event stream that only keeps the connection open."""
    STATE = "state"
    """No frame: what became of the connection, between its frames in the list of the window."""

    @property
    def is_message(self) -> bool:
        """Whether it carries data of the application."""
        return self in (FrameKind.TEXT, FrameKind.BINARY)

    @property
    def is_control(self) -> bool:
        """Whether it is a control frame of the protocol."""
        return self in _CONTROL


_CONTROL = (FrameKind.PING, FrameKind.PONG, FrameKind.CLOSE, FrameKind.COMMENT)


class Frame(msgspec.Struct, frozen=True, gc=False):
    """One frame. A text frame has text as its content, a close frame its reason, others bytes.

    It refers to nothing that could refer to it, so Python's collector need not search the frames
    of a flood.
    """

    at: datetime
    """Timezone-aware. Frames that came in one piece over the network have the same time."""
    direction: Direction
    kind: FrameKind
    content: str | bytes
    size_bytes: int
    """Of the content in UTF-8, decompressed."""
    fragments: int = 1
    """How many frames of the protocol it came in."""
    close_code: int | None = None
    """Only of a close frame; None where it holds no code."""
    name: str = ""
    """The type of an event, such as ``message_start``; frames of a socket have none."""
    id: str = ""
    """The id of an event, with which its stream can go on after a loss."""
    is_cut: bool = False
    """Whether the rest of an event was left out, because it is too long."""

    @property
    def kept_bytes(self) -> int:
        """Size of the content that is kept."""
        return len(self.data) if self.is_cut else self.size_bytes

    @property
    def text(self) -> str:
        """The content as text; bytes that are not UTF-8 are replaced."""
        content = self.content
        # A text frame that was not UTF-8 holds bytes, too.
        return content if isinstance(content, str) else content.decode("utf-8", "replace")

    @property
    def data(self) -> bytes:
        """The content as bytes."""
        content = self.content
        return content.encode() if isinstance(content, str) else content


_BYTES = 32
"""How many bytes of a binary message are shown."""


def frame_line(frame: Frame) -> str:
    """Return time, direction, kind, size and content of a frame in one line; the time is local."""
    # Without the date: who watches frames knows the day.
    at = frame.at.astimezone().strftime("%H:%M:%S.%f")[:-3]
    size = format_size(frame.size_bytes)
    # What an event is, its name says better than its kind.
    kind = frame.name or frame.kind.value
    head = f"{at}  {frame.direction.sign} {kind:<6}  {size:>8}"
    return f"{head}  {_content_text(frame)}".rstrip()


def one_line(text: str) -> str:
    r"""Return a text with ``\n`` and ``\r`` for its line breaks."""
    # Programs that read standard output count on one line for one frame.
    return text.replace("\r", "\\r").replace("\n", "\\n")


def _content_text(frame: Frame) -> str:
    if frame.kind is FrameKind.CLOSE:
        code = tr("no code") if frame.close_code is None else str(frame.close_code)
        return f"{code} {frame.text}".rstrip()
    content = frame.content
    if isinstance(content, str):
        return one_line(content)
    dump = content[:_BYTES].hex(" ")
    return f"{dump} …" if len(content) > _BYTES else dump


MOST_CHARACTERS = 16 * 1024
"""A longer event is not looked at."""


class _Text(msgspec.Struct, gc=False):
    content: str | None = None
    text: str | None = None


class _Choice(msgspec.Struct):
    delta: _Text | None = None
    text: str | None = None


class _Parts(msgspec.Struct):
    parts: list[_Text] = []


class _Candidate(msgspec.Struct):
    content: _Parts | None = None


class _Event(msgspec.Struct):
    choices: list[_Choice] = []
    delta: _Text | str | None = None
    candidates: list[_Candidate] = []
    message: _Text | None = None
    response: str | None = None


_DECODER = msgspec.json.Decoder(_Event)


def text_piece(content: str) -> str:
    """Return the piece of text that an event adds to an answer; empty for any other event."""
    if len(content) > MOST_CHARACTERS or not content.startswith("{"):
        return ""
    try:
        event = _DECODER.decode(content)
    # Members of these names mean something else in most events.
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return ""
    if isinstance(event.delta, str):
        return event.delta
    texts = [event.delta, event.message]
    if event.choices:
        choice = event.choices[0]
        texts += [choice.delta, _Text(text=choice.text)]
    if event.candidates and event.candidates[0].content is not None:
        texts += event.candidates[0].content.parts[:1]
    pieces = (text.content or text.text for text in texts if text is not None)
    return next(filter(None, pieces), event.response or "")


_BYTES_IN_A_LINE = 16


def hexadecimal(data: bytes) -> str:
    """Return bytes as lines of pairs of digits."""
    starts = range(0, len(data), _BYTES_IN_A_LINE)
    return "\n".join(data[start : start + _BYTES_IN_A_LINE].hex(" ") for start in starts)


def parse_hexadecimal(text: str) -> bytes | Problem:
    """Return the bytes of pairs of digits with any white space between them, or what is wrong."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return Problem(tr("Bytes are pairs of hexadecimal digits, such as 00 1f ff."))


def decoded_base64(text: str) -> bytes | Problem:
    """Return the bytes in base64, or what is wrong with it."""
    try:
        # Otherwise Python skips what is not base64.
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        return Problem(tr("This is not base64 ({error}).").format(error=error))
