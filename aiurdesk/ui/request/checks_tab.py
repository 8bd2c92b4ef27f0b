"""The Tests tab of a request: tests, captures, and what a socket expects."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.api.endpoint import Returns
from aiurdesk.core.collection.offered_tests import OfferedTests
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.conversation import Capture, ResponseTest
from aiurdesk.core.request.edit_state import EditState, Row, expectation_rows
from aiurdesk.core.request.request import Case, Request
from aiurdesk.core.translation import tr
from aiurdesk.ui import form
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.lazy_panel import LazyPanel

if TYPE_CHECKING:
    from aiurdesk.ui.form.response_tests_panel import ResponseTestsPanel


class ChecksTab(LazyPanel["ResponseTestsPanel"]):
    """Made when it is first looked at; until then, the request has the checks."""

    edited = Signal()
    """Emitted when the person changed something."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(self._make_checks, parent)
        self._theme = theme
        self._request = custom_request()
        self._is_socket = False
        self.last_exchange: Callable[[], Exchange | None] = lambda: None
        """Returns what came of the request, for its new tests."""

    def show_request(self, request: Request) -> None:
        """Show the checks of another request."""
        self._request = request
        if request.endpoint.returns is Returns.STREAM or request.frame_expectations:
            # What is expected of a stream is edited as for a socket.
            self.show_socket(True)
        if self.is_made:
            self.panel.show_checks(request.tests, request.captures)
            self.panel.show_cases(request.cases)
            self.panel.show_expected(request)

    def show_socket(self, is_socket: bool) -> None:
        """Show what a WebSocket expects, or leave it out."""
        self._is_socket = is_socket
        if self.is_made:
            self.panel.show_socket(is_socket)

    def restore(self, state: EditState) -> None:
        """Show a step of the undo stack."""
        if self.is_made:
            self.panel.restore(state.tests, state.captures)
            self.panel.cases.restore_rows(state.cases)
            if self._is_socket:
                self.panel.frames.restore(state.expectations, state.frame_tests)

    def checks(self) -> tuple[tuple[ResponseTest, ...], tuple[Capture, ...]]:
        """Return the tests and captures, unfinished ones included."""
        if self.is_made:
            return self.panel.response_tests(), self.panel.response_captures()
        return self._request.tests, self._request.captures

    def cases(self) -> tuple[Case, ...]:
        """Return the cases of the request, half typed ones included."""
        return self.panel.typed_cases() if self.is_made else self._request.cases

    def add_case(self, case: Case) -> None:
        """Add a case, as if the person had typed it."""
        self.panel.show_cases((*self.cases(), case))
        self.edited.emit()

    def add(self, tests: tuple[ResponseTest, ...], captures: tuple[Capture, ...] = ()) -> None:
        """Add tests and captures, as if the person had typed them."""
        self.panel.add_checks(tests, captures)
        self.edited.emit()

    def with_expected(self, request: Request) -> Request:
        """Return a request whose socket expects what is edited here; its messages stay."""
        return self.panel.with_expected(request) if self.is_made else request

    def edited_rows(self) -> dict[str, tuple[Row, ...]]:
        """Return the rows that are edited here, as members of ``EditState``."""
        tests, captures = self._check_rows()
        expectations, frame_tests = self._frame_rows()
        return {
            "tests": tests,
            "captures": captures,
            "cases": self._case_rows(),
            "expectations": expectations,
            "frame_tests": frame_tests,
        }

    def title(self) -> str:
        """Return what the tab is called, with the number of checks."""
        count = sum(map(len, (*self.checks(), self.cases())))
        if self._is_socket:
            count += self.with_expected(self._request).frame_expectations
        return f"{tr('Tests')} {count or ''}".strip()

    def _check_rows(self) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
        """Return the tests and captures as rows."""
        # Most requests have none, and then their panel need not be made.
        if not self.is_made and self.checks() == ((), ()):
            return (), ()
        panel = self.panel
        return panel.tests.rows(), panel.captures.rows()

    def _case_rows(self) -> tuple[Row, ...]:
        if not self.is_made and not self._request.cases:
            return ()
        return self.panel.cases.rows()

    def _frame_rows(self) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
        """Return what a socket expects, and its frame tests, as rows."""
        if not self._is_socket:
            return (), ()
        if not self.is_made and not self._request.frame_tests:
            return expectation_rows(self._request), ()
        frames = self.panel.frames
        return frames.rows(), frames.tests.rows()

    def _make_checks(self) -> "ResponseTestsPanel":
        panel = form.response_tests_panel.ResponseTestsPanel(
            self._theme, offered=self._offered_tests
        )
        panel.show_socket(self._is_socket)
        panel.show_checks(*self.checks())
        panel.show_cases(self._request.cases)
        panel.show_expected(self._request)
        panel.changed.connect(self.edited)
        return panel

    def _offered_tests(self) -> OfferedTests:
        return OfferedTests(self.last_exchange(), has_codes=not self._request.is_typed)
