"""Sends the messages of a saved socket, and waits for the frames that it expects."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine

import msgspec

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.sockets.closing import SocketState, SocketUpdate
from aiurdesk.core.translation import tr
from aiurdesk.services.expectations.received_frames import SocketResult
from aiurdesk.services.sending.planned_request import NotSent
from aiurdesk.services.sockets.awaited_frames import AwaitedFrames, FrameExpectations
from aiurdesk.services.sockets.socket_messages import (
    MessageSending,
    PreparedMessages,
    SavedRequestFile,
    SendRequest,
)
from aiurdesk.services.sockets.socket_session import SocketSession

_CLOSING_S = 0.5
"""How long the server may take to answer the close frame; Stargate of 2020 never does."""

_LAST_FRAMES_S = 0.5
"""How long frames are waited for after a message could not be sent."""


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
        ProblemError: Signing in is not possible, or ``take`` raised it.
    """
    error: ProblemError | None = None
    async with asyncio.TaskGroup() as group:
        sender: asyncio.Task[None] | None = None
        try:
            while (update := await anext(session, None)) is not None:
                if update.status.state is SocketState.OPEN and sender is None:
                    sender = group.create_task(send())
                if await take(update):
                    break
        except ProblemError as raised:
            # Raised below: the group would wrap it.
            error = raised
        finally:
            if sender is not None:
                sender.cancel()
    if error is not None:
        raise error


async def run_socket(
    session: SocketSession,
    within_ms: float | None,
    prepared: PreparedMessages,
    expected: FrameExpectations,
    send_request: SendRequest,
) -> SocketResult | NotSent:
    """Connect, send, wait, and close.

    Args:
        session: One that has not connected yet.
        within_ms: How long the frames may take. None to wait until the other side ends it, for any
            time, also when everything has come.
        prepared: Its messages.
        expected: Looks at each message that is received.
        send_request: Sends what is a request among the messages; it is awaited before the next one.

    Raises:
        ProblemError: Signing in is not possible.
    """
    # Its tests are still to be carried out.
    session.is_recorded = False
    session.hide(prepared.secrets)
    return await _SocketRun(session, within_ms, prepared, expected, send_request).carry_out()


class _SocketRun(msgspec.Struct):
    session: SocketSession
    within_ms: float | None
    prepared: PreparedMessages
    expected: FrameExpectations
    send_request: SendRequest
    awaited: AwaitedFrames | None = None

    async def carry_out(self) -> SocketResult | NotSent:
        async with self.session:
            with contextlib.suppress(TimeoutError):
                # Without an end at first: the handshake has limits of its own.
                async with asyncio.timeout(None) as limit:
                    await follow(self.session, self._take, lambda: self._send_and_wait(limit))
            elapsed_ms = 0.0 if self.awaited is None else self.awaited.elapsed_ms
            # Read before this side closes, which would change it.
            closing = self.session.status.closing
            await self._close_in_order()
        ended = self.session.exchange
        if ended is None:
            return NotSent(self.session.status.not_sent)
        requests = () if self.awaited is None else tuple(self.awaited.requests)
        unsent = "" if self.awaited is None else self.awaited.unsent or self._cut_short(requests)
        return SocketResult(ended, elapsed_ms, unsent, requests, closing)

    async def _take(self, update: SocketUpdate) -> bool:
        """Look at what came; return whether all that is expected has come and all was sent."""
        handshake = update.status.exchange
        if self.awaited is None:
            if update.status.state is not SocketState.OPEN or handshake is None:
                return False
            self.awaited = AwaitedFrames(self.expected, handshake, self.within_ms or 0.0)
            # Counted from the moment when it is open, as a person would count it.
            self.awaited.start_time()
            self.awaited.is_sending = bool(self.prepared.contents)
            self.awaited.is_to_its_end = self.within_ms is None
        await self.awaited.test(update.frames)
        return self.awaited.is_done

    async def _send_and_wait(self, limit: asyncio.Timeout) -> None:
        """Send the messages, and reach the limit when nothing more is waited for."""
        awaited = self.awaited
        assert awaited is not None, "the socket is open"

        sending = MessageSending(self.session.send_message, self.send_request)

        async def send() -> None:
            await awaited.send(self.prepared, sending)
            if awaited.unsent:
                # What is expected may need that message. Only what is on its way is waited for: a
                # response to an earlier one, or the close code of the server.
                awaited.end_within(_LAST_FRAMES_S)

        async with asyncio.TaskGroup() as group:
            group.create_task(send())
            await awaited.wait()
            limit.reschedule(asyncio.get_running_loop().time())

    def _cut_short(self, requests: tuple[Finding, ...]) -> str:
        """Say which request was still on its way when the time was over, or the socket."""
        if self.awaited is None or any(not finding.passed for finding in requests):
            return ""
        files = [file for file in self.prepared.contents if isinstance(file, SavedRequestFile)]
        if len(requests) == len(files):
            return ""
        return tr("{name} was not sent to its end in time.").format(name=files[len(requests)].name)

    async def _close_in_order(self) -> None:
        """Close in order, and take what comes until the server has closed too."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSING_S):
                await self.session.close()
                while await anext(self.session, None) is not None:
                    pass
