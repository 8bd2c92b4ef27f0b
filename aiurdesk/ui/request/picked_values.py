"""Does what a person chose for a value of a response: expect it, capture it, open it."""

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from aiurdesk.core import collection, expectations
from aiurdesk.core.collection.offered_tests import value_test, variable_for
from aiurdesk.core.credentials.credential import origin_of
from aiurdesk.core.formats.json.tree_path import PickedValue, ValueUse, address_from
from aiurdesk.core.formats.json.value_path import pattern_steps
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import Capture
from aiurdesk.core.request.edit_state import Edit, EditPlace
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.paging import page_parameter, parameter_problem
from aiurdesk.core.response.response import Response
from aiurdesk.core.state.response_look import LOOKS, look_key
from aiurdesk.core.translation import tr, truncate
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.request.request_tabs import RequestTabs
from aiurdesk.ui.request.workbench import Workbench
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.keyboard import escaped
from aiurdesk.ui.widgets.line_dialog import LineDialog, LineWords
from aiurdesk.ui.window.messages import Message

_LONGEST_PATH = 100
"""Characters of a path that a message shows."""
_LONGEST_ASKED = 200
"""Characters of a path that the dialog shows."""


class PickedValues(QObject):
    """Adds tests and captures of values to their requests, and opens what they lead to."""

    told = Signal(Message)
    """Emitted with what was added, which may be on a tab that is not in front."""

    def __init__(
        self, theme: Theme, scope: TaskScope, workbench: Workbench, tabs: RequestTabs
    ) -> None:
        super().__init__()
        self._theme = theme
        self._scope = scope
        self._workbench = workbench
        self._tabs = tabs

    def apply(self, key: int, page: RequestPage, picked: PickedValue) -> None:
        """Do what was chosen.

        Args:
            key: The key of the open request.
            page: The page of that request.
        """
        match picked.use:
            case ValueUse.EXPECT:
                self._expect(key, page, picked)
            case ValueUse.CAPTURE:
                self._scope.start(f"name capture {key}", self._capture, key, page, picked)
            case ValueUse.OPEN:
                self._open(page, picked)
            case ValueUse.NEXT_PAGE | ValueUse.ENTRIES:
                self._scope.start(f"choose pages {key}", self._point, key, page, picked)

    def _expect(self, key: int, page: RequestPage, picked: PickedValue) -> None:
        test = value_test(picked.path, picked.source)
        tests, _ = page.editors.checks.checks()
        is_new = test not in tests
        if is_new:
            page.editors.checks.add((test,))
        done = (
            tr("Added a test of {path}.")
            if is_new
            else tr("There is already such a test of {path}.")
        )
        index = len(tests) if is_new else tests.index(test)
        self._tell(key, done.format(path=_short_path(picked.path)), EditPlace.TESTS, index)

    def make_case(self, key: int, page: RequestPage) -> None:
        """Add a case with the values that were sent, and the code that came."""
        exchange, opened = page.response.exchange, self._workbench.opened(key)
        if exchange is None or opened is None:
            return
        cases = page.editors.checks.cases()
        base = None if opened.copy is None else opened.copy.opened
        case = collection.made_case.made_case(exchange, base, (one.name for one in cases))
        page.editors.checks.add_case(case)
        text = tr("Added the case {name}. It is run behind the request once that is saved.")
        self._tell(key, text.format(name=case.name), EditPlace.CASES, len(cases))

    async def _capture(self, key: int, page: RequestPage, picked: PickedValue) -> None:
        _, captures = page.editors.checks.checks()
        name = variable_for(picked.path, (capture.variable for capture in captures))
        variable = await _capture_dialog(self._theme, page, name, picked.path).answer()
        # The tab may have been closed while the dialog was open.
        if variable is None or not isValid(page) or self._tabs.page_of(key) is not page:
            return
        capture = Capture(variable, "value", picked.path)
        _, captures = page.editors.checks.checks()
        page.editors.checks.add((), (capture,))
        text = tr("Added a capture of {shown} as {variable}.").format(
            shown=_short_path(picked.path), variable=capture.variable
        )
        self._tell(key, text, EditPlace.CAPTURES, len(captures))

    async def _point(self, key: int, page: RequestPage, picked: PickedValue) -> None:
        """Keep what leads to the next page, or what the list is, for the endpoint."""
        exchange = page.response.exchange
        path = picked.repeating_path or picked.path
        if exchange is None:
            return
        request = exchange.request
        if request.sent_method != "GET":
            self._tell_input(tr("Only responses to GET have pages: no other request is repeated."))
            return
        if path != "@" and pattern_steps(path) is None:
            self._tell_input(tr("Close the filter first: pages are found in the whole body."))
            return
        look_of = look_key(request)
        if picked.use is ValueUse.ENTRIES:
            pointed = replace(LOOKS.of(look_of).pages, entries=path)
            done = tr("{path} is the paged list.")
        else:
            parameter: str | None = ""
            if not picked.address:
                parameter = await _parameter_dialog(self._theme, page, request, path).answer()
            if parameter is None or not isValid(page):
                return
            pointed = replace(LOOKS.of(look_of).pages, next=path, parameter=parameter.strip())
            done = tr("{path} leads to the next page.")
        LOOKS.keep(look_of, replace(LOOKS.of(look_of), pages=pointed))
        page.response.show_pages_again()
        self.told.emit(Message(done.format(path=_short_path(path)), "success"))

    def _tell_input(self, text: str) -> None:
        self.told.emit(Message(text, "input"))

    def _open(self, page: RequestPage, picked: PickedValue) -> None:
        exchange = page.response.exchange
        if exchange is None or not isinstance(exchange.outcome, Response):
            return
        request = custom_request(address_from(picked.address, exchange.outcome.url))
        if origin_of(request.url) == origin_of(exchange.outcome.url):
            # It may go there already, so the credential goes along.
            request = replace(request, credential=exchange.request.credential)
        self._workbench.open_request(request)

    def _tell(self, key: int, text: str, edited: EditPlace, index: int) -> None:
        def show() -> None:
            self._workbench.bring_to_front(key)
            page = self._tabs.page_of(key)
            if page is not None:
                page.editors.show_edit(Edit("", edited, index))

        self.told.emit(Message(text, "success", tr("Show tests"), show))


def _short_path(path: str) -> str:
    return truncate(path, _LONGEST_PATH)


def _parameter_dialog(theme: Theme, page: QWidget, request: Request, path: str) -> LineDialog:
    label = tr("Parameter of the query that {path} goes into")
    label = escaped(label.format(path=truncate(path, _LONGEST_ASKED)))
    title, field = tr("Use as next page"), tr("Name of the parameter")
    words = LineWords("page_parameter_dialog", title, label, field, tr("Use"))
    usual = page_parameter(request, path)
    return LineDialog(theme, page, words, usual, partial(parameter_problem, request))


def _capture_dialog(theme: Theme, page: QWidget, name: str, path: str) -> LineDialog:
    label = escaped(tr("Variable for {path}").format(path=truncate(path, _LONGEST_ASKED)))
    title, field = tr("Capture as variable"), tr("Name of the variable")
    words = LineWords("capture_name_dialog", title, label, field, tr("Capture"))

    def problem_of(typed: str) -> Problem | None:
        return expectations.captures.capture_problem(Capture(typed, "value", path))

    return LineDialog(theme, page, words, name, problem_of)
