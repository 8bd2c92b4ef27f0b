"""What was found in a profile at the start."""

import msgspec

from aiurdesk.core.settings import Settings
from aiurdesk.core.window_state import WindowState


class FileMistake(msgspec.Struct, frozen=True):
    """A file of the profile that could not be read as it is."""

    path: str
    reason: str
    """What is wrong, as part of a sentence."""
    is_content: bool = True
    """The content is wrong, so that the next write would lose it; else the disk refused."""


class SavedState(msgspec.Struct, frozen=True):
    """Settings and window of the last time; what could not be read has its default."""

    settings: Settings
    window: WindowState
    mistakes: tuple[FileMistake, ...] = ()
