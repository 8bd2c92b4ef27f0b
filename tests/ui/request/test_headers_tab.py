import pytest
from PySide6.QtWidgets import QLineEdit, QWidget

from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.request import Row
from aiurdesk.ui.request.editor_tabs import HeadersTab

ROWS = (Row("X-A", "1"), Row("X-Off", "2", is_sent=False))


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def tab(theme, parent):
    return HeadersTab(theme, parent)


def line(tab, name):
    return next(line for line in tab.findChildren(QLineEdit) if line.accessibleName() == name)


def test_headers_are_the_same_before_and_after_the_tab_is_looked_at(tab):
    tab.show_rows(ROWS)
    before = (tab.rows(), tab.filled_rows(), tab.title())
    assert before == (ROWS, ROWS, "Headers 1")
    assert not tab.is_made
    assert tab.panel is not None
    assert (tab.rows(), tab.filled_rows(), tab.title()) == before


def test_an_edit_is_told_and_undone(tab, qtbot):
    tab.show_rows(ROWS)
    assert tab.panel is not None
    with qtbot.waitSignal(tab.edited):
        line(tab, "Header name 1").setText("X-B")
    assert (tab.filled_rows()[0].name, tab.title()) == ("X-B", "Headers 1")
    tab.restore(ROWS)
    assert tab.rows() == ROWS


def test_an_error_is_shown_at_its_header(tab):
    tab.show_rows(ROWS)
    tab.panel.show_errors((Problem("It is too long.", FieldPlace(header="X-A")),))
    assert line(tab, "Header value 1").accessibleDescription() == "It is too long."
