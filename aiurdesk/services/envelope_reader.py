"""Reads envelopes without blocking the event loop: long bodies go to a helper process."""

import asyncio
import concurrent.futures
from pathlib import Path

from aiurdesk.core.response.response import Response
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope, parse_envelope

INLINE_BYTES = 256 * 1024
"""Longer bodies go to the helper process. A body of this length is parsed in a few milliseconds.

A process and not a thread, because the parser holds the global interpreter lock."""


class EnvelopeReader:
    """Reads envelopes from responses. The helper process reads one long body at a time."""

    def __init__(self, inline_bytes: int = INLINE_BYTES) -> None:
        self._inline_bytes = inline_bytes
        self._pool: concurrent.futures.ProcessPoolExecutor | None = None

    async def read(self, response: Response) -> Envelope | NotAnEnvelope:
        """Return the envelope in a body, which may be in memory or in a file."""
        body, content_type = response.body, response.header("Content-Type")
        is_whole = body.path is None
        if is_whole and len(body.data) <= self._inline_bytes:
            return parse_envelope(body.data, content_type)
        # The path and not the bytes of a long body: only the helper has to hold it in memory.
        source = body.data if body.path is None else body.path
        try:
            return await self._in_helper(source, content_type)
        except concurrent.futures.BrokenExecutor:
            # The system ended the helper, most likely because memory ran out.
            await self.aclose()
            return await self._in_helper(source, content_type)

    async def _in_helper(
        self, source: bytes | str, content_type: str | None
    ) -> Envelope | NotAnEnvelope:
        if self._pool is None:
            self._pool = _start_helper()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, parse_whole, source, content_type)

    async def aclose(self) -> None:
        """End the helper process; the reader can be used again."""
        # Taken out first: a response that comes while the old helper ends gets another one.
        pool, self._pool = self._pool, None
        if pool is not None:
            # On a thread, because it waits for the body that is being read.
            await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)


def _start_helper() -> "concurrent.futures.ProcessPoolExecutor":
    # Not at the top, and ProcessPoolExecutor is in quotes above, because naming it loads its
    # module: 6 ms of each start of the window, for the few runs that read a long body.
    import multiprocessing

    # "spawn", because a forked child would inherit the locks of other threads and Qt's connection
    # to the display.
    context = multiprocessing.get_context("spawn")
    return concurrent.futures.ProcessPoolExecutor(max_workers=1, mp_context=context)


def parse_whole(source: bytes | str, content_type: str | None) -> Envelope | NotAnEnvelope:
    """Read an envelope from bytes or from the file of a path. The helper process runs this."""
    data = Path(source).read_bytes() if isinstance(source, str) else source
    return parse_envelope(data, content_type)
