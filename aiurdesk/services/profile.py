"""The profile of a person: paths of settings, window and log, and their content at the start."""

from pathlib import Path

from aiurdesk.core.state.window_state import SavedState
from aiurdesk.storage.paths import places
from aiurdesk.storage.settings import read_saved_state


class Profile:
    """The folder of one person; nothing is made in it before ``ProfileWriter`` writes.

    Imported before the window is first painted, so it imports little.
    """

    def __init__(self, folder: Path | None) -> None:
        """Find the places.

        Args:
            folder: Everything is kept below it; None means the usual places of the platform.
        """
        self.folder = folder
        self.places = places(folder)

    def read(self) -> SavedState:
        """Return what was saved, with the mistakes in it; nothing is changed on disk."""
        return read_saved_state(self.places)
