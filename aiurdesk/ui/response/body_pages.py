"""The two pages that show a body: as a tree, and as text, image or hex dump."""

from collections.abc import Callable, Iterable
from itertools import islice

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QWidget

from aiurdesk.core.body_views.markup_layout import can_lay_out, markup_lines
from aiurdesk.core.body_views.part import PART_LINES, TextPart, first_part
from aiurdesk.core.body_views.view import PLAIN_TEXT, Rendering, Syntax
from aiurdesk.core.formats.json.tree import JsonTree
from aiurdesk.core.translation import tr
from aiurdesk.ui.response.breadcrumb import Breadcrumb
from aiurdesk.ui.response.picture_view import PictureWidget
from aiurdesk.ui.response.text_view import TextWidget
from aiurdesk.ui.response.tree_view import TreeView
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.widgets.tool_line import ToolLine


class TreePage(QStackedWidget):
    """The tree, or why there is no tree."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tree = TreeView(theme, self)
        self.place = Breadcrumb(theme, self)
        self._empty = empty_label(self)
        self._page = QWidget(self)
        column_of(self._page, (self.tree, 1), self.place, margins=0, spacing=0)
        self.addWidget(self._page)
        self.addWidget(self._empty)
        self.tree.place_changed.connect(lambda: self.place.show_steps(self.tree.steps()))
        self.place.step_chosen.connect(self.tree.choose_step)
        self.tools = tool_row(
            theme,
            (tr("Copy value"), tr("Copy value"), self.tree.copy_value),
            (tr("Copy path"), tr("Copy path"), self.tree.copy_path),
            (tr("Expand"), tr("Expand all"), self.tree.expand_all),
            (tr("Collapse"), tr("Collapse all"), self.tree.collapse_all),
        )

    def has_tree(self) -> bool:
        """Return whether lines are shown."""
        return self.currentWidget() is self._page

    def show_tree(self, tree: JsonTree, remarks: dict[int, str]) -> None:
        """Show the lines of a tree."""
        self.tree.show_tree(tree, remarks)
        self.setCurrentWidget(self._page)
        self.tools.show()

    def show_nothing(self, text: str) -> None:
        """Say why there is no tree."""
        self.tree.show_tree(JsonTree(""))
        self._empty.setText(text)
        self.setCurrentWidget(self._empty)
        self.tools.hide()

    def search(self, needle: str) -> int:
        """Mark a text and return on how many lines it occurs."""
        return self.tree.search(needle) if self.has_tree() else 0

    def go_to(self, match: int) -> None:
        """Choose the line of a match."""
        self.tree.go_to(match)


class TextPage(QStackedWidget):
    """Text, laid out or exactly as received; an image; or why there is nothing."""

    part_shown = Signal(TextPart, int)
    """Emitted with the part of a body that is going to be shown, and where its visible text ends:
    laid out, not all of it may be visible.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = TextWidget(theme, self)
        self.picture = PictureWidget(theme, self)
        self._empty = empty_label(self)
        for page in (self.text, self.picture, self._empty):
            self.addWidget(page)
        self._rendering = Rendering(PLAIN_TEXT)
        self._part = TextPart("")
        self._is_narrow = False
        """Whether there is no room for lines that are to be seen whole."""
        self._tree: JsonTree | None = None
        self._pretty = _toggle(
            tr("Pretty"), tr("Show the body with one value or element on each line")
        )
        self._received = _toggle(tr("As received"), tr("Show the body exactly as received"))
        self._pretty.setChecked(True)
        self._pretty.clicked.connect(self._show_text)
        self._received.clicked.connect(self._show_text)
        self.tools = ToolLine(theme, (self._pretty, self._received))
        theme.changed.connect(self._fold)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold lines that have to be seen whole where there is little room."""
        super().resizeEvent(event)
        self._fold()

    def show_rendering(self, rendering: Rendering, tree: JsonTree | None) -> None:
        """Show the beginning of a text.

        Args:
            tree: The same text as JSON, to be laid out; None where it is not JSON.
        """
        self._rendering = rendering
        self._tree = tree
        self.show_part(first_part(rendering.text, is_cut=rendering.is_cut))

    def show_part(self, part: TextPart) -> None:
        """Show a part of the text; only the first one can be laid out."""
        self._part = part
        self._is_narrow = self._lacks_room()
        self.tools.setVisible(self._can_lay_out())
        self._show_text()
        self.setCurrentWidget(self.text)

    def show_picture(self) -> None:
        """Show the page of the image."""
        self.setCurrentWidget(self.picture)
        self.tools.hide()

    def show_nothing(self, text: str) -> None:
        """Say why there is nothing to show."""
        # Nothing of the text before may match in a page that says why there is nothing.
        self._part, self._tree = TextPart(""), None
        self.part_shown.emit(self._part, 0)
        self._empty.setText(text)
        self.setCurrentWidget(self._empty)
        self.tools.hide()

    def forget(self) -> None:
        """Let go of the text."""
        self.show_nothing("")
        self._rendering = Rendering(PLAIN_TEXT)
        self._show_text()
        self.setCurrentWidget(self._empty)

    def search(self, needle: str) -> int:
        """Mark a text and return how often it occurs."""
        if self.currentWidget() is not self.text:
            return 0
        source = self._rendering.source
        matches = source.matches(self._visible_part(), needle) if needle and source else None
        return self.text.search(needle, matches)

    def go_to(self, match: int) -> None:
        """Select a match."""
        self.text.go_to(match)

    def _can_lay_out(self) -> bool:
        if self._part.start:
            return False
        is_markup = self._rendering.kind.syntax is Syntax.MARKUP and can_lay_out(self._part.text)
        return self._tree is not None or is_markup

    def _is_laid_out(self) -> bool:
        return self._can_lay_out() and self._pretty.isChecked()

    def _fold(self) -> None:
        is_narrow = self._lacks_room()
        if is_narrow is not self._is_narrow:
            self._is_narrow = is_narrow
            self._show_text()

    def _lacks_room(self) -> bool:
        columns = self._rendering.kind.columns
        width = self.text.fontMetrics().horizontalAdvance("0" * columns)
        return columns > 0 and width > self.width() - self.text.room_beside_text()

    def _visible_part(self) -> TextPart:
        source = self._rendering.source
        return source.folded(self._part) if source and self._is_narrow else self._part

    def _laid_out_end(self) -> int:
        tree = self._tree
        if tree is None or len(tree) <= PART_LINES:
            return self._part.end if tree is None else len(self._rendering.text)
        # Where the first line that is not shown begins in the text as it was received.
        return tree.keys[PART_LINES]

    def _show_text(self) -> None:
        part, kind, tree = self._part, self._rendering.kind, self._tree
        # First, because a short text is filled in before show_lines returns.
        self.part_shown.emit(part, self._laid_out_end() if self._is_laid_out() else part.end)
        lines: Iterable[str] = self._visible_part().text.split("\n")
        if self._is_laid_out():
            laid_out = markup_lines(part.text) if tree is None else tree.pretty_lines()
            lines = islice(laid_out, PART_LINES)
        self.text.show_lines(
            lines, kind.syntax, len(part.text), part.first_line, is_numbered=not kind.columns
        )


def empty_label(parent: QWidget) -> QLabel:
    """Return a label for the middle of an empty page."""
    label = QLabel(parent, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
    return styled(label, look="empty")


def tool_row(theme: Theme, *tools: tuple[str, str, Callable[[], None]]) -> ToolLine:
    """Make a row of quiet buttons from text, accessible name and function of each."""
    buttons = []
    for text, name, function in tools:
        button = styled(QPushButton(text), spoken=name, tip=name, look="small")
        button.clicked.connect(function)
        buttons.append(button)
    return ToolLine(theme, buttons)


def _toggle(text: str, tip: str) -> QPushButton:
    button = styled(QPushButton(text), tip=tip, look="small")
    button.setCheckable(True)
    # Qt then unchecks the other checkable button of the same parent.
    button.setAutoExclusive(True)
    return button
