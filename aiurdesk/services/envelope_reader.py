"""Reads envelopes without blocking the event loop: long bodies go to a helper process."""

import asyncio
import contextlib
import os
import pickle
import subprocess
import sys

from aiurdesk.core.response.response import Response
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope, parse_envelope

INLINE_BYTES = 256 * 1024
"""Longer bodies go to the helper process. A body of this length is parsed in a few milliseconds.

A process and not a thread, because the parser holds the global interpreter lock."""


class EnvelopeReader:
    """Reads envelopes from responses. The helper process reads one long body at a time."""

    def __init__(self, inline_bytes: int = INLINE_BYTES) -> None:
        self._inline_bytes = inline_bytes
        self._helper: _Helper | None = None
        self._one_at_a_time = asyncio.Lock()

    async def read(self, response: Response) -> Envelope | NotAnEnvelope:
        """Return the envelope in a body, which may be in memory or in a file.

        Cancelling ends the helper process: a parse cannot be interrupted.
        """
        body, content_type = response.body, response.header("Content-Type")
        is_whole = body.path is None
        if is_whole and len(body.data) <= self._inline_bytes:
            return parse_envelope(body.data, content_type)
        # The path and not the bytes of a long body: only the helper has to hold it in memory.
        source = body.data if body.path is None else body.path
        async with self._one_at_a_time:
            try:
                return await self._in_helper(source, content_type)
            except _HelperEnded:
                # The system ended the helper, most likely because memory ran out.
                with contextlib.suppress(_HelperEnded):
                    return await self._in_helper(source, content_type)
        # A slow import for the few bodies that cannot be read.
        from aiurdesk.services.envelope_helper import unread

        return unread("the helper process that reads long bodies was ended twice")

    async def _in_helper(
        self, source: bytes | str, content_type: str | None
    ) -> Envelope | NotAnEnvelope:
        helper = self._helper
        if helper is None:
            # In this thread: Linux ends the helper with the thread that started it.
            helper = self._helper = _Helper()
        try:
            return await asyncio.to_thread(helper.ask, source, content_type)
        except (asyncio.CancelledError, _HelperEnded):
            self._helper = None
            # Killed here, so that a thread that waits in ``ask`` goes on; the rest takes a moment.
            helper.kill()
            asyncio.get_running_loop().run_in_executor(None, helper.end)
            raise

    async def aclose(self) -> None:
        """End the helper process; the reader can be used again."""
        # Taken out first: a response that comes while the old helper ends gets another one.
        helper, self._helper = self._helper, None
        if helper is not None:
            await asyncio.to_thread(helper.end)


class _HelperEnded(Exception):
    """The helper process could not be started, or ended before it had read the body."""


class _Helper:
    """The helper process. It shares no file with the program but its two pipes."""

    def __init__(self) -> None:
        """Start it.

        Not with ``multiprocessing``: its processes have the standard output of the program, which
        whoever reads it takes for open as long as they live, and do not end with the program.
        """
        code = (
            f"import sys; sys.path[:] = {sys.path!r}; "
            "from aiurdesk.services.envelope_helper import serve; "
            f"serve({os.getpid()})"
        )
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:  # no further process or file
            raise _HelperEnded from error

    def ask(self, source: bytes | str, content_type: str | None) -> Envelope | NotAnEnvelope:
        """Return the envelope in a body. Blocks until it is read.

        Raises:
            _HelperEnded: The process was killed.
        """
        requests, results = self._process.stdin, self._process.stdout
        assert requests is not None
        assert results is not None
        try:
            pickle.dump((source, content_type), requests)
            requests.flush()
            result: Envelope | NotAnEnvelope = pickle.load(results)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
            self.end()
            raise _HelperEnded from error
        return result

    def kill(self) -> None:
        """Kill the process. A thread that waits in ``ask`` then returns at once."""
        self._process.kill()

    def end(self) -> None:
        """Kill the process and wait for its end."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                # Closing writes what is left, for which there is no reader any more.
                with contextlib.suppress(OSError):
                    pipe.close()
