"""What is known about a frame beside its content."""

import msgspec

from aiurdesk.core.sockets.event_types import EventType
from aiurdesk.core.verdict.reading import Reading
from aiurdesk.core.verdict.verdict import Verdict

LONGEST_LISTED = 256 * 1024
"""Characters. The list of frames searches no longer one for an envelope: that takes too long for
each frame of a flood."""


class FrameReading(msgspec.Struct, frozen=True):
    """What is known about a frame beside its content."""

    verdict: Verdict | None = None
    """None where the frame says nothing of success or failure."""
    event: EventType | None = None
    event_table: str = ""
    """Name of the table that names the event."""
    piece: str = ""
    """What it adds to the answer of a language model."""
    reading: Reading | None = None
    """What the verdict was made of; None where that is not known."""


NOTHING_READ = FrameReading()
