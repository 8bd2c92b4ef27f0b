"""Writes what one person's profile keeps: settings, the state of the window, the log."""

import logging

from aiurdesk.core.saved_state import SavedState
from aiurdesk.core.settings import Settings
from aiurdesk.core.window_state import WindowState
from aiurdesk.services.profile import Profile
from aiurdesk.storage.log import end_log, start_log
from aiurdesk.storage.settings_writer import SettingsWriter, set_mistake_aside


class ProfileWriter:
    """Writes to the files of a profile; makes its folder with the first of them."""

    def __init__(self, profile: Profile) -> None:
        self._places = profile.places
        self._settings = SettingsWriter(profile.places)

    @property
    def log_file(self) -> str:
        """Name of the log file."""
        return str(self._places.log_file)

    def start_log(self) -> logging.Handler:
        """Write the records of the program to the log file from now on."""
        return start_log(self._places.log_file)

    def end_log(self, log: logging.Handler) -> None:
        """Write no more records to the log file."""
        end_log(log)

    def set_aside(self, saved: SavedState) -> tuple[str, ...]:
        """Rename the files that have mistakes, and return a sentence for each of them."""
        return tuple(set_mistake_aside(mistake) for mistake in saved.mistakes)

    async def write_settings(self, settings: Settings) -> None:
        """Save the settings.

        Raises:
            StorageError: The file could not be written.
        """
        await self._settings.write_settings(settings)

    async def write_window(self, state: WindowState) -> None:
        """Save the state of the window.

        Raises:
            StorageError: The file could not be written.
        """
        await self._settings.write_window(state)
