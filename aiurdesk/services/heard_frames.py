"""The messages that come over a socket, read one after another for its tests."""

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from aiurdesk.core.collection.frame_tests import FrameFacts, SocketFacts, check_frames, unmet
from aiurdesk.core.request.conversation import Conversation
from aiurdesk.core.request.response_test import resolved_test
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.response.response import has_transcript
from aiurdesk.core.sockets.closing import Closing
from aiurdesk.core.sockets.frame import Frame
from aiurdesk.core.sockets.frame_reading import FrameReading
from aiurdesk.services.conversing import Heard

ReadFrame = Callable[[Frame, Exchange], FrameReading]


class HeardFrames:
    """What came so far, and which tests still wait for something."""

    def __init__(
        self, conversation: Conversation, variables: Mapping[str, str], read: ReadFrame
    ) -> None:
        """Begin with nothing.

        Args:
            conversation: What is expected.
            variables: Those that the tests use.
            read: Returns what a message says; takes the handshake as well.
        """
        tests = tuple(
            # Resolved once and not for each frame of a flood.
            replace(each, test=resolved_test(each.test, variables))
            for each in conversation.frame_tests
        )
        self._conversation = replace(conversation, frame_tests=tests)
        self._waiting = unmet(tests, ())
        self._read = read
        self._facts: list[FrameFacts] = []
        self._came: Heard | None = None

    def is_enough(self, handshake: Exchange, frames: Sequence[Frame]) -> bool:
        """Add messages, and tell whether no further one has to be waited for."""
        new = [FrameFacts(frame, self._read(frame, handshake)) for frame in frames]
        self._facts += new
        self._waiting = unmet(self._waiting, new)
        has_all = not self._waiting and len(self._facts) >= self._conversation.awaited_frames
        # Where a closing is expected, only the end of the socket is enough.
        return has_all and not self._conversation.close_code

    def end(self, came: Heard) -> None:
        """Take how the conversation ended."""
        self._came = came

    def facts_of(self, exchange: Exchange) -> SocketFacts | None:
        """Return what tests of the handshake read; None where it was refused."""
        return SocketFacts(exchange, self._facts) if has_transcript(exchange.outcome) else None

    def findings(self) -> tuple[Finding, ...]:
        """Return whether what was expected came."""
        came, conversation = self._came, self._conversation
        elapsed_ms = 0.0 if came is None else came.elapsed_ms
        found = list(check_frames(conversation, self._facts, elapsed_ms))
        if came is not None:
            found = [*came.requests, *found]
        if came is not None and came.unsent:
            # First, because what else is missing may follow from it.
            found.insert(0, Finding("all messages are sent", False, came.unsent))
        if conversation.close_code:
            closing = None if came is None else came.closing
            found.append(_check_closing(conversation.close_code, closing))
        return tuple(found)


def _check_closing(code: int, closing: Closing | None) -> Finding:
    title = f"closed by the server with {code}"
    if closing is None or not closing.is_by_server:
        return Finding(title, False, "the server did not close it")
    return Finding(title, closing.code == code, f"{closing.code} {closing.reason}".rstrip())
