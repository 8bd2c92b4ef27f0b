"""Reading envelopes without holding up the event loop: long bodies go to a helper process."""

from pathlib import Path
from typing import TYPE_CHECKING

from aiurdesk.core.response.response import Response
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope, parse_envelope

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

INLINE_BYTES = 256 * 1024
"""Up to here parsing takes some milliseconds; a parser never lets another thread run, so a
thread would not help with more."""


class EnvelopeReader:
    """Reads answers, one long one at a time; the helper process starts with the first."""

    def __init__(self, inline_bytes: int = INLINE_BYTES) -> None:
        self._inline_bytes = inline_bytes
        self._pool: ProcessPoolExecutor | None = None

    async def read(self, response: Response) -> Envelope | NotAnEnvelope:
        """Return what the body holds, wherever the body is kept."""
        body, content_type = response.body, response.header("Content-Type")
        is_whole = body.path is None
        if is_whole and len(body.data) <= self._inline_bytes:
            return parse_envelope(body.data, content_type)
        source = body.data if body.path is None else body.path
        from concurrent.futures.process import BrokenProcessPool

        try:
            return await self._in_helper(source, content_type)
        except BrokenProcessPool:
            # The helper was ended from outside, most likely for want of memory.
            await self.aclose()
            return await self._in_helper(source, content_type)

    async def _in_helper(
        self, source: bytes | str, content_type: str | None
    ) -> Envelope | NotAnEnvelope:
        # Slow imports that most runs of the command line do without.
        import asyncio
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(max_workers=1, mp_context=context)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, parse_whole, source, content_type)

    async def aclose(self) -> None:
        """End the helper process; the reader can be used again."""
        pool, self._pool = self._pool, None
        if pool is not None:
            import asyncio

            await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)


def parse_whole(source: bytes | str, content_type: str | None) -> Envelope | NotAnEnvelope:
    """Read a body, or the file of that path; this is what the helper process runs."""
    data = Path(source).read_bytes() if isinstance(source, str) else source
    return parse_envelope(data, content_type)
