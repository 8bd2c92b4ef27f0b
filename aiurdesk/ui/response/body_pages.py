"""The two pages that show a body: as a tree, and as text, image or hex dump."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QWidget

from aiurdesk.core.body_views.view import PLAIN_TEXT, Rendering
from aiurdesk.core.json.tree import JsonTree
from aiurdesk.ui.response.picture_view import PictureView
from aiurdesk.ui.response.text_view import TextView
from aiurdesk.ui.response.tree_view import TreeView
from aiurdesk.ui.widgets.flow_layout import FlowLayout
from aiurdesk.ui.window.theme import Theme, mark


class TreePage(QStackedWidget):
    """The tree, or why there is no tree."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tree = TreeView(theme, self)
        self._empty = empty_label(self)
        self.addWidget(self.tree)
        self.addWidget(self._empty)
        self.tools = tool_row(
            ("Copy value", "Copy value", self.tree.copy_value),
            ("Copy path", "Copy path", self.tree.copy_path),
            ("Expand", "Expand all", self.tree.expand_all),
            ("Collapse", "Collapse all", self.tree.collapse_all),
        )

    def has_tree(self) -> bool:
        """Return whether lines are shown."""
        return self.currentWidget() is self.tree

    def show_tree(self, tree: JsonTree, remarks: dict[int, str]) -> None:
        """Show lines."""
        self.tree.show_tree(tree, remarks)
        self.setCurrentWidget(self.tree)
        self.tools.show()

    def show_nothing(self, text: str) -> None:
        """Say why there is no tree."""
        self._empty.setText(text)
        self.setCurrentWidget(self._empty)
        self.tools.hide()

    def search(self, needle: str) -> int:
        """Mark a text and return on how many lines it stands."""
        return self.tree.search(needle) if self.has_tree() else 0

    def go_to(self, match: int) -> None:
        """Choose the line of a match."""
        self.tree.go_to(match)


class TextPage(QStackedWidget):
    """Text, laid out or exactly as received; an image; or why there is nothing."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = TextView(theme, self)
        self.picture = PictureView(theme, self)
        self._empty = empty_label(self)
        for page in (self.text, self.picture, self._empty):
            self.addWidget(page)
        self._rendering = Rendering(PLAIN_TEXT)
        self._tree: JsonTree | None = None
        self._pretty = _toggle("Pretty", "Lay JSON out, a value a line")
        self._received = _toggle("As received", "Show every character where it was")
        self._pretty.setChecked(True)
        self._pretty.clicked.connect(self._show_text)
        self._received.clicked.connect(self._show_text)
        self.tools = QWidget()
        row = FlowLayout(self.tools, spacing=2)
        row.addWidget(self._pretty)
        row.addWidget(self._received)

    def show_rendering(self, rendering: Rendering, tree: JsonTree | None) -> None:
        """Show text.

        Args:
            tree: The same text as JSON, to be laid out; None where it is not JSON.
        """
        self._rendering = rendering
        self._tree = tree
        self.tools.setVisible(tree is not None)
        self._show_text()
        self.setCurrentWidget(self.text)

    def show_picture(self) -> None:
        """Show the page of the image."""
        self.setCurrentWidget(self.picture)
        self.tools.hide()

    def show_nothing(self, text: str) -> None:
        """Say why there is nothing to show."""
        self._empty.setText(text)
        self.setCurrentWidget(self._empty)
        self.tools.hide()

    def search(self, needle: str) -> int:
        """Mark a text and return how often it occurs."""
        return self.text.search(needle) if self.currentWidget() is self.text else 0

    def go_to(self, match: int) -> None:
        """Select a match."""
        self.text.go_to(match)

    def _show_text(self) -> None:
        rendering, tree = self._rendering, self._tree
        if tree is not None and self._pretty.isChecked():
            lines = tree.pretty_lines()
        else:
            lines = iter(rendering.text.split("\n"))
        self.text.show_lines(lines, rendering.kind.syntax, len(rendering.text))


def empty_label(parent: QWidget) -> QLabel:
    """Return a label for the middle of an empty page."""
    label = QLabel(parent)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    mark(label, "look", "empty")
    return label


def tool_row(*tools: tuple[str, str, Callable[[], None]]) -> QWidget:
    """Make a row of quiet buttons from text, accessible name and function of each."""
    holder = QWidget()
    row = FlowLayout(holder, spacing=2)
    for text, name, function in tools:
        button = QPushButton(text)
        button.setAccessibleName(name)
        button.setToolTip(name)
        mark(button, "look", "small")
        button.clicked.connect(function)
        row.addWidget(button)
    return holder


def _toggle(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setCheckable(True)
    button.setAutoExclusive(True)
    mark(button, "look", "small")
    return button
