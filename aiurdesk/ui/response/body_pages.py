"""The two pages that show a body: as a tree, and as text, image or hex dump."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QWidget

from aiurdesk.core.body_views.hex_dump import HexRows, offset_in
from aiurdesk.core.body_views.markup_layout import can_lay_out
from aiurdesk.core.body_views.view import PLAIN_TEXT, Rendering, Syntax
from aiurdesk.core.formats.json.tree import JsonTree
from aiurdesk.core.translation import tr
from aiurdesk.ui.response.body_rows import BodyRows, Form
from aiurdesk.ui.response.breadcrumb import Breadcrumb
from aiurdesk.ui.response.offset_field import OffsetField
from aiurdesk.ui.response.picture_view import PictureWidget
from aiurdesk.ui.response.text_view import TextWidget
from aiurdesk.ui.response.tree_rows import OPENED_ROWS
from aiurdesk.ui.response.tree_view import TreeView
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.widgets.tool_line import ToolLine

_LINES_OF_A_LOW_PAGE = 5


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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave a low page to the tree."""
        super().resizeEvent(event)
        self.place.setVisible(
            self.height() >= _LINES_OF_A_LOW_PAGE * self.place.sizeHint().height()
        )

    def has_tree(self) -> bool:
        """Return whether lines are shown."""
        return self.currentWidget() is self._page

    def show_tree(
        self, tree: JsonTree, remarks: dict[int, str], most_rows: int = OPENED_ROWS
    ) -> None:
        """Show the lines of a tree, so many of them open at most."""
        self.tree.show_tree(tree, remarks, most_rows)
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

    changed = Signal()
    """Emitted when another form of the text is shown, or more of it became known."""
    drawing_wanted = Signal()
    """Emitted when the text is to be shown as the image that it is."""

    def __init__(self, theme: Theme, body_rows: BodyRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = TextWidget(theme, self)
        self.picture = PictureWidget(theme, self)
        self._empty = empty_label(self)
        for page in (self.text, self.picture, self._empty):
            self.addWidget(page)
        self._rows = body_rows
        self._rendering = Rendering(PLAIN_TEXT)
        self._is_json = False
        self._is_due = False
        """The text is shown with the page."""
        self._is_narrow = False
        """Whether there is no room for lines that are to be seen whole."""
        self._pretty = _toggle(
            tr("Pretty"), tr("Show the body with one value or element on each line")
        )
        self._received = _toggle(tr("As received"), tr("Show the body exactly as received"))
        self._pretty.setChecked(True)
        self._drawn = _toggle(tr("Image"), tr("Show the image that the text describes"))
        self._source = self._pretty
        """How the text is shown, also while it is drawn as an image."""
        self._wants_drawing = True
        self._drawn.clicked.connect(self._show_drawing)
        self._pretty.clicked.connect(lambda: self._show_source(self._pretty))
        self._received.clicked.connect(lambda: self._show_source(self._received))
        self._theme = theme
        self._go_to: OffsetField | None = None
        """Made with the first bytes, which few responses are."""
        self.tools = ToolLine(theme, (self._drawn, self._pretty, self._received))
        self.tools_row = QWidget()
        self._tools = row_of(self.tools_row, (self.tools, 1), margins=0)
        body_rows.grew.connect(self._take_more)
        theme.changed.connect(self._fold)

    @property
    def form(self) -> Form:
        """How the text is shown."""
        return Form.LAID_OUT if self._is_laid_out() else Form.RECEIVED

    @property
    def is_text(self) -> bool:
        """Whether there is a text."""
        return self.currentWidget() is self.text and not self._is_due

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold lines that have to be seen whole where there is little room."""
        super().resizeEvent(event)
        self._fold()

    def show_rendering(
        self, rendering: Rendering, tree: JsonTree | None, *, may_be_json: bool = False
    ) -> None:
        """Show the text of the body that the rows are of.

        Args:
            tree: The same text as JSON, to be laid out; None where it is not JSON, or not read.
            may_be_json: It is found out where it is laid out.
        """
        self._rendering = rendering
        self._is_json = tree is not None or may_be_json
        self._rows.set_tree(tree)
        self._is_narrow = self._lacks_room()
        self._fit_tools()
        self.setCurrentWidget(self.text)
        # A long body is laid out only where somebody looks at it.
        if self.isVisible():
            self._show_text()
        else:
            self._is_due = True

    def showEvent(self, event: QShowEvent) -> None:
        """Show the text that came while another page was in front."""
        super().showEvent(event)
        if self._is_due:
            self._show_text()

    def show_received(self) -> None:
        """Show the body exactly as received."""
        if self._source is self._received and not self._is_drawn():
            return
        if self.is_text or self.currentWidget() is self.picture:
            self._show_source(self._received)
        else:
            self._source = self._received
            self._received.setChecked(True)

    def show_picture(self) -> None:
        """Show the page of the image."""
        self._is_due = False
        self.setCurrentWidget(self.picture)
        self.tools.hide()
        self._offer_offsets(is_dump=False)

    def show_nothing(self, text: str) -> None:
        """Say why there is nothing to show."""
        self._is_json = self._is_due = False
        self._empty.setText(text)
        self.setCurrentWidget(self._empty)
        self.tools.hide()
        self._offer_offsets(is_dump=False)
        # Nothing of the text before may match in a page that says why there is nothing.
        self.text.show_text("")
        self.changed.emit()

    def forget(self) -> None:
        """Let go of the text."""
        self._rendering = Rendering(PLAIN_TEXT)
        self.show_nothing("")

    def _fit_tools(self) -> None:
        is_drawing, can_lay_out = self._can_be_drawn(), self._can_lay_out()
        self.tools.setVisible(can_lay_out or is_drawing)
        left_out = [] if can_lay_out else [self._pretty]
        self.tools.leave_out(left_out if is_drawing else [*left_out, self._drawn])
        # Of buttons that exclude each other, the others are unchecked by it.
        (self._drawn if is_drawing and self._wants_drawing else self._source).setChecked(True)
        self._offer_offsets(is_dump=bool(self._rendering.kind.columns))

    def _offer_offsets(self, *, is_dump: bool) -> None:
        if is_dump and self._go_to is None:
            field = self._go_to = OffsetField(self._theme)
            field.returnPressed.connect(lambda: self._go_to_byte(field))
            self._tools.insertWidget(0, field, 0, Qt.AlignmentFlag.AlignLeft)
        if self._go_to is not None:
            self._go_to.setVisible(is_dump)

    def _can_be_drawn(self) -> bool:
        return self._rendering.kind.is_drawing and not self._rendering.is_cut

    def _is_drawn(self) -> bool:
        return self._can_be_drawn() and self._wants_drawing

    def _show_drawing(self) -> None:
        self._wants_drawing = True
        self._show_text()

    def _show_source(self, form: QPushButton) -> None:
        form.setChecked(True)
        self._source = form
        if self._can_be_drawn():
            self._wants_drawing = False
        self._show_text()

    def _go_to_byte(self, field: OffsetField) -> None:
        rows = self.text.shown_rows
        if not isinstance(rows, HexRows):
            return
        offset = offset_in(field.text(), rows.size_bytes)
        if offset is None:
            field.refuse(rows.size_bytes)
        else:
            self.text.select(*rows.span(offset, offset + 1))

    def _can_lay_out(self) -> bool:
        rendering = self._rendering
        is_markup = (
            rendering.kind.syntax is Syntax.MARKUP
            and not rendering.is_cut
            and can_lay_out(rendering.text)
        )
        return self._is_json or is_markup

    def _is_laid_out(self) -> bool:
        return self._can_lay_out() and self._source is self._pretty

    def _fold(self) -> None:
        is_narrow = self._lacks_room()
        if is_narrow is not self._is_narrow:
            self._is_narrow = is_narrow
            if self.is_text:
                self._show_text()

    def _lacks_room(self) -> bool:
        columns = self._rendering.kind.columns
        width = self.text.fontMetrics().horizontalAdvance("0" * columns)
        return columns > 0 and width > self.width() - self.text.room_beside_text()

    def _show_text(self) -> None:
        self._is_due = False
        if self._is_drawn():
            self.setCurrentWidget(self.picture)
            self.drawing_wanted.emit()
            self.changed.emit()
            return
        self.setCurrentWidget(self.text)
        kind = self._rendering.kind
        rows = self._rows.rows(self.form, is_narrow=self._is_narrow)
        self.text.show_rows(rows, kind.syntax, is_numbered=not kind.columns)
        self.changed.emit()

    def _take_more(self) -> None:
        if not self.is_text or self._is_due:
            return
        if self._is_laid_out() and self._rows.problem(Form.LAID_OUT):
            self._show_source(self._received)
            return
        if not self._rendering.kind.columns:
            self.text.take_more(self._rows.rows(self.form))
        self.changed.emit()


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
