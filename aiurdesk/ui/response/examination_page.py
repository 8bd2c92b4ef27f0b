"""The page of the tests: which passed, what was found, and what was captured."""

from collections.abc import Container, Iterator

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHeaderView, QWidget

from aiurdesk.core.expectations.captures import origin_words
from aiurdesk.core.response.examination import Examination
from aiurdesk.core.translation import titled, tr
from aiurdesk.ui.response.body_pages import tool_row
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.note import Note
from aiurdesk.ui.widgets.rows_model import Column, RowsModel
from aiurdesk.ui.widgets.rows_table import RowSearch, RowsTable

PASSED, FAILED, WAITING, CAPTURED = tr("Passed"), tr("Failed"), tr("Waiting"), tr("Captured")
_ICONS = {
    PASSED: ("severity-success", "success_text"),
    FAILED: ("close", "server_text"),
    WAITING: ("severity-wait", "wait_text"),
    CAPTURED: ("severity-notice", "notice_text"),
}
"""Word → icon and token of its colour."""


class _Result(msgspec.Struct, frozen=True):
    word: str
    title: str
    actual: str

    @property
    def line(self) -> str:
        """The row as text."""
        text = titled(self.title, self.actual) if self.actual else self.title
        return titled(self.word, text)


class ExaminationPage(QWidget):
    """A row for each test, then one for each capture."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        tip, icon = Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.DecorationRole
        columns: tuple[Column[_Result], ...] = (
            Column(tr("Result"), lambda result: result.word, {icon: self._icon}),
            Column(tr("Test"), lambda result: result.title, {tip: lambda result: result.title}),
            Column(tr("Found"), lambda result: result.actual, {tip: lambda result: result.actual}),
        )
        self._changed = Note(theme)
        self._model = RowsModel(columns, self)
        self.table = RowsTable(self._model, "test_results", tr("Test results"), ())
        self.rows = RowSearch(self.table, lambda: (result.line for result in self._model.items))
        self.table.setWordWrap(True)
        self.table.setSelectionMode(RowsTable.SelectionMode.ExtendedSelection)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        column_of(self, self._changed, self.table, margins=0)
        # The page is what the tab gives the keyboard to.
        self.setFocusProxy(self.table)
        self.tools = tool_row(theme, (tr("Copy"), tr("Copy test results"), self.rows.copy))

    def show_examination(
        self, examination: Examination | None, waiting: Container[int] = ()
    ) -> None:
        """Show what tests and captures found.

        Args:
            examination: None without tests and captures.
            waiting: The places of those among its findings that may still change.
        """
        results = tuple(_results(examination or Examination(), waiting))
        # While a socket is open the same comes often, and the selection would be lost.
        if results != tuple(self._model.items):
            self.rows.clear()
            self._model.set_items(results)

    def show_changed(self, again: str) -> None:
        """Say that the tests were changed since they were carried out.

        Args:
            again: What carries them out again, such as "Connect again"; empty where they are the
                same.
        """
        words = (
            tr("The tests were changed since then. {again} to carry them out.").format(again=again)
            if again
            else ""
        )
        self._changed.show_text(words)

    def _icon(self, result: _Result) -> QIcon:
        return self._theme.icon(*_ICONS[result.word])


def counted_title(title: str, examination: Examination, waiting: Container[int] = ()) -> str:
    """Return the title of the tab: how many passed, of how many."""
    findings = examination.all_findings
    if not findings:
        return title
    passed = sum(
        finding.passed and position not in waiting for position, finding in enumerate(findings)
    )
    return f"{title} {passed}/{len(findings)}"


def _results(examination: Examination, waiting: Container[int]) -> Iterator[_Result]:
    for position, finding in enumerate(examination.all_findings):
        word = WAITING if position in waiting else PASSED if finding.passed else FAILED
        yield _Result(word, finding.title, finding.found)
    for value in examination.captured:
        origin = origin_words(value.origin)
        title = tr("{variable} from {origin}").format(variable=value.variable, origin=origin)
        yield _Result(CAPTURED, title, value.text)
