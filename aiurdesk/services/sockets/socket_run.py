"""Sends the messages of a saved socket, and waits for the frames that it expects."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.closing import SocketState
from aiurdesk.core.problem import Problem
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.translation import tr
from aiurdesk.services.expectations.received_frames import ReceivedFrames, SocketResult
from aiurdesk.services.sending.planned_request import NotSent, PlannedRequest
from aiurdesk.services.sockets.awaited_frames import SocketExamination
from aiurdesk.services.sockets.socket_messages import (
    MessageSending,
    PreparedMessages,
    SavedRequestFile,
    SendRequest,
)
from aiurdesk.services.sockets.socket_recorder import SocketUpdate
from aiurdesk.services.sockets.socket_session import SocketSession

_CLOSING_S = 0.5
"""How long the server may take to answer the close frame; Stargate of 2020 never does."""


async def follow(
    session: SocketSession,
    take: Callable[[SocketUpdate], Awaitable[bool]],
    send: Callable[[], Coroutine[Any, Any, object]],
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
        sender: asyncio.Task[object] | None = None
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
    received: ReceivedFrames,
    prepared: PreparedMessages,
    send_request: SendRequest,
    *,
    is_to_its_end: bool = False,
) -> SocketResult | NotSent:
    """Connect, send, wait for what is expected, and close.

    Args:
        session: One that has not connected yet.
        received: Looks at each message that is received.
        prepared: Its messages.
        send_request: Sends what is a request among the messages; it is awaited before the next one.
        is_to_its_end: Whether it is read until the other side ends it, also when everything has
            come.

    Raises:
        ProblemError: Signing in is not possible.
    """
    # Its tests are still to be carried out.
    session.is_recorded = False
    session.hide(prepared.secrets)
    expected: SocketExamination | None = None

    def expect(plan: PlannedRequest, handshake: Exchange) -> SocketExamination:
        nonlocal expected
        expected = SocketExamination(plan, received, handshake)
        expected.is_to_its_end = is_to_its_end
        # They are sent at once. The time begins when it is open, as a person would count it.
        expected.is_sending = bool(prepared.contents)
        expected.start_time()
        return expected

    async def take(update: SocketUpdate) -> bool:
        return update.tested is not None and not update.tested.examination.is_waiting

    tests = session.carry_out_tests(expect)
    sending = MessageSending(session.send_message, send_request)
    async with session:
        await follow(session, take, lambda: tests.send(prepared, sending))
        elapsed_ms = 0.0 if expected is None else expected.elapsed_ms
        # Read before this side closes, which would change it.
        closing = session.status.closing
        await _close_in_order(session)
    ended = session.exchange
    if ended is None:
        return NotSent(session.status.not_sent)
    if expected is None:
        return SocketResult(ended, closing=closing)
    unsent = expected.unsent or _cut_short(prepared, expected.requests)
    return SocketResult(ended, elapsed_ms, unsent, tuple(expected.requests), closing)


def _cut_short(prepared: PreparedMessages, requests: Sequence[Finding]) -> Problem | None:
    """Return which request was still on its way when the time was over, or the socket."""
    if any(not finding.passed for finding in requests):
        return None
    files = [file for file in prepared.contents if isinstance(file, SavedRequestFile)]
    if len(requests) == len(files):
        return None
    words = tr("{name} was not sent to its end in time.")
    return Problem(words.format(name=files[len(requests)].name))


async def _close_in_order(session: SocketSession) -> None:
    """Close in order, and take what comes until the server has closed too."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_CLOSING_S):
            await session.close()
            while await anext(session, None) is not None:
                pass
