"""Opens the command palette, fills it, and does what is chosen in it."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from aiurdesk.ui.palette.palette import Palette
from aiurdesk.ui.palette.scope import Scope
from aiurdesk.ui.palette.search import PaletteSearch
from aiurdesk.ui.palette.source import PaletteParts, PaletteRow
from aiurdesk.ui.palette.sources import SOURCES
from aiurdesk.ui.theme.theme import Theme


class PaletteController(QObject):
    """Made when the palette is first opened."""

    def __init__(
        self, theme: Theme, window: QMainWindow, parts: PaletteParts, passed_on: Sequence[QAction]
    ) -> None:
        """Make the palette, which is not open yet.

        Args:
            passed_on: The actions of the window whose keys work while it is open.
        """
        super().__init__(window)
        self._search = PaletteSearch([source(parts) for source in SOURCES])
        self._palette = Palette(theme, window, passed_on)
        self._palette.typed.connect(self._list)
        self._palette.chosen.connect(self._run)

    def open_for(self, scope: Scope) -> None:
        """Open the palette, or close it if it is open for the same."""
        self._palette.open_for(scope)

    def refresh(self) -> None:
        """Search again while it is open, because there is something else to find."""
        if self._palette.is_open:
            listing = self._search.listing_for(self._palette.text, self._palette.scope)
            self._palette.show_listing(listing, is_again=True)

    def _list(self, text: str) -> None:
        self._palette.show_listing(self._search.listing_for(text, self._palette.scope))

    def _run(self, row: PaletteRow) -> None:
        self._search.remember(row)
        row.run()
