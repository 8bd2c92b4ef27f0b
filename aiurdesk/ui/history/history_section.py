"""The section History of the sidebar: what was sent last."""

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter

from aiurdesk.core.history.history_entry import HistoryEntry
from aiurdesk.core.translation import tr
from aiurdesk.ui.history.history_panel import HistoryAction
from aiurdesk.ui.history.history_rows import (
    authority_of,
    method_of,
    paint_title,
    sign_of,
    spoken_row,
    title_beside,
    tool_tip_of,
)
from aiurdesk.ui.sidebar.section import HISTORY_DRAG, Link, link_row
from aiurdesk.ui.sidebar.sections_page import SectionsPage
from aiurdesk.ui.sidebar.sidebar_model import PLAIN, row_item
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.row_delegate import GAP, RowDelegate

_ENTRY = PLAIN | Qt.ItemFlag.ItemIsDragEnabled
_ACTIONS = (
    HistoryAction.OPEN,
    HistoryAction.COMPARE,
    HistoryAction.SAVE,
    HistoryAction.CURL,
    HistoryAction.EXPORT,
)
_MARGIN = 8
"""Pixels at the right."""


class HistorySection(QObject):
    """Fills the section History with the entries that it is given."""

    action_requested = Signal(HistoryAction, tuple)
    """Emitted with what is to be done, and with the entry in a tuple."""
    all_wanted = Signal(str)
    """Emitted when the whole history is to be shown, with the text to filter it by."""
    request_wanted = Signal()
    """Emitted when a person wants to send something, while nothing was sent yet."""

    def __init__(self, page: SectionsPage) -> None:
        """Fill the section.

        Args:
            page: Has the section.
        """
        super().__init__(page)
        self._page, self._section = page, page.history
        self.entries: tuple[HistoryEntry, ...] = ()
        """What is shown, the newest first."""
        self.painter = RecentPainter(page.theme, page)
        self.kinds = (HistoryEntry,)
        page.set_content(self._section, self)

    def show_entries(self, entries: Sequence[HistoryEntry]) -> None:
        """Show what was sent last."""
        self.entries = tuple(entries)
        self.painter.authorities = {authority_of(one) for one in entries if not one.endpoint_id}
        if not entries:
            self._section.show_empty(Link(tr("New request"), self.request_wanted.emit))
            return
        current = self._page.tree.currentIndex()
        row = current.row() if self._page.is_below(current, self._section) else -1
        rows = [row_item(one.title, one, spoken_row(one), _ENTRY) for one in entries]
        everything = Link(tr("Show all"), partial(self.all_wanted.emit, ""))
        self._section.show_rows([*rows, link_row(everything)])
        if row >= 0 and current != self._section.item.index():
            # The keyboard stays where it was.
            self._page.tree.setCurrentIndex(
                self._page.model.index(row, 0, self._section.item.index())
            )
        self._page.search_again()

    def title_of(self, entry: object) -> str:
        """Return the name of an entry."""
        return entry.title if isinstance(entry, HistoryEntry) else ""

    def is_branch(self, _entry: object) -> bool:
        """No entry can be unfolded."""
        return False

    def enter(self, entry: object, *, by_keyboard: bool) -> None:  # noqa: ARG002 - as all contents
        """Open the request of an entry, with its response."""
        self._ask(HistoryAction.OPEN, entry)

    def show_menu(self, entry: object, place: QPoint) -> None:
        """Offer what can be done with an entry."""
        self.menu_of(entry).open_once(place)

    def menu_of(self, entry: object) -> PopupMenu:
        """Return the menu of an entry."""
        menu = PopupMenu(self._page)
        for action in _ACTIONS:
            menu.addAction(str(action), partial(self._ask, action, entry))
        menu.addSeparator()
        menu.addAction(str(HistoryAction.DELETE), partial(self._ask, HistoryAction.DELETE, entry))
        return menu

    def take_key(self, event: QKeyEvent) -> bool:
        """Delete an entry; return whether a key means anything."""
        if event.key() != Qt.Key.Key_Delete:
            return False
        index = self._page.tree.currentIndex()
        if self._page.is_below(index, self._section) and index.row() < len(self.entries):
            self._ask(HistoryAction.DELETE, self.entries[index.row()])
        return True

    def drag_text(self, entry: object) -> str:
        """Return the id of an entry."""
        return f"{HISTORY_DRAG}{entry.id}" if isinstance(entry, HistoryEntry) else ""

    def hits(self, text: str) -> tuple[Sequence[object], int]:
        """Return those of the last entries that match."""
        words = text.casefold().replace("\u2212", "-").split()
        found = [one for one in self.entries if all(word in _searched(one) for word in words)]
        return found, len(self.entries)

    def links_for(self, text: str) -> Sequence[Link]:
        """Return a way to search the whole history."""
        search = partial(self.all_wanted.emit, text)
        return (Link(tr("Search the whole history"), search),) if self.entries else ()

    def spoken(self, hit: object, text: str) -> str:  # noqa: ARG002 - as all contents
        """Return everything that the row of an entry shows, in words."""
        return spoken_row(hit) if isinstance(hit, HistoryEntry) else ""

    def _ask(self, action: HistoryAction, entry: object) -> None:
        if isinstance(entry, HistoryEntry):
            self.action_requested.emit(action, (entry,))


def _searched(entry: HistoryEntry) -> str:
    code = "" if entry.code is None else str(entry.code)
    parts = (entry.title, method_of(entry), entry.address, code, str(entry.status or ""))
    return "\n".join((*parts, entry.name, entry.message, entry.endpoint_id)).casefold()


_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


class RecentPainter(RowDelegate):
    """Draws an entry in one line: its verdict as a dot, its name, its code, and when it was."""

    authorities: Collection[str] = ()
    """Those of the custom URLs that are shown."""

    def tool_tip(self, entry: object) -> str:
        """Return all that is known of an entry."""
        return tool_tip_of(entry) if isinstance(entry, HistoryEntry) else ""

    def paint_entry(self, painter: QPainter, rect: QRect, entry: object) -> None:  # noqa: D102
        if not isinstance(entry, HistoryEntry):
            return
        height = rect.height()
        dot = QRect(rect.left() - height // 2, rect.top(), height // 2, height)
        self.paint_dot(painter, dot, f"{entry.severity}_text")
        moment = f"{entry.started_at.astimezone():%H:%M}"
        facts = " · ".join(filter(None, (sign_of(entry), moment)))
        rest = rect.adjusted(GAP, 0, -_MARGIN, 0)
        painter.setFont(self.small.font)
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(rest, _RIGHT, facts)
        width = self.small.metrics.horizontalAdvance(facts)
        named = rest.adjusted(0, 0, -width - GAP, 0)
        title = title_beside(entry, self.authorities)
        paint_title(self, painter, named, title, entry.query)
