"""Sends the messages of a saved socket, and waits for the frames that it expects."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from typing import Protocol

import msgspec

from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.conversation import Conversation
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.sockets.closing import Closing
from aiurdesk.core.sockets.frame import Direction, Frame
from aiurdesk.core.sockets.socket_status import SocketState, SocketUpdate
from aiurdesk.services.expectations.conversation_result import ConversationResult
from aiurdesk.services.sending.planned_request import NotSent
from aiurdesk.services.sockets.socket_messages import PreparedMessages, SavedRequestFile
from aiurdesk.services.sockets.socket_recorder import SocketRecorder
from aiurdesk.services.sockets.socket_session import SocketSession

MOST_BYTES = 64 * 1024 * 1024
"""Of frames that are kept to be tested; nothing more is waited for then."""
_AT_ONCE, _BYTES_AT_ONCE = 20, 16 * 1024
"""Frames that the tests get together; of short ones, they take some 0.3 ms."""
_CLOSING_S = 0.5
"""How long the server may take to answer the close frame; Stargate of 2020 never does."""

_LAST_FRAMES_S = 0.5
"""How long frames are waited for after a message could not be sent."""


SendRequest = Callable[[SavedRequestFile], Awaitable[Finding]]
"""Sends a saved request, and returns what came of it."""


class FrameExpectations(Protocol):
    """Looks at the messages that come over a socket; ``ReceivedFrames`` is one."""

    async def look_ahead(self, handshake: Exchange, frames: Sequence[Frame]) -> None:
        """Test in another process what takes long of messages that ``take`` gets next."""

    def take(self, handshake: Exchange, frames: Sequence[Frame]) -> bool:
        """Take further messages; return whether no more is waited for."""


class AwaitedFrames:
    """Counts what is said over an open socket, until all that is expected has come."""

    def __init__(self, expected: FrameExpectations, to_send: int = 0) -> None:
        """Begin with nothing.

        Args:
            expected: Looks at each message that is received.
            to_send: How many messages have to be sent first.
        """
        self._expected = expected
        self._to_send = to_send
        self._bytes = self._sent = 0
        self._has_enough = False

    @property
    def is_done(self) -> bool:
        """Whether nothing more is waited for."""
        is_all_sent = self._sent >= self._to_send
        return is_all_sent and (self._has_enough or self._bytes > MOST_BYTES)

    def count_request(self) -> None:
        """Count a request that was sent in the place of a message."""
        self._sent += 1

    async def look_ahead(self, handshake: Exchange, frames: Sequence[Frame]) -> None:
        """Prepare for what ``take`` is given next, which then takes no longer than it may."""
        await self._expected.look_ahead(handshake, _received(frames))

    def take(self, handshake: Exchange, frames: Sequence[Frame]) -> None:
        """Take what was said since the last call."""
        messages = [frame for frame in frames if frame.kind.is_message]
        received = _received(messages)
        self._sent += len(messages) - len(received)
        self._bytes += sum(frame.size_bytes for frame in received)
        self._has_enough = self._expected.take(handshake, received)


def _received(frames: Sequence[Frame]) -> list[Frame]:
    return [
        frame for frame in frames if frame.kind.is_message and frame.direction is Direction.RECEIVED
    ]


def in_slices(frames: Sequence[Frame]) -> Iterator[Sequence[Frame]]:
    """Yield frames a few at a time, and a long one alone; once nothing where there are none."""
    start = size = 0
    for place, frame in enumerate(frames):
        if place - start == _AT_ONCE or (place > start and size > _BYTES_AT_ONCE):
            yield frames[start:place]
            start, size = place, 0
        size += frame.size_bytes
    yield frames[start:]


class MessageSending(msgspec.Struct, frozen=True):
    """How the messages of a conversation are sent."""

    message: Callable[[str | bytes], Awaitable[str]]
    """Returns why one was not sent, or empty text."""
    request: SendRequest


async def send_all(
    prepared: PreparedMessages, sending: MessageSending, take: Callable[[Finding], object]
) -> str:
    """Send messages in their order, up to one that fails.

    Args:
        prepared: The messages.
        sending: How they are sent.
        take: Called with what came of each request among them.

    Returns:
        Why a message was not sent, or empty text.
    """
    for number, content in enumerate(prepared.contents, start=1):
        if isinstance(content, SavedRequestFile):
            finding = await sending.request(content)
            take(finding)
            if not finding.passed:
                return ""
        elif refused := await sending.message(content):
            return f"Message {number} was not sent. {refused}"
    return ""


async def follow(
    session: SocketSession,
    take: Callable[[SocketUpdate], Awaitable[bool]],
    send: Callable[[], Coroutine[None, None, None]],
) -> None:
    """Take the updates of a session one after the other, and send while they come.

    Args:
        session: One that was entered.
        take: Takes an update, and returns whether no further one is wanted.
        send: Called when the socket is first open; cancelled when nothing more is taken.

    Raises:
        AiurdeskError: Signing in is not possible, or ``take`` raised it.
    """
    error: AiurdeskError | None = None
    async with asyncio.TaskGroup() as group:
        sender: asyncio.Task[None] | None = None
        try:
            while (update := await anext(session, None)) is not None:
                if update.status.state is SocketState.OPEN and sender is None:
                    sender = group.create_task(send())
                if await take(update):
                    break
        except AiurdeskError as raised:
            # Raised below: the group would wrap it.
            error = raised
        finally:
            if sender is not None:
                sender.cancel()
    if error is not None:
        raise error


async def hold_conversation(
    session: SocketSession,
    conversation: Conversation,
    prepared: PreparedMessages,
    expected: FrameExpectations,
    send_request: SendRequest,
) -> ConversationResult | NotSent:
    """Connect, send, wait, and close.

    Args:
        session: One that has not connected yet.
        conversation: Says how long is waited.
        prepared: Its messages.
        expected: Looks at each message that is received.
        send_request: Sends what is a request among the messages; it is awaited before the next one.

    Raises:
        AiurdeskError: Signing in is not possible.
    """
    awaited = AwaitedFrames(expected, len(prepared.contents))
    return await _HeldConversation(session, conversation, prepared, awaited, send_request).run()


class _HeldConversation:
    def __init__(
        self,
        session: SocketSession,
        conversation: Conversation,
        prepared: PreparedMessages,
        awaited: AwaitedFrames,
        send_request: SendRequest,
    ) -> None:
        self._session = session
        self._within_s = conversation.within_ms / 1000
        self._prepared = prepared
        self._awaited = awaited
        self._send_request = send_request
        self._requests: list[Finding] = []
        self._ended: Exchange | None = None
        self._recorder = SocketRecorder(prepared.secrets)
        self._opened: float | None = None
        self._elapsed_ms = 0.0
        self._unsent = ""
        self._closing: Closing | None = None

    async def run(self) -> ConversationResult | NotSent:
        async with self._session:
            with contextlib.suppress(TimeoutError):
                # Without an end at first: the handshake has limits of its own.
                async with asyncio.timeout(None) as limit:
                    await follow(
                        self._session,
                        lambda update: self._take(update, limit),
                        lambda: self._send_all(limit),
                    )
            self._elapsed_ms = self._since_opened_ms()
            # Taken before this side closes, which would change it.
            self._closing = self._session.status.closing
            await self._close_in_order()
        ended = self._recorder.end(self._session.status) or self._ended
        if ended is None:
            return NotSent(self._session.status.not_sent)
        unsent = self._unsent or self._cut_short()
        requests = tuple(self._requests)
        return ConversationResult(ended, self._elapsed_ms, unsent, requests, self._closing)

    async def _take(self, update: SocketUpdate, limit: asyncio.Timeout) -> bool:
        """Look at what came; return whether all that is expected has come and all was sent."""
        self._record(update)
        if update.status.state is SocketState.OPEN and self._opened is None:
            self._opened = time.monotonic()
            # Counted from the moment when it is open, as a person would count it.
            limit.reschedule(asyncio.get_running_loop().time() + self._within_s)
        handshake = update.status.exchange
        if self._opened is None or handshake is None:
            return False
        until = limit.when()
        # What came in time is looked at to its end.
        limit.reschedule(None)
        await self._awaited.look_ahead(handshake, update.frames)
        for some in in_slices(update.frames):
            self._awaited.take(handshake, some)
            # JSON is read and searched for each test, so that a few frames take long; a run may be
            # one of the window.
            await asyncio.sleep(0)
        limit.reschedule(min(filter(None, (until, limit.when())), default=None))
        return self._awaited.is_done

    def _record(self, update: SocketUpdate) -> None:
        self._ended = self._recorder.take(update) or self._ended

    async def _send_all(self, limit: asyncio.Timeout) -> None:
        def take(finding: Finding) -> None:
            self._requests.append(finding)
            self._awaited.count_request()
            # No update may come after it, so the time ends where nothing is waited for.
            if not finding.passed or self._awaited.is_done:
                limit.reschedule(asyncio.get_running_loop().time())

        sending = MessageSending(self._session.send, self._send_request)
        self._unsent = await send_all(self._prepared, sending, take)
        if self._unsent:
            # What is expected may need that message. Only what is on its way is waited for: a
            # response to an earlier one, or the close code of the server.
            soon = asyncio.get_running_loop().time() + _LAST_FRAMES_S
            limit.reschedule(min(soon, limit.when() or soon))

    def _cut_short(self) -> str:
        """Say which request was still on its way when the time was over, or the socket."""
        if self._opened is None or any(not each.passed for each in self._requests):
            return ""
        wanted = [each for each in self._prepared.contents if isinstance(each, SavedRequestFile)]
        if len(self._requests) == len(wanted):
            return ""
        return f"{wanted[len(self._requests)].name} was not sent to its end in time."

    async def _close_in_order(self) -> None:
        """Close in order, and record what comes until the server has closed too."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSING_S):
                await self._session.close()
                while (update := await anext(self._session, None)) is not None:
                    self._record(update)

    def _since_opened_ms(self) -> float:
        return 0.0 if self._opened is None else (time.monotonic() - self._opened) * 1000
