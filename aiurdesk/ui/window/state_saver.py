"""Writes settings and the state of the window some time after they changed."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from aiurdesk.core.errors import StorageError
from aiurdesk.core.settings import Settings
from aiurdesk.core.window_state import WindowState
from aiurdesk.services.profile_writer import ProfileWriter
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.window.messages import Message

PAUSE_S = 1.0
"""So long after the last change files are written; a crash loses no more than that."""
_WINDOW = "keep the window"
_SETTINGS = "keep the settings"


class StateSaver(QObject):
    """Holds the settings in force and keeps them, and the window, from run to run.

    Args:
        pause_s: How long after its last change the window is written.
    """

    settings_changed = Signal(Settings)
    """Emitted with the settings that are in force now."""
    told = Signal(Message)
    """Emitted when something could not be kept."""

    def __init__(
        self, profile: ProfileWriter, scope: TaskScope, settings: Settings, pause_s: float = PAUSE_S
    ) -> None:
        super().__init__()
        self._profile = profile
        self.scope = scope
        self.settings = settings
        self._pause_s = pause_s
        self._look: Callable[[], WindowState] | None = None

    @property
    def log_file(self) -> str:
        """Name of the file that mishaps are written to."""
        return self._profile.log_file

    def watch(self, look: Callable[[], WindowState]) -> None:
        """Ask this for the state of the window whenever it has to be written."""
        self._look = look

    def change(self, settings: Settings) -> None:
        """Put other settings in force and keep them."""
        self.settings = settings
        self.scope.start(_SETTINGS, self._keep_settings)
        self.settings_changed.emit(settings)

    def window_changed(self) -> None:
        """Keep the state of the window soon."""
        if self._look is not None:
            self.scope.start(_WINDOW, self._keep_window_soon)

    async def finish(self) -> None:
        """Keep the window as it is now; settings are kept as soon as they change."""
        await self._keep_window()

    async def _keep_settings(self) -> None:
        try:
            await self._profile.write_settings(self.settings)
        except StorageError as error:
            self.told.emit(Message(str(error), "server"))

    async def _keep_window_soon(self) -> None:
        await asyncio.sleep(self._pause_s)
        await self._keep_window()

    async def _keep_window(self) -> None:
        if self._look is None:
            return
        try:
            await self._profile.write_window(self._look())
        except StorageError as error:
            self.told.emit(Message(str(error), "server"))
