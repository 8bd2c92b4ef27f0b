"""The actions that can be done now, with their keys."""

from collections.abc import Iterator

from PySide6.QtGui import QAction

from aiurdesk.core.translation import tr
from aiurdesk.ui.palette.scope import OPENS_PALETTE, Scope
from aiurdesk.ui.palette.source import PaletteRow, Source


class ActionSource(Source):
    """Lists the entries of the menus that are enabled."""

    kind = tr("Action")
    suggested_in = (Scope.ALL,)

    def rows(self) -> Iterator[PaletteRow]:
        """Yield them in the order of the menus."""
        # Of the menus and not of the table of actions: text, keys and state cannot differ.
        for title, menu in self.uses.menus.items():
            for action in menu.actions():
                is_listed = action.isEnabled() and not action.property(OPENS_PALETTE)
                if is_listed and not action.isSeparator():
                    yield self._row(action, title.replace("&", ""))

    def _row(self, action: QAction, menu: str) -> PaletteRow:
        keys = self.uses.keys.text(action.objectName())
        detail = f"{menu} · on" if action.isChecked() else menu
        return PaletteRow(
            self.kind, action.objectName(), action.text(), action.trigger, detail, keys=keys
        )
