from PySide6.QtWidgets import QLabel

from aiurdesk.core.request.request import Header
from aiurdesk.ui.response.headers_page import HeadersPage


def empty_text(page):
    """Return what an empty page says."""
    shown = page.currentWidget()
    return shown.text() if isinstance(shown, QLabel) else None


def test_headers_or_the_reason_for_none_are_shown(qtbot):
    page = HeadersPage()
    qtbot.addWidget(page)
    page.show_headers((Header("A", "1"),))
    assert page.currentWidget() is page.headers
    assert page.headers.rows.search("a") == 1
    page.headers.rows.go_to(0)
    assert page.headers.selectedIndexes()
    page.show_headers(())
    assert empty_text(page) == "The response has no headers."
    page.show_nothing("There is no answer.")
    assert empty_text(page) == "There is no answer."
    assert page.headers.rows.search("a") == 0
