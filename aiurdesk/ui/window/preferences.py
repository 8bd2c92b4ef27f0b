"""Preferences of a person: settings, keys, colours, and the size of text."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from aiurdesk.core.formats.setting import KeyChoices
from aiurdesk.core.state.settings import DEFAULT_ZOOM, ColourScheme, Settings, zoomed
from aiurdesk.core.translation import tr
from aiurdesk.ui import keys
from aiurdesk.ui import window as window_room
from aiurdesk.ui.keys.action_keys import KeyRow
from aiurdesk.ui.theme.theme import Fonts
from aiurdesk.ui.widgets.dialog import answer_of
from aiurdesk.ui.window.main_window import MainWindow
from aiurdesk.ui.window.state_saver import StateSaver

if TYPE_CHECKING:
    from aiurdesk.ui.window.settings_dialog import SettingsDialog

_SETTINGS = tr("change the settings")
_KEYS = tr("show keys")


class Preferences:
    """Changes the settings through their saver, which keeps them."""

    def __init__(
        self,
        window: MainWindow,
        saver: StateSaver,
        offered: Callable[[], Mapping[str, Sequence[str]]],
    ) -> None:
        """Prepare.

        Args:
            window: Is above the dialogs.
            saver: Keeps the settings.
            offered: Returns what the settings dialog offers, as it does.
        """
        self._offered = offered
        self._window = window
        self._saver = saver
        self._open_settings: SettingsDialog | None = None

    def take_over(self, settings: Settings) -> None:
        """Show colours and size of text as the settings say."""
        fonts = Fonts(settings.text_font, settings.code_font)
        self._window.theme.apply(settings.colour_scheme, settings.zoom_percent, fonts)
        self._window.show_menu_bar(settings.shows_menu_bar)
        # The zoom keys work while the dialog is open.
        if self._open_settings is not None:
            self._open_settings.follow(settings)

    def open(self, limit: str = "") -> None:
        """Let a person change the settings.

        Args:
            limit: Field of ``Limits`` that gets the keyboard.
        """
        self._saver.scope.start(_SETTINGS, self._change_settings, limit)

    def show_keys(self, rows: Sequence[KeyRow]) -> None:
        """List the keys of actions, and let a person change them."""
        self._saver.scope.start(_KEYS, self._show_keys, rows)

    def zoom(self, steps: int) -> None:
        """Make text larger or smaller by some steps; 0 goes back to the usual size."""
        settings = self._saver.settings
        percent = zoomed(settings.zoom_percent, steps) if steps else DEFAULT_ZOOM
        self._saver.change(replace(settings, zoom_percent=percent))

    @property
    def scheme(self) -> str:
        """Value of the chosen ``ColourScheme``."""
        return self._saver.settings.colour_scheme

    def choose_scheme(self, scheme: str) -> None:
        """Take other colours.

        Args:
            scheme: Value of a ``ColourScheme``.
        """
        self._saver.change(replace(self._saver.settings, colour_scheme=ColourScheme(scheme)))

    async def _change_settings(self, limit: str) -> None:
        dialog = window_room.settings_dialog.SettingsDialog(
            self._window.theme, self._saver.settings, self._window, self._offered()
        )
        if limit:
            dialog.focus_limit(limit)
        self._open_settings = dialog
        try:
            settings = await answer_of(dialog, dialog.settings)
        finally:
            self._open_settings = None
        if settings is not None:
            self._saver.change(settings)

    async def _show_keys(self, rows: Sequence[KeyRow]) -> None:
        window = self._window
        dialog = keys.keys_dialog.KeysDialog(window.theme, window, rows, window.keys, self._keep)
        await answer_of(dialog, dialog.result)

    def _keep(self, chosen: KeyChoices) -> None:
        self._saver.change(replace(self._saver.settings, keys=chosen))
