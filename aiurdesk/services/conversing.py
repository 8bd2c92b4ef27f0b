"""Sends the messages of a saved socket, and waits for the frames that it expects."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence

import msgspec

from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.request.conversation import Conversation
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.sockets.closing import Closing
from aiurdesk.core.sockets.frame import Direction, Frame
from aiurdesk.core.sockets.socket_status import SocketState, SocketUpdate
from aiurdesk.services.send_pipeline import NotSent
from aiurdesk.services.socket_messages import ReadyMessages
from aiurdesk.services.socket_recorder import SocketRecorder
from aiurdesk.services.socket_session import SocketSession

MOST_BYTES = 64 * 1024 * 1024
"""Of frames that are kept to be tested; nothing more is waited for then."""
_GOODBYE_S = 0.5
"""How long the server may take to answer the close frame; Stargate of 2020 never does."""


class Heard(msgspec.Struct, frozen=True):
    """What came of a conversation."""

    exchange: Exchange
    """The handshake with all that was said, or the response that refused it."""
    elapsed_ms: float = 0.0
    """How long the expected frames took, from the moment when the socket was open."""
    unsent: str = ""
    """Why a message was not sent."""
    closing: Closing | None = None
    """How the server ended the socket; None where this side did."""


IsEnough = Callable[[Exchange, Sequence[Frame]], bool]
"""Takes the handshake and the messages that came since the last call; tells whether these are all
that is waited for."""


class Awaited:
    """Counts what is said over an open socket, until all that is expected has come."""

    def __init__(self, is_enough: IsEnough, to_send: int = 0) -> None:
        """Begin with nothing.

        Args:
            is_enough: Told of each message that is received.
            to_send: How many messages have to be sent first.
        """
        self._is_enough = is_enough
        self._to_send = to_send
        self._bytes = self._sent = 0
        self._has_enough = False

    @property
    def is_done(self) -> bool:
        """Whether nothing more is waited for."""
        is_all_sent = self._sent >= self._to_send
        return is_all_sent and (self._has_enough or self._bytes > MOST_BYTES)

    def take(self, handshake: Exchange, frames: Sequence[Frame]) -> None:
        """Take what was said since the last call."""
        messages = [frame for frame in frames if frame.kind.is_message]
        received = [frame for frame in messages if frame.direction is Direction.RECEIVED]
        self._sent += len(messages) - len(received)
        self._bytes += sum(frame.size_bytes for frame in received)
        self._has_enough = self._is_enough(handshake, received)


async def send_all(session: SocketSession, ready: ReadyMessages) -> str:
    """Send messages in their order; return why one was not sent, or empty text."""
    for number, content in enumerate(ready.contents, start=1):
        if refused := await session.send(content):
            return f"Message {number} was not sent. {refused}"
    return ""


async def converse(
    session: SocketSession, conversation: Conversation, ready: ReadyMessages, is_enough: IsEnough
) -> Heard | NotSent:
    """Connect, send, wait, and close.

    Args:
        session: One that has not connected yet.
        conversation: Says how long is waited.
        ready: Its messages.
        is_enough: Told of each message that is received.

    Raises:
        AiurdeskError: Signing in is not possible.
    """
    return await _Conversing(session, conversation, ready, is_enough).run()


class _Conversing:
    def __init__(
        self,
        session: SocketSession,
        conversation: Conversation,
        ready: ReadyMessages,
        is_enough: IsEnough,
    ) -> None:
        self._session = session
        self._within_s = conversation.within_ms / 1000
        self._ready = ready
        self._awaited = Awaited(is_enough, len(ready.contents))
        self._ended: list[Exchange] = []
        self._recorder = SocketRecorder(self._ended.append, ready.secrets)
        self._opened: float | None = None
        self._elapsed_ms = 0.0
        self._unsent = ""
        self._closing: Closing | None = None
        self._error: AiurdeskError | None = None

    async def run(self) -> Heard | NotSent:
        async with self._session:
            with contextlib.suppress(TimeoutError):
                # Without an end at first: the handshake has limits of its own.
                async with asyncio.timeout(None) as limit:
                    await self._talk(limit)
            if self._error is not None:
                raise self._error
            self._elapsed_ms = self._since_opened_ms()
            # Taken before the goodbye, which ends the socket from this side.
            self._closing = self._session.status.closing
            await self._say_goodbye()
        self._recorder.end(self._session.status)
        if not self._ended:
            return NotSent(self._session.status.not_sent)
        return Heard(self._ended[-1], self._elapsed_ms, self._unsent, self._closing)

    async def _talk(self, limit: asyncio.Timeout) -> None:
        """Send and listen until all that is expected has come, or the socket is over."""
        async with asyncio.TaskGroup() as group:
            sender: asyncio.Task[None] | None = None
            try:
                while (update := await anext(self._session, None)) is not None:
                    if update.status.state is SocketState.OPEN and sender is None:
                        self._opened = time.monotonic()
                        # Counted from the moment when it is open, as a person would count it.
                        limit.reschedule(asyncio.get_running_loop().time() + self._within_s)
                        sender = group.create_task(self._send_all())
                    self._take(update)
                    # Not before everything is sent, even if what was expected has come already.
                    if sender is not None and self._awaited.is_done:
                        break
            except AiurdeskError as raised:
                # Raised later: the group would wrap it.
                self._error = raised
            finally:
                if sender is not None:
                    sender.cancel()

    def _take(self, update: SocketUpdate) -> None:
        self._recorder.take(update)
        handshake = update.status.exchange
        if self._opened is not None and handshake is not None:
            self._awaited.take(handshake, update.frames)

    async def _send_all(self) -> None:
        self._unsent = await send_all(self._session, self._ready)

    async def _say_goodbye(self) -> None:
        """Close in order, and record what comes until the server has closed too."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GOODBYE_S):
                await self._session.close()
                while (update := await anext(self._session, None)) is not None:
                    self._recorder.take(update)

    def _since_opened_ms(self) -> float:
        return 0.0 if self._opened is None else (time.monotonic() - self._opened) * 1000
