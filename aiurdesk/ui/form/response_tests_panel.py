"""The tests of a request, and what is captured from its response."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aiurdesk.core.collection.typed_tests import (
    capture_row,
    row_of_test,
    typed_capture,
    typed_test,
)
from aiurdesk.core.request.edit_state import Edit, EditPlace, Row
from aiurdesk.core.request.response_test import Capture, ResponseTest
from aiurdesk.ui.form.response_test_line import CaptureLine, ResponseTestLine
from aiurdesk.ui.form.row_lines import RowLines
from aiurdesk.ui.widgets.page_scroll import PageScroll
from aiurdesk.ui.window.theme import Theme

_NO_TESTS = (
    "A test says what the response has to be. Tests are carried out after each send, and by "
    "“aiurdesk run” and pytest once the request is saved."
)
_NO_CAPTURES = "A capture takes a value of the response. Later requests use it as {{variable}}."


class ResponseTestsPanel(PageScroll):
    """Tests above, captures below."""

    changed = Signal()
    """Emitted when the person changed a test or a capture."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tests = RowLines("test", _NO_TESTS, lambda: ResponseTestLine(theme))
        self.captures = RowLines("capture", _NO_CAPTURES, lambda: CaptureLine(theme))
        page = QWidget()
        page.setObjectName("formPage")
        column = QVBoxLayout(page)
        column.setContentsMargins(14, 12, 14, 14)
        column.setSpacing(20)
        for lines in (self.tests, self.captures):
            column.addWidget(lines)
            lines.changed.connect(self.changed)
        column.addStretch()
        # The page itself takes no keys, and its tests may be empty: the button is always there.
        self.setFocusProxy(self.tests.add)
        self.setWidget(page)

    def show_checks(self, tests: Iterable[ResponseTest], captures: Iterable[Capture]) -> None:
        """Show the tests and captures of another request."""
        self.restore(map(row_of_test, tests), map(capture_row, captures))

    def restore(self, tests: Iterable[Row], captures: Iterable[Row]) -> None:
        """Show rows of tests and captures again."""
        self.tests.restore_rows(tests)
        self.captures.restore_rows(captures)

    def response_tests(self) -> tuple[ResponseTest, ...]:
        """Return the tests; some may be unfinished."""
        return tuple(map(typed_test, self.tests.rows()))

    def response_captures(self) -> tuple[Capture, ...]:
        """Return the captures; some may be unfinished."""
        return tuple(map(typed_capture, self.captures.rows()))

    def show_edit(self, edit: Edit) -> None:
        """Give the keyboard to the row that an edit changed."""
        lines = self.captures if edit.place is EditPlace.CAPTURES else self.tests
        lines.focus_row(edit.index)
