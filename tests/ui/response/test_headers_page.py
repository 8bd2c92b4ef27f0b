from PySide6.QtWidgets import QLabel

from aiurdesk.core.request.request import Header
from aiurdesk.core.response.set_cookies import SetCookie
from aiurdesk.ui.response.headers_page import HeadersPage


def empty_text(page):
    """Return what an empty page says."""
    shown = page.currentWidget()
    return shown.text() if isinstance(shown, QLabel) else None


def test_headers_or_the_reason_for_none_are_shown(qtbot):
    page = HeadersPage()
    qtbot.addWidget(page)
    page.show_headers((Header("A", "1"),))
    assert page.headers.isVisibleTo(page)
    assert page.headers.rows.search("a") == 1
    page.headers.rows.go_to(0)
    assert page.headers.selectedIndexes()
    page.show_headers(())
    assert empty_text(page) == "The response has no headers."
    page.show_nothing("There is no answer.")
    assert empty_text(page) == "There is no answer."
    assert page.headers.rows.search("a") == 0


def test_cookies_are_below_the_headers_that_set_them(qtbot):
    page = HeadersPage()
    qtbot.addWidget(page)
    page.show_headers((Header("A", "1"),))
    assert not page.cookies.isVisibleTo(page)
    cookie = SetCookie("lang", "en", "shop.example", "/cart", "with the program")
    page.show_headers((Header("Set-Cookie", "lang=en"),), (cookie, SetCookie("", "", "", "", "")))
    assert page.cookies.isVisibleTo(page)
    assert "It sets 2 cookies" in [label.text() for label in page.findChildren(QLabel)]
    model = page.cookies.model()
    assert [model.index(0, column).data() for column in range(5)] == [
        "lang",
        "en",
        "shop.example",
        "/cart",
        "with the program",
    ]
    assert model.index(1, 0).data() == "without a name"
    page.show_nothing("There is no answer.")
    assert not page.cookies.isVisibleTo(page)
