"""Writes settings and the state of the window some time after they changed."""

import asyncio
from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from aiurdesk.core.environments.plain_http import PlainHttp
from aiurdesk.core.errors import StorageError
from aiurdesk.core.state.settings import Settings
from aiurdesk.core.state.window_state import WindowState
from aiurdesk.core.translation import tr
from aiurdesk.services.profile_writer import ProfileWriter
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.window.messages import Message

_MOST_EXITS = 200
PAUSE_S = 1.0
"""Time between the last change and the write; a crash loses no more than that."""
_WINDOW = tr("save the state of the window")
_SETTINGS = tr("save the settings")


class StateSaver(QObject):
    """Holds the settings, and saves them and the state of the window.

    Args:
        pause_s: Seconds between a change of the window and the write.
    """

    settings_changed = Signal(Settings)
    """Emitted with the new settings."""
    told = Signal(Message)
    """Emitted when something could not be saved."""

    def __init__(
        self, profile: ProfileWriter, scope: TaskScope, settings: Settings, pause_s: float = PAUSE_S
    ) -> None:
        super().__init__()
        self.profile = profile
        self.scope = scope
        self.settings = settings
        self._pause_s = pause_s
        self._look: Callable[[], Callable[[], WindowState]] | None = None

    def watch(self, look: Callable[[], Callable[[], WindowState]]) -> None:
        """Set the function that looks at the window.

        What it returns makes the state of the window from what it saw, on another thread: finding
        the secrets in a long body takes a tenth of a second.
        """
        self._look = look

    def change(self, settings: Settings) -> None:
        """Apply other settings and save them."""
        # Without a pause: they do not change many times a second, as the window size does.
        self.settings = settings
        self.scope.start(_SETTINGS, self._keep_settings)
        self.settings_changed.emit(settings)

    def keep_sandbox_exit(self, origin: str) -> None:
        """Remember where requests may leave the sandbox for."""
        exits = (*self.settings.sandbox_exits, origin)[-_MOST_EXITS:]
        self.change(replace(self.settings, sandbox_exits=exits))

    def keep_plain_hosts(self, allowed: PlainHttp) -> None:
        """Keep the hosts that may be reached without encryption."""
        hosts, credential_hosts = allowed.hosts, allowed.credential_hosts
        self.change(
            replace(self.settings, plain_hosts=hosts, plain_credential_hosts=credential_hosts)
        )

    def window_changed(self) -> None:
        """Save the state of the window after a pause."""
        # Cancels the task of that name that still pauses: many changes make one write.
        # Until the window of the last run is restored, there is nothing that may replace its state.
        if self._look is not None:
            self.scope.start(_WINDOW, self._keep_window_soon)

    async def _keep_settings(self) -> None:
        try:
            await self.profile.write_settings(self.settings)
        except StorageError as error:
            self.told.emit(Message(str(error), "server"))

    async def _keep_window_soon(self) -> None:
        await asyncio.sleep(self._pause_s)
        await self.finish()

    async def finish(self) -> None:
        """Save the state of the window now; settings are saved when they change."""
        if self._look is None:
            return
        try:
            # Only the look is on the thread of the window.
            await self.profile.write_window(await asyncio.to_thread(self._look()))
        except StorageError as error:
            self.told.emit(Message(str(error), "server"))
