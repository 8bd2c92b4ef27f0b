"""Reads envelopes without blocking the event loop: long bodies go to a helper process."""

import contextlib

from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.core.verdict.envelope import (
    PROTOCOL,
    Envelope,
    EnvelopeNames,
    NotAnEnvelope,
    parse_envelope,
)
from aiurdesk.services import sending
from aiurdesk.services.processes.helper_process import HelperEnded
from aiurdesk.services.processes.helper_processes import HelperProcesses, Purpose

INLINE_BYTES = 256 * 1024
"""Longer bodies go to the helper process. A body of this length is parsed in a few milliseconds.

A process and not a thread, because the parser holds the global interpreter lock."""


LONGEST_BYTES = 4 * 1024 * 1024
"""Longer bodies have a helper process of their own, so that the others do not wait for them."""


class EnvelopeReader:
    """Reads envelopes from responses. A helper process reads one long body at a time."""

    def __init__(self, processes: HelperProcesses) -> None:
        self._processes = processes

    async def read(
        self, response: Response, names: EnvelopeNames = PROTOCOL
    ) -> Envelope | NotAnEnvelope:
        """Return the envelope in a body, which may be in memory or in a file.

        Cancelling ends the helper process: a parse cannot be interrupted.
        """
        body, content_type = response.body, response.header("Content-Type")
        if body.path is None and len(body.data) <= INLINE_BYTES:
            return parse_envelope(body.data, content_type, names)
        # The path and not the bytes of a long body: only the helper has to hold it in memory.
        source = body.data if body.path is None else body.path
        # A slow import for the few bodies that are long.
        whole_envelope = sending.whole_envelope
        given = (source, content_type, names)
        is_longest = body.size_bytes > LONGEST_BYTES
        purpose = Purpose.READING_LONGEST if is_longest else Purpose.READING
        # Twice: the system may have ended the helper, most likely because memory ran out.
        for _ in range(2):
            with contextlib.suppress(HelperEnded):
                return await self._processes.call(purpose, whole_envelope.parse_whole, *given)
        return whole_envelope.unread(
            Phrase(marked("the helper process that reads long bodies was ended twice"))
        )
