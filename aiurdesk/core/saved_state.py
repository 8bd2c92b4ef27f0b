"""What was found in a profile at the start."""

import msgspec

from aiurdesk.core.settings import Settings
from aiurdesk.core.window_state import WindowState


class SavedState(msgspec.Struct, frozen=True):
    """Settings and window of the last time, or their defaults."""

    settings: Settings
    window: WindowState
    mistakes: tuple[str, ...]
    """A sentence for each file that could not be read as it is, with its name."""
