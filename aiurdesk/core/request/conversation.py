"""What is said over the WebSocket of a request: messages to send, and frames that are expected."""

from typing import Annotated

import msgspec

from aiurdesk.core.request.field import Field, FieldUse, fields_of
from aiurdesk.core.request.response_test import ANY_FRAME, CLOSE_CODES, FrameTest
from aiurdesk.core.request.socket_message import SocketMessage
from aiurdesk.core.translation import tr

PING_EVERY_MS = 20_000
"""How often a ping is sent, by default."""
WITHIN_MS = 10_000
"""How long the expected frames may take, by default."""
_LONGEST_MS = 24 * 60 * 60 * 1000
_LONGEST_OPEN_MS = 10_000_000 * 1000
_MOST_FRAMES = 1_000_000


class Conversation(msgspec.Struct, frozen=True, gc=False):
    """All that is saved of a socket beside its handshake."""

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
        """How many messages have to come before all tests can be carried out."""
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
