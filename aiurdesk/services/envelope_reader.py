"""Reads envelopes without blocking the event loop: long bodies go to a helper process."""

import asyncio
import contextlib

from aiurdesk.core.response.response import Response
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope, parse_envelope
from aiurdesk.services.helper_process import HelperEnded, HelperProcess

INLINE_BYTES = 256 * 1024
"""Longer bodies go to the helper process. A body of this length is parsed in a few milliseconds.

A process and not a thread, because the parser holds the global interpreter lock."""


class EnvelopeReader:
    """Reads envelopes from responses. The helper process reads one long body at a time."""

    def __init__(self, inline_bytes: int = INLINE_BYTES) -> None:
        self._inline_bytes = inline_bytes
        self._helper: HelperProcess | None = None
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
            except HelperEnded:
                # The system ended the helper, most likely because memory ran out.
                with contextlib.suppress(HelperEnded):
                    return await self._in_helper(source, content_type)
        # A slow import for the few bodies that cannot be read.
        from aiurdesk.services.whole_envelope import unread

        return unread("the helper process that reads long bodies was ended twice")

    async def _in_helper(
        self, source: bytes | str, content_type: str | None
    ) -> Envelope | NotAnEnvelope:
        from aiurdesk.services.whole_envelope import parse_whole  # for few bodies, as above

        helper = self._helper
        if helper is None:
            # In this thread: Linux ends the helper with the thread that started it.
            helper = self._helper = HelperProcess()
        try:
            return await asyncio.to_thread(helper.call, parse_whole, source, content_type)
        except (asyncio.CancelledError, HelperEnded):
            self._helper = None
            # Killed here, so that a thread that waits in ``call`` goes on; the rest takes a moment.
            helper.kill()
            asyncio.get_running_loop().run_in_executor(None, helper.end)
            raise

    async def aclose(self) -> None:
        """End the helper process; the reader can be used again."""
        # Taken out first: a response that comes while the old helper ends gets another one.
        helper, self._helper = self._helper, None
        if helper is not None:
            await asyncio.to_thread(helper.end)
