"""What the window keeps from run to run, and where.

Opened before the first picture: what takes time to import is imported by the methods that need it.
"""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from aiurdesk.core.first_look import FirstLook
from aiurdesk.storage.first_look import read_first_look
from aiurdesk.storage.paths import places

if TYPE_CHECKING:
    import logging

    from aiurdesk.core.saved_state import SavedState
    from aiurdesk.core.settings import Settings
    from aiurdesk.core.window_state import WindowState
    from aiurdesk.storage.settings import SettingsStore


class Profile:
    """One person's settings, window and log."""

    def __init__(self, folder: Path | None) -> None:
        """Find the places; nothing is read or made yet.

        Args:
            folder: Everything is kept below it; None means the usual places of the platform.
        """
        self.folder = folder
        self._places = places(folder)

    @property
    def log_file(self) -> str:
        """Name of the file that mishaps are written to."""
        return str(self._places.log_file)

    def first_look(self) -> FirstLook:
        """Return what the first picture depends on."""
        return read_first_look(self._places)

    def read(self) -> "SavedState":
        """Return what was kept; files with mistakes are set aside and told."""
        return self._store.read()

    def start_log(self) -> "logging.Handler":
        """Write the records of the program to the log file from now on."""
        from aiurdesk.storage.log import start_log

        return start_log(self._places.log_file)

    def end_log(self, log: "logging.Handler") -> None:
        """Write no more records to the log file."""
        from aiurdesk.storage.log import end_log

        end_log(log)

    async def write_settings(self, settings: "Settings") -> None:
        """Keep the settings.

        Raises:
            StorageError: The file could not be written.
        """
        await self._store.write_settings(settings)

    async def write_window(self, state: "WindowState") -> None:
        """Keep the state of the window.

        Raises:
            StorageError: The file could not be written.
        """
        await self._store.write_window(state)

    @cached_property
    def _store(self) -> "SettingsStore":
        from aiurdesk.storage.settings import SettingsStore

        return SettingsStore(self._places)
