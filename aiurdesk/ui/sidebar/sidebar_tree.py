"""The view of the sidebar's tree, and what draws its rows."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from aiurdesk.core.translation import tr
from aiurdesk.ui.sidebar.section import Content, Heading, Hint, HitsHeading, Link, SectionRow
from aiurdesk.ui.sidebar.sidebar_model import FillRole
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.row_delegate import FOLD_UNITS, GAP, Index, RowDelegate
from aiurdesk.ui.widgets.rows_model import ItemRole

_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_INDENTATION = 14
"""Units of an icon: how much further to the right each level stands."""
_ROW = 28
"""Height of a row in pixels, at the usual size of the text."""
_LEFT = 12
"""Pixels before a heading."""


class SidebarDelegate(RowDelegate):
    """Draws the rows of all sections, each by what draws that kind of rows."""

    def __init__(self, theme: Theme, view: QTreeView) -> None:
        self._contents: dict[type, Content] = {}
        super().__init__(theme, view)

    def add(self, content: Content) -> None:
        """Draw the rows of a section, too."""
        self._contents |= dict.fromkeys(content.kinds, content)

    def set_filter(self, needle: str) -> None:
        """Mark the words of a filter in the rows of all sections."""
        super().set_filter(needle)
        for content in self._contents.values():
            content.painter.set_filter(needle)

    def tool_tip(self, entry: object) -> str:
        """Return the tool tip of a row."""
        if isinstance(entry, Hint):
            return entry.tip or entry.text
        content = self._contents.get(type(entry))
        return content.painter.tool_tip(entry) if content else ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Return the height of a row of one or two lines."""
        content = self._contents.get(type(index.data(ItemRole)))
        hint = content.painter.sizeHint(option, index) if content else QSize()
        return hint.expandedTo(QSize(0, self._theme.length(_ROW)))

    def paint_entry(self, painter: QPainter, rect: QRect, entry: object) -> None:  # noqa: D102
        if isinstance(entry, SectionRow):
            self._paint_section_row(painter, rect, entry)
        elif content := self._contents.get(type(entry)):
            content.painter.paint_entry(painter, rect, entry)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row, with the arrow before what can be unfolded."""
        assert isinstance(index, QModelIndex)
        self.paint_background(painter, option, index)
        entry, rect = index.data(ItemRole), option.rect
        view = option.widget
        if isinstance(entry, Heading):
            self._paint_heading(painter, rect, entry, is_folded=not _is_open(view, index))
            return
        content = self._contents.get(type(entry))
        # A row that can be opened may have others below it, too.
        if content is not None and (content.is_branch(entry) or index.data(FillRole) is not None):
            place = rect.adjusted(GAP, 0, 0, 0)
            self.paint_arrow(painter, place, is_open=_is_open(view, index))
        self.paint_entry(painter, rect.adjusted(self._fold_width, 0, 0, 0), entry)

    def createEditor(  # noqa: N802
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """Return the line in which a name is changed."""
        # Without a frame, which is how Qt makes it, it looks like the row that it covers.
        editor = super().createEditor(parent, option, index)
        editor.setAccessibleName(tr("Name"))
        if isinstance(editor, QLineEdit):
            editor.setFrame(True)
        return editor

    def updateEditorGeometry(  # noqa: N802
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Put the line over the name, and the bar of a heading over its row."""
        left = 0 if isinstance(index.data(ItemRole), Heading) else self._fold_width
        editor.setGeometry(option.rect.adjusted(left, 0, 0, 0))

    def _paint_heading(
        self, painter: QPainter, rect: QRect, heading: Heading, *, is_folded: bool
    ) -> None:
        rest = rect.adjusted(_LEFT, 0, 0, 0)
        width = self.draw(painter, rest, heading.title, self.heading, "muted")
        if is_folded:
            self.paint_arrow(painter, rest.adjusted(width + GAP, 0, 0, 0), is_open=False)

    def _paint_section_row(self, painter: QPainter, rect: QRect, row: SectionRow) -> None:
        if isinstance(row, Link):
            self.draw(painter, rect, row.text, self.plain, "link")
        elif isinstance(row, Hint):
            self.draw(painter, rect, row.text, self.small, "muted")
        elif isinstance(row, HitsHeading):
            rect = rect.adjusted(_LEFT - self._fold_width, 0, 0, 0)
            width = self.draw(painter, rect, row.title, self.heading, "muted")
            self.draw(painter, rect.adjusted(width + GAP, 0, 0, 0), row.count, self.small, "muted")

    def _on_theme_changed(self) -> None:
        super()._on_theme_changed()
        self._fold_width = self._theme.icon_size(FOLD_UNITS).width() + 2 * GAP


def _is_open(view: QWidget | None, index: QModelIndex) -> bool:
    return isinstance(view, QTreeView) and view.isExpanded(index)


class SidebarTree(QTreeView):
    """Shows all sections; everything that the mouse does, keys do too."""

    entered = Signal(QModelIndex, bool)
    """Emitted with a row that is to be opened or unfolded, and whether a key did it."""

    def __init__(self, take_key: Callable[[QKeyEvent], bool]) -> None:
        """Build an empty view.

        Args:
            take_key: Does what a key means in the current row; returns whether it means anything.
        """
        super().__init__()
        self._take_key = take_key
        self._pressed_at = QPoint(-1, -1)
        self._arrow_width = 0
        set_up(self)
        self.setRootIsDecorated(False)
        # Otherwise Qt asks the delegate, which is in Python, for the height of every row.
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        # In ms. A folder that is closed opens while something is dragged over it.
        self.setAutoExpandDelay(700)
        self.clicked.connect(self._on_clicked)

    def is_editing(self) -> bool:
        """Return whether a name is being typed."""
        return self.state() is QAbstractItemView.State.EditingState

    def toggle(self, index: QModelIndex) -> None:
        """Unfold or fold a row."""
        self.setExpanded(index, not self.isExpanded(index))

    def expand_quietly(self, wanted: Iterable[tuple[QModelIndex, bool]]) -> None:
        """Unfold or fold rows without a signal: a person has folded nothing."""
        was_blocked = self.blockSignals(True)
        for index, is_expanded in wanted:
            if self.isExpanded(index) != is_expanded:
                self.setExpanded(index, is_expanded)
        self.blockSignals(was_blocked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Return, and do what a key means in a section."""
        # Qt hands on the Return that ends the typing of a name.
        if self.is_editing():
            super().keyPressEvent(event)
        elif self._take_key(event):
            event.accept()
        elif event.key() in _ENTER_KEYS:
            self.entered.emit(self.currentIndex(), True)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where it was pressed: on the arrow of a row, or beside it."""
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def _is_on_arrow(self, index: QModelIndex) -> bool:
        start = self.visualRect(index).left()
        has_arrow = index.data(FillRole) is not None
        return has_arrow and start <= self._pressed_at.x() < start + self._arrow_width

    def _on_clicked(self, index: QModelIndex) -> None:
        if self._is_on_arrow(index):
            self.toggle(index)
            return
        # A click with Ctrl or Shift selects several; it is not meant to open one.
        if len(self.selectedIndexes()) <= 1:
            self.entered.emit(index, False)

    def indent(self, theme: Theme) -> None:
        """Follow the size of the text, which neither indentation nor rows do by themselves."""
        self.setIndentation(theme.icon_size(_INDENTATION).width())
        self._arrow_width = theme.icon_size(FOLD_UNITS).width() + GAP
        self.doItemsLayout()


class HitsView(QTreeView):
    """Shows the hits of the filter, section by section."""

    entered = Signal(QModelIndex, bool)
    """As of the tree."""

    def __init__(self) -> None:
        super().__init__(indentation=0)
        set_up(self)
        self.clicked.connect(lambda index: self.entered.emit(index, False))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Return."""
        # Not ``activated``: in some styles Qt emits it for a single click too.
        if event.key() in _ENTER_KEYS:
            self.entered.emit(self.currentIndex(), True)
        else:
            super().keyPressEvent(event)


def set_up(view: QTreeView) -> None:
    """Give a view of the sidebar what all of them have."""
    view.setProperty("look", "rows")
    view.setHeaderHidden(True)
    # A click unfolds already; the second one of a double click would fold it again.
    view.setExpandsOnDoubleClick(False)
    # The delegate marks the row below the pointer.
    view.setMouseTracking(True)
