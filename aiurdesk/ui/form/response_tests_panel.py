"""The tests of a request, and what is captured from its response."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.collection.offered_tests import OfferedTests
from aiurdesk.core.expectations.typed_tests import RESPONSE_TESTS, capture_row, typed_capture
from aiurdesk.core.request.edit_state import Edit, EditPlace, Row
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.response_test import Capture, ResponseTest
from aiurdesk.core.translation import tr
from aiurdesk.ui.form.expected_frames import ExpectedFrames
from aiurdesk.ui.form.response_test_line import CaptureLine, ResponseTestLine
from aiurdesk.ui.form.row_lines import RowLines
from aiurdesk.ui.layout.page_scroll import PageScroll
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.styled import styled

_NO_TESTS = tr(
    "A test says what the response has to be. Tests are carried out after "
    "each send, and by “aiurdesk run” and pytest once the request is saved."
)
_NO_TESTS_OF_SOCKET = tr("A test says what the response has to be that opens the socket or stream.")
_NO_CAPTURES = tr("A capture takes a value of the response. Later requests use it as {{variable}}.")
_NO_CAPTURES_OF_SOCKET = tr(
    "A capture takes a value of the first frame that has it. Later messages "
    "and requests use it as {{variable}}."
)


class ResponseTestsPanel(PageScroll):
    """Tests above, captures below; for a socket, the frames that it expects before them."""

    changed = Signal()
    """Emitted when the person changed a test or a capture."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        offered: Callable[[], OfferedTests] | None = None,
    ) -> None:
        """Begin without tests.

        Args:
            offered: Returns what the last response has, for new tests.
        """
        super().__init__(parent)
        self._is_socket = False
        # First: Tab goes in the order in which widgets are made.
        self.frames = ExpectedFrames(theme)
        self.frames.hide()
        self.tests = RowLines(tr("test"), _NO_TESTS, lambda: ResponseTestLine(theme, offered))
        self.captures = RowLines(tr("capture"), _NO_CAPTURES, lambda: CaptureLine(theme))
        page = styled(QWidget(), "formPage")
        column = column_of(page, margins=(14, 12, 14, 14), spacing=20)
        for lines in (self.frames, self.tests, self.captures):
            column.addWidget(lines)
            lines.changed.connect(self.changed)
        column.addStretch()
        # The page itself takes no keys, and its tests may be empty: the button is always there.
        self.setFocusProxy(self.tests.add)
        self.setWidget(page)

    def show_socket(self, is_socket: bool) -> None:
        """Say whether the request is a WebSocket, whose frames can be tested."""
        if is_socket == self._is_socket:
            return
        self._is_socket = is_socket
        self.frames.setVisible(is_socket)
        self.tests.show_hint(_NO_TESTS_OF_SOCKET if is_socket else _NO_TESTS)
        self.captures.show_hint(_NO_CAPTURES_OF_SOCKET if is_socket else _NO_CAPTURES)
        self.setFocusProxy(self.frames.tests.add if is_socket else self.tests.add)

    def show_checks(self, tests: Iterable[ResponseTest], captures: Iterable[Capture]) -> None:
        """Show the tests and captures of another request."""
        self.restore(map(RESPONSE_TESTS.row_of, tests), map(capture_row, captures))

    def show_expected(self, request: Request) -> None:
        """Show what the frames of another socket are expected to be."""
        if self._is_socket:
            self.frames.show_expected(request)

    def with_expected(self, request: Request) -> Request:
        """Return a request whose socket, if it is one, expects what is shown."""
        return self.frames.with_expected(request) if self._is_socket else request

    def add_checks(self, tests: Iterable[ResponseTest], captures: Iterable[Capture] = ()) -> None:
        """Show more tests and captures behind those that are there."""
        self.restore(
            (*self.tests.rows(), *map(RESPONSE_TESTS.row_of, tests)),
            (*self.captures.rows(), *map(capture_row, captures)),
        )

    def restore(self, tests: Iterable[Row], captures: Iterable[Row]) -> None:
        """Show rows of tests and captures again."""
        self.tests.restore_rows(tests)
        self.captures.restore_rows(captures)

    def response_tests(self) -> tuple[ResponseTest, ...]:
        """Return the tests; some may be unfinished."""
        return tuple(map(RESPONSE_TESTS.typed, self.tests.rows()))

    def response_captures(self) -> tuple[Capture, ...]:
        """Return the captures; some may be unfinished."""
        return tuple(map(typed_capture, self.captures.rows()))

    def show_edit(self, edit: Edit) -> None:
        """Give the keyboard to the row that an edit changed."""
        if edit.field == EditPlace.EXPECTATIONS:
            self.frames.focus_field(edit.index)
        elif edit.field == EditPlace.FRAME_TESTS:
            self.frames.tests.focus_row(edit.index)
        else:
            lines = self.captures if edit.field == EditPlace.CAPTURES else self.tests
            lines.focus_row(edit.index)
