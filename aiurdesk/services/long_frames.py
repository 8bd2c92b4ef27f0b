"""Tests frames that would hold up the window, in a helper process.

These are long ones, and those that are searched with a regular expression that may take for ever.
A process and not a thread: neither a parse nor a search lets go of the interpreter.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, ParamSpec, TypeVar

from aiurdesk.core.collection.frame_tests import (
    LONG_BYTES,
    FoundElsewhere,
    FrameFacts,
    check_one,
    may_take_long,
)
from aiurdesk.core.collection.long_search import TOO_LONG, allow_long_searches
from aiurdesk.core.collection.response_facts import Unreadable
from aiurdesk.core.collection.response_tests import LONGEST_FOUND
from aiurdesk.core.request.response_test import ResponseTest
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.sockets.frame import Frame
from aiurdesk.core.sockets.frame_reading import FrameReading
from aiurdesk.core.wording import truncate
from aiurdesk.services.processes.helper_process import HelperEnded
from aiurdesk.services.processes.helper_processes import HelperProcesses, Purpose

_P = ParamSpec("_P")
_T = TypeVar("_T")
ReadFrame = Callable[[Frame, Exchange], FrameReading]
"""Returns what a message says; takes the handshake as well."""
MOST_S = 5.0
"""How long a test of some frames may take, and a second more for each megabyte or 20 of them."""


class LongFrames:
    """What the helper process finds in the frames of one socket."""

    def __init__(self, processes: HelperProcesses, read: ReadFrame) -> None:
        """Begin with nothing.

        Args:
            processes: One of them is for tests, which sockets share.
            read: A function that can be pickled.
        """
        self._processes = processes
        self._read = read
        self._never_ending: set[ResponseTest] = set()
        """Each is given the time once, and not for each frame of a flood."""

    async def find(
        self,
        frames: Sequence[Frame],
        tests: Iterable[tuple[ResponseTest, Sequence[Frame]]],
        paths: Sequence[str],
        handshake: Exchange,
    ) -> dict[Frame, FoundElsewhere]:
        """Return what is found in the frames for which that may take long.

        Args:
            frames: Some messages.
            tests: Each with those among them that it is about. They have no mistakes.
            paths: Those whose values are looked for in all of them.
            handshake: That of the socket.
        """
        found: dict[Frame, FoundElsewhere] = {}
        for test, concerned in tests:
            slow = [each for each in concerned if may_take_long(test, each.size_bytes)]
            results = await self._results(test, slow, handshake)
            for frame, result in zip(slow, results, strict=False):
                found.setdefault(frame, FoundElsewhere()).tests[test] = result
        long = [each for each in frames if paths and each.size_bytes > LONG_BYTES]
        for frame, values in zip(long, await self._values(paths, long), strict=False):
            found.setdefault(frame, FoundElsewhere()).values.update(values)
        return found

    async def _results(
        self, test: ResponseTest, frames: Sequence[Frame], handshake: Exchange
    ) -> list[tuple[bool, str]]:
        """Return what a test finds in each frame; nothing where there can be no process."""
        if test not in self._never_ending:
            try:
                return await self._call(frames, found_in, frames, test, self._read, handshake)
            except TimeoutError:
                self._never_ending.add(test)
        return [(False, TOO_LONG)] * len(frames)

    async def _values(self, paths: Sequence[str], frames: Sequence[Frame]) -> list[dict[str, Any]]:
        try:
            return await self._call(frames, values_in, frames, paths)
        except TimeoutError:
            reason = Unreadable("the frame takes too long to be read")
            return [dict.fromkeys(paths, reason)] * len(frames)

    async def _call(
        self,
        frames: Sequence[Frame],
        function: Callable[_P, list[_T]],
        /,
        *arguments: _P.args,
        **named: _P.kwargs,
    ) -> list[_T]:
        if not frames:
            return []
        size_bytes = sum(each.size_bytes for each in frames)
        most_s = MOST_S + size_bytes / 1_000_000 + len(frames) / 20
        # Without a process they are tested here, however long that takes.
        with contextlib.suppress(HelperEnded):
            async with asyncio.timeout(most_s):
                return await self._processes.call(Purpose.EVALUATING, function, *arguments, **named)
        return []


def found_in(
    frames: Sequence[Frame], test: ResponseTest, read: ReadFrame, handshake: Exchange
) -> list[tuple[bool, str]]:
    """Return what a test finds in each message. Called in the helper process."""
    allow_long_searches()
    facts = (FrameFacts(frame, partial(read, frame, handshake)) for frame in frames)
    found = (check_one(test, each) for each in facts)
    return [(passed, truncate(text, LONGEST_FOUND)) for passed, text in found]


def values_in(frames: Sequence[Frame], paths: Sequence[str]) -> list[dict[str, Any]]:
    """Return the values at paths of the JSON of each message. Called in the helper process."""
    facts = [FrameFacts(frame, FrameReading) for frame in frames]
    return [{path: each.value(path) for path in paths} for each in facts]
