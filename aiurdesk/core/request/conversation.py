"""What is said over the WebSocket of a request: messages to send, and frames that are expected."""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec.structs import replace

from aiurdesk.core.environments.environment import resolve
from aiurdesk.core.request.field import Field, FieldUse, TextKind, fields_of
from aiurdesk.core.translation import tr, truncate

Expected: TypeAlias = str | int | float | bool | tuple[Any, ...]
"""What a test expects: a text, number, truth value, or a list of such. ``Any``, because msgspec
reads no type that contains itself."""

ANY_FRAME, EVERY_FRAME = 0, -1
"""Instead of the number of a frame: at least one frame passes, or each that came."""
CLOSE_CODES = (1000, 4999)
"""The first and the last one that a server can close with."""
NO_FRAME = -2
"""What a person typed is not a number of a frame; such a test cannot be carried out or saved."""


def texts_of(expected: Expected) -> Iterator[str]:
    """Yield the texts in what a test expects."""
    if isinstance(expected, str):
        yield expected
    elif isinstance(expected, tuple):
        for item in expected:
            yield from texts_of(item)


class ResponseTest(msgspec.Struct, frozen=True, gc=False):
    """One statement about a response that is true or false."""

    kind: str
    """Key of its row in ``TEST_KINDS``, such as ``code`` or ``header``."""
    expected: Expected
    comparison: str = ""
    """Such as ``equals``; empty for kinds that have one comparison only."""
    subject: str = ""
    """The name of the header or the path of the value; empty for other kinds."""


class FrameTest(msgspec.Struct, frozen=True, gc=False):
    """One statement about a message that is received."""

    frame: int
    """Which message, from 1; or ``ANY_FRAME``, ``EVERY_FRAME``, ``NO_FRAME``."""
    test: ResponseTest
    """Its kind is one of ``FRAME_TEST_KINDS``."""


def resolved_test(test: ResponseTest, variables: Mapping[str, str]) -> ResponseTest:
    """Resolve the variables in what a test expects; one without a value stays as it is."""

    def resolved(expected: Expected) -> Expected:
        if isinstance(expected, tuple):
            return tuple(resolved(item) for item in expected)
        text = resolve(expected, variables) if isinstance(expected, str) else expected
        return expected if isinstance(text, tuple) else text

    return replace(test, expected=resolved(test.expected))


class Capture(msgspec.Struct, frozen=True, gc=False):
    """Takes a value of the response into a variable, for the requests that follow."""

    variable: Annotated[str, TextKind.FIXED]
    source: str
    """``value`` for a path into the JSON body, ``header`` for a header."""
    subject: Annotated[str, TextKind.FIXED]
    """The path or the name of the header."""


MessageKind: TypeAlias = Literal["text", "json", "file", "base64", "request"]
MESSAGE_KINDS: tuple[MessageKind, ...] = ("text", "json", "file", "base64", "request")
_TELLING = ("type", "event", "action", "method", "command", "cmd", "op", "kind", "topic")
"""Members that say what a message is, in many protocols; the first one that is there counts."""
_LONGEST = 40
_MOST_READ = 20_000
"""Characters. A menu with nine messages should open at once."""


class SocketMessage(msgspec.Struct, frozen=True, gc=False):
    """A message that is saved with the request of a socket."""

    content: str
    """Text or JSON, the path of a file, bytes in base64, or the path of a saved request without the
    end of its file name. Text and JSON may hold ``{{variables}}``."""
    kind: MessageKind = "text"
    """Text and JSON are sent as a text message, files and base64 as a binary one. A request is sent
    by HTTP instead of a message: such as one that makes the server push a frame."""
    name: str = ""


def default_name(message: SocketMessage) -> str:
    """Return a name such as "type: ping", or empty text where the message does not say what it is.

    Nothing else of the message becomes part of it: that could be a secret, which stays in the name
    when it is taken out of the message.
    """
    if message.kind not in ("text", "json") or len(message.content) > _MOST_READ:
        return ""
    try:
        read = json.loads(message.content)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(read, dict):
        return ""
    for key in _TELLING:
        value = read.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return f"{key}: {truncate(' '.join(str(value).split()), _LONGEST)}"
    return ""


PING_EVERY_MS = 20_000
"""How often a ping is sent, by default."""
WITHIN_MS = 10_000
"""How long the expected frames may take, by default."""
_LONGEST_MS = 24 * 60 * 60 * 1000
_LONGEST_OPEN_MS = 10_000_000 * 1000
_MOST_FRAMES = 1_000_000


class Conversation(msgspec.Struct, frozen=True, gc=False):
    """Everything that is saved with a socket beside its handshake."""

    subprotocols: Annotated[
        tuple[str, ...], Field("subprotocols", FieldUse.SENT, noun=tr("subprotocols"))
    ] = ()
    """Offered to the server in this order."""
    ping_every_ms: Annotated[
        int, Field("ping_every_ms", FieldUse.CHOSEN, noun=tr("pings"), most=_LONGEST_OPEN_MS)
    ] = PING_EVERY_MS
    """0 sends no pings."""
    idle_ms: Annotated[
        int, Field("idle_ms", FieldUse.CHOSEN, noun=tr("silence"), most=_LONGEST_OPEN_MS)
    ] = 0
    """The socket is closed when no message comes for this long; 0 where it never is."""
    is_reconnecting: Annotated[
        bool, Field("reconnect", FieldUse.CHOSEN, noun=tr("reconnecting"))
    ] = False
    """Whether it is opened again after it was lost; in a run, a loss is a result."""
    messages: Annotated[
        tuple[SocketMessage, ...], Field("messages", FieldUse.SENT, noun=tr("message"))
    ] = ()
    frame_count: Annotated[int, Field("expected_frames", least=1, most=_MOST_FRAMES)] = 0
    """How many messages are expected at least, control frames not counted."""
    within_ms: Annotated[int, Field("frames_within_ms", least=1, most=_LONGEST_MS)] = WITHIN_MS
    """How long they may take, from the moment when the socket is open."""
    frame_tests: Annotated[tuple[FrameTest, ...], Field("frame_tests", noun=tr("frame test"))] = ()
    # One that no server sends is a test that fails, like one that is not finished.
    close_code: Annotated[int, Field("close_code", least=1, most=CLOSE_CODES[1])] = 0
    """With which code the server is expected to close; 0 where this is not tested."""

    @property
    def awaited_frames(self) -> int:
        """Number of messages that are needed before all tests can be carried out."""
        least = (1 if test.frame == ANY_FRAME else test.frame for test in self.frame_tests)
        return max(self.frame_count, *least, 0)


SILENT = Conversation()
"""Of a request which is not a socket, and of a socket of which nothing is saved."""


SOCKET_FIELDS = fields_of(Conversation)
"""What is declared of each field, by its name."""
EXPECTED = tuple(n for n, named in SOCKET_FIELDS.items() if named.field.use is FieldUse.WRITTEN)
"""The fields that say what is expected."""
SAID = tuple(name for name in SOCKET_FIELDS if name not in EXPECTED)
"""The fields that say what is sent, and how the socket is held open."""
