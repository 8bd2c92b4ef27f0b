"""The tests of a request, and what is captured from its response."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from aiurdesk.core.collection.offered_tests import OfferedTests
from aiurdesk.core.collection.typed_cases import case_row, typed_cases
from aiurdesk.core.expectations.typed_tests import (
    RESPONSE_TESTS,
    capture_row,
    frame_row,
    typed_capture,
    typed_frame_test,
)
from aiurdesk.core.formats.measure import DURATION
from aiurdesk.core.request.conversation import CLOSE_CODES, Capture, ResponseTest
from aiurdesk.core.request.edit_state import (
    CLOSE_CODE,
    COUNT,
    WITHIN_S,
    Edit,
    EditPlace,
    Row,
    expectation_rows,
)
from aiurdesk.core.request.request import (
    SOCKET_FIELDS,
    Case,
    Fields,
    Request,
    RequestFields,
    SavedRequest,
    with_socket_fields,
)
from aiurdesk.core.translation import tr
from aiurdesk.ui.form.case_line import CaseLine
from aiurdesk.ui.form.line import Line
from aiurdesk.ui.form.response_test_line import CaptureLine, FrameTestLine, ResponseTestLine
from aiurdesk.ui.form.row_lines import RowLines
from aiurdesk.ui.theme.grid import GAP, INSET
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of, labelled, row_of
from aiurdesk.ui.widgets.flow_layout import FlowLayout
from aiurdesk.ui.widgets.note import Note
from aiurdesk.ui.widgets.number_box import MeasureBox, NumberBox
from aiurdesk.ui.widgets.page_scroll import PageScroll
from aiurdesk.ui.widgets.styled import styled

_EXPECTED_FRAMES_NO_TESTS = tr(
    "A frame test says what a frame that is received has to be: the first "
    "one, any, or every one. Frame tests are carried out while the socket is "
    "open, and by “aiurdesk run” once the request is saved."
)
_MOST_FRAMES, _MOST_MS, _MOST_CODE = (
    SOCKET_FIELDS[name].field.most for name in ("frame_count", "within_ms", "close_code")
)
_FIELDS = (
    (COUNT, tr("Frames, at least"), 0, _MOST_FRAMES, tr("Control frames do not count")),
    (
        WITHIN_S,
        tr("Within"),
        0.001,
        _MOST_MS / 1000,
        tr("From the moment when the messages are sent"),
    ),
    (CLOSE_CODE, tr("Close code"), 0, _MOST_CODE, tr("With which the server is expected to close")),
)
"""Name of the row, label, least and most, and what is said about it."""
_NOT_TESTED = tr("not tested")


class ExpectedFrames(QWidget):
    """Edits what a saved socket expects."""

    changed = Signal()
    """Emitted when the person changed anything."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.boxes: dict[str, NumberBox] = {}
        self._note = Note(theme)
        self._is_restoring = False
        self.tests = RowLines(
            "frame_test",
            tr("frame test"),
            tr("Frame tests"),
            _EXPECTED_FRAMES_NO_TESTS,
            lambda: FrameTestLine(theme),
        )
        self.tests.changed.connect(self.changed)
        title = styled(QLabel(tr("Expected frames")), look="strong")
        pairs = QWidget()
        flow = FlowLayout(pairs, spacing=8, line_spacing=4)
        for name, label, least, most, tip in _FIELDS:
            flow.addWidget(self._pair(name, label, (least, most), tip))
        # No one groups the digits of a code.
        self.boxes[CLOSE_CODE].setGroupSeparatorShown(False)
        column = column_of(self, title, pairs, self._note, margins=0, spacing=8)
        column.addSpacing(12)
        column.addWidget(self.tests)
        self._check()

    def show_expected(self, request: RequestFields) -> None:
        """Show what the socket of another request expects."""
        self.restore(expectation_rows(request), map(frame_row, request.frame_tests))

    def restore(self, expectations: Iterable[Row], tests: Iterable[Row]) -> None:
        """Show rows again, without emitting ``changed``."""
        # ``setValue`` emits ``valueChanged``, too.
        self._is_restoring = True
        for row in expectations:
            self.boxes[row.name].setValue(float(str(row.value)))
        self._is_restoring = False
        self._check()
        self.tests.restore_rows(tests)

    def rows(self) -> tuple[Row, ...]:
        """Return what is expected beside the tests, as rows."""
        return expectation_rows(self.with_expected(SavedRequest()))

    def with_expected(self, request: Fields) -> Fields:
        """Return a request that expects what is shown; tests may be unfinished."""
        return with_socket_fields(
            request,
            frame_count=round(self.boxes[COUNT].value()),
            within_ms=max(round(self.boxes[WITHIN_S].value() * 1000), 1),
            frame_tests=tuple(map(typed_frame_test, self.tests.rows())),
            close_code=round(self.boxes[CLOSE_CODE].value()),
        )

    def focus_field(self, index: int) -> None:
        """Give the keyboard to the field of a row of ``rows``."""
        if 0 <= index < len(_FIELDS):
            self.boxes[_FIELDS[index][0]].setFocus()

    def _pair(self, name: str, text: str, limits: tuple[float, float], tip: str) -> QWidget:
        if name == WITHIN_S:
            box: NumberBox = MeasureBox(DURATION, Line())
        else:
            box = NumberBox(Line())
            box.setDecimals(0)
        self.boxes[name] = box
        box.setRange(*limits)
        # Qt shows this text for the least value.
        if limits[0] == 0:
            box.setSpecialValueText(_NOT_TESTED)
        styled(box, spoken=text, tip=tip)
        box.valueChanged.connect(self._on_changed)
        # Together: a field at the beginning of a line would have lost its label.
        pair = QWidget()
        row_of(pair, labelled(text, box), box, margins=(0, 0, 8, 0))
        return pair

    def _on_changed(self) -> None:
        if not self._is_restoring:
            self._check()
            self.changed.emit()

    def _check(self) -> None:
        box = self.boxes[CLOSE_CODE]
        is_mistake = 0 < round(box.value()) < CLOSE_CODES[0]
        words = tr("A close code is a number from {least} to {most}.")
        mistake = words.format(least=CLOSE_CODES[0], most=_MOST_CODE) if is_mistake else ""
        self._note.show_text(mistake)
        mark(box, "invalid", is_mistake)
        box.setAccessibleDescription(mistake)


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


_NO_CASES = tr(
    "A case sends the request with other values and expects something else of them, when it "
    "is run. “Make a case of this” on a response adds one."
)


class ResponseTestsPanel(PageScroll):
    """Tests above, captures and cases below; for a socket, the expected frames before them."""

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
        super().__init__(parent, is_edge_to_edge=True)
        self._is_socket = False
        # First: Tab goes in the order in which widgets are made.
        self.frames = ExpectedFrames(theme)
        self.frames.hide()
        self.tests = RowLines(
            "test", tr("test"), tr("Tests"), _NO_TESTS, lambda: ResponseTestLine(theme, offered)
        )
        self.captures = RowLines(
            "capture", tr("capture"), tr("Captures"), _NO_CAPTURES, lambda: CaptureLine(theme)
        )
        self.cases = RowLines("case", tr("case"), tr("Cases"), _NO_CASES, lambda: CaseLine(theme))
        page = styled(QWidget(), "formPage")
        column = column_of(page, margins=(INSET, GAP, INSET, INSET), spacing=INSET)
        for lines in (self.frames, self.tests, self.captures, self.cases):
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

    def show_cases(self, cases: Iterable[Case]) -> None:
        """Show the cases of another request."""
        self.cases.restore_rows(map(case_row, cases))

    def typed_cases(self) -> tuple[Case, ...]:
        """Return the cases; some may be half typed."""
        return typed_cases(self.cases.rows())

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
            others = {EditPlace.CAPTURES: self.captures, EditPlace.CASES: self.cases}
            others.get(EditPlace(edit.field), self.tests).focus_row(edit.index)
