"""A tree of values, given the roots and a function that returns an item's children."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

import msgspec
from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QLabel, QStackedWidget, QTreeView, QWidget

from aiurdesk.ui.tables.rows_model import ItemRole
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.filter_field import FilterField

T = TypeVar("T")


class TreeRow(msgspec.Struct, Generic[T], frozen=True):
    """An item and its position in the tree."""

    item: T
    node: QStandardItem
    parent: int
    """Position of the row above it in ``TreeModel.rows``; -1 for a root."""

    @property
    def index(self) -> QModelIndex:
        """The index of the item."""
        return self.node.index()


class TreeModel(QStandardItemModel, Generic[T]):
    """Shows items below each other, in one column; to change one, set the roots again.

    Qt's own nodes are behind it: a view that unfolds hundreds of rows asks for each of them
    several times, which is ten times slower when every answer comes from Python.
    """

    def __init__(
        self,
        children_of: Callable[[T], Sequence[T]],
        text: Callable[[T], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._children_of = children_of
        self._text = text
        self.rows: list[TreeRow[T]] = []
        """Every item, each before what lies below it."""
        self.setColumnCount(1)

    def set_roots(self, roots: Iterable[T]) -> None:
        """Show other items."""
        self.rows = []
        # Not ``clear``, which would remove the column as well.
        self.removeRows(0, self.rowCount())
        self.invisibleRootItem().appendRows([self._node(item, -1) for item in roots])

    def _node(self, item: T, parent: int) -> QStandardItem:
        node = QStandardItem(self._text(item))
        position = len(self.rows)
        self.rows.append(TreeRow(item, node, parent))
        node.setData(item, ItemRole)
        node.setEditable(False)
        children = [self._node(child, position) for child in self._children_of(item)]
        if children:
            # All at once: each ``appendRow`` emits signals of its own.
            node.appendRows(children)
        return node


_INDENTATION = 12
"""Units of an icon."""
_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FilteredTree(QFrame):
    """Two views, not one with a filtered model: hits are a flat list in an order of their own."""

    def __init__(
        self, theme: Theme, name: str, title: str, tree: QTreeView, filter_field: FilterField
    ) -> None:
        """Build both views; models and delegates are set by the panel.

        Args:
            name: For one entry; the names of the objects begin with it.
            title: What the views are called.
        """
        super().__init__()
        self.setObjectName(f"{name}s_panel")
        self.setProperty("look", "panel")
        self._theme = theme
        self.tree, self.hits = tree, QTreeView(indentation=0)
        self.filter = filter_field
        self.count, self.nothing = QLabel(), QLabel(wordWrap=True)
        self.views = QStackedWidget()
        for view, kind in ((self.tree, "tree"), (self.hits, "hits")):
            view.setObjectName(f"{name}_{kind}")
            view.setAccessibleName(title)
            view.setProperty("look", "sidebar")
            view.setHeaderHidden(True)
            # Otherwise Qt asks the delegate, which is in Python, for the height of every row.
            view.setUniformRowHeights(True)
            # A click unfolds already; the second one of a double click would fold it again.
            view.setExpandsOnDoubleClick(False)
            # The delegate marks the row below the pointer.
            view.setMouseTracking(True)
            self.views.addWidget(view)
        self.hits.installEventFilter(self)
        for label in (self.count, self.nothing):
            label.setProperty("look", "muted")
            label.setContentsMargins(12, 0, 10, 2)
            label.hide()
        filter_field.textChanged.connect(self.apply_filter)
        filter_field.moved.connect(self._move)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def apply_filter(self, text: str) -> None:
        """Show what matches, by ``show_hits``."""
        raise NotImplementedError

    def enter(self, index: QModelIndex) -> None:
        """Open an entry by the keyboard."""
        raise NotImplementedError

    def lay_out(self, top: QWidget) -> None:
        """Put the views below what holds the filter field."""
        items = (top, self.count, self.nothing, (self.views, 1))
        column_of(self, *items, margins=(0, 8, 0, 0), spacing=6)

    def show_hits(self, words: str, *, is_filtering: bool) -> None:
        """Show the list or the tree.

        Args:
            words: How many hits there are.
        """
        # Return in the filter opens the first hit.
        self.hits.setCurrentIndex(self.hits.model().index(0, 0))
        if self.views.currentIndex() <= self.views.indexOf(self.hits):
            self.views.setCurrentWidget(self.hits if is_filtering else self.tree)
        self.count.setText(words if is_filtering else "")
        self.count.setVisible(is_filtering)
        self.nothing.setVisible(is_filtering and not self.hits.model().rowCount())

    def focus_filter(self) -> None:
        """Put the cursor into the filter field and select what is in it."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def visible_view(self) -> QTreeView:
        """Return the tree or the list."""
        return self.hits if self.views.currentWidget() is self.hits else self.tree

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the current entry when Return is pressed in a view."""
        # Not ``activated``: in some styles Qt emits it for a single click too.
        is_press = event.type() == QEvent.Type.KeyPress
        if isinstance(event, QKeyEvent) and is_press and event.key() in _ENTER_KEYS:
            self.enter(self.visible_view().currentIndex())
            return True
        return super().eventFilter(watched, event)

    def _move(self, action: QTreeView.CursorAction) -> None:
        view = self.visible_view()
        view.setCurrentIndex(view.moveCursor(action, Qt.KeyboardModifier.NoModifier))

    def _on_theme_changed(self) -> None:
        # Neither the indentation nor the height of a row follows the font by itself.
        self.tree.setIndentation(self._theme.icon_size(_INDENTATION).width())
        for view in (self.tree, self.hits):
            view.doItemsLayout()
