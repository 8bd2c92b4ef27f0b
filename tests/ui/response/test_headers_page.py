from aiurdesk.core.request.request import Header
from aiurdesk.ui.response.headers_page import HeadersPage


def test_headers_or_the_reason_for_none_are_shown(qtbot):
    page = HeadersPage()
    qtbot.addWidget(page)
    page.show_headers((Header("A", "1"),))
    assert page.currentWidget() is page.headers
    assert page.search("a") == 1
    page.go_to(0)
    assert page.headers.selectedIndexes()
    page.show_headers(())
    assert page._empty.text() == "The answer has no headers."
    page.show_nothing("There is no answer.")
    assert page._empty.text() == "There is no answer."
    assert page.search("a") == 0
