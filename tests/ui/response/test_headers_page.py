import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QCheckBox, QLabel

from aiurdesk.core.request.request import Header
from aiurdesk.core.response.header_meanings import MissingHeader
from aiurdesk.core.response.response import SetCookie
from aiurdesk.core.verdict.verdict import DialectItem
from aiurdesk.ui.response.headers_page import HeadersPage, HeadersView, ItemsPage, items_title
from aiurdesk.ui.widgets.line_dialog import LinesDialog


def empty_text(page):
    """Return what an empty page says."""
    visible = page.currentWidget()
    return visible.text() if isinstance(visible, QLabel) else None


def test_headers_or_the_reason_for_none_are_shown(qtbot, theme):
    page = HeadersPage(theme)
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


def test_cookies_are_below_the_headers_that_set_them(qtbot, theme):
    page = HeadersPage(theme)
    qtbot.addWidget(page)
    page.show_headers((Header("A", "1"),))
    assert not page.cookies.isVisibleTo(page)
    cookie = SetCookie("lang", "en", "shop.example", "/cart", "When the program ends")
    page.show_headers((Header("Set-Cookie", "lang=en"),), (cookie, SetCookie("", "", "", "", "")))
    assert page.cookies.isVisibleTo(page)
    assert "It sets 2 cookies" in [label.text() for label in page.findChildren(QLabel)]
    model = page.cookies.model()
    assert [model.index(0, column).data() for column in range(5)] == [
        "lang",
        "en",
        "shop.example",
        "/cart",
        "When the program ends",
    ]
    assert model.index(1, 0).data() == "without a name"
    page.show_nothing("There is no answer.")
    assert not page.cookies.isVisibleTo(page)


def test_trailers_are_below_the_headers(qtbot, theme):
    page = HeadersPage(theme)
    qtbot.addWidget(page)
    page.show_headers((Header("A", "1"),), (), (Header("grpc-status", "5"),))
    assert page.trailers.isVisibleTo(page)
    assert not page.cookies.isVisibleTo(page)
    model = page.trailers.model()
    assert [model.index(0, column).data() for column in range(2)] == ["grpc-status", "5"]
    assert page.trailers.accessibleName() == "Trailers of the response"
    page.show_headers((Header("A", "1"),))
    assert not page.trailers.isVisibleTo(page)


HEADERS = (
    Header("Content-Type", "application/json"),
    Header("set-cookie", "a=1"),
    Header("set-cookie", "b=2"),
)


def a_view(qtbot):
    view = HeadersView()
    qtbot.addWidget(view)
    view.show_headers(HEADERS)
    view.show()
    return view


def clipboard():
    return QGuiApplication.clipboard().text()


def test_headers_keep_order_spelling_and_repetition(qtbot):
    view = a_view(qtbot)
    model = view.model()
    visible = [
        (model.index(row, 0).data(), model.index(row, 1).data()) for row in range(model.rowCount())
    ]
    assert visible == [(header.name, header.value) for header in HEADERS]
    assert view.accessibleName() == "Response headers"


def test_chosen_headers_are_copied_as_lines(qtbot):
    view = a_view(qtbot)
    view.selectRow(1)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard() == "set-cookie: a=1"
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard() == "set-cookie: a=1\nset-cookie: b=2"


def test_without_a_choice_all_are_copied(qtbot):
    view = a_view(qtbot)
    view.rows.copy()
    assert clipboard() == "Content-Type: application/json\nset-cookie: a=1\nset-cookie: b=2"


def test_matches_are_selected(qtbot):
    view = a_view(qtbot)
    assert view.rows.search("COOKIE: b") == 1
    assert {index.row() for index in view.selectedIndexes()} == {2}
    assert view.rows.search("cookie") == 2
    view.rows.go_to(1)
    assert {index.row() for index in view.selectedIndexes()} == {2}
    assert view.rows.search("") == 0


def test_other_keys_still_move(qtbot):
    view = a_view(qtbot)
    view.selectRow(0)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().row() == 1


def test_rows_follow_the_size_of_the_font(qtbot):
    view = a_view(qtbot)
    before = view.rowHeight(0)
    view.setFont(QFont(view.font().family(), 30))
    assert view.rowHeight(0) > before


def test_a_long_value_is_shown_whole_and_copied_as_it_came(qtbot):
    view = HeadersView()
    qtbot.addWidget(view)
    view.resize(360, 400)
    long = Header("content-security-policy", "default-src 'self'; token=" + "a1" * 200)
    view.show_headers((Header("Age", "0"), long))
    view.show()

    def is_whole() -> bool:
        lines = view.rowHeight(1) // view.fontMetrics().lineSpacing()
        width = view.fontMetrics().horizontalAdvance(long.value)
        return lines * view.columnWidth(1) >= width

    qtbot.waitUntil(is_whole)
    view.resize(900, 400)
    qtbot.waitUntil(lambda: 2 * view.rowHeight(0) < view.rowHeight(1) < 6 * view.rowHeight(0))
    view.selectRow(1)
    view.rows.copy()
    assert clipboard() == f"{long.name}: {long.value}"


def test_a_value_of_60_kilobytes_is_shown_in_part_and_copied_whole(qtbot):
    view = HeadersView()
    qtbot.addWidget(view)
    view.resize(360, 400)
    view.show()
    view.show_headers((Header("Location", "a" * 60_000),))
    visible = view.model().index(0, 1).data()
    assert visible == "a" * 2000 + "… 58,000 more characters; Copy copies all of them"
    view.rows.copy()
    assert clipboard() == "Location: " + "a" * 60_000


ITEMS = (
    DialectItem(is_ok=True, label="U1"),
    DialectItem(is_ok=False, code="not_in_channel", message="Not there", label="U2"),
)


@pytest.fixture
def page(qtbot, theme):
    made = ItemsPage(theme)
    qtbot.addWidget(made)
    made.show_items(ITEMS)
    made.show()
    return made


def rows(page):
    model = page.table.model()
    count = model.rowCount()
    return [[model.index(row, column).data() for column in range(4)] for row in range(count)]


def test_each_item_says_how_it_went(page):
    assert rows(page) == [["Done", "U1", "", ""], ["Failed", "U2", "not_in_channel", "Not there"]]
    assert items_title("Items", ITEMS) == "Items 1/2"


def test_those_that_failed_can_be_shown_alone_and_searched(page):
    assert page.rows.search("not_in") == 1
    page.findChild(QCheckBox).click()
    assert [row[1] for row in rows(page)] == ["U2"]
    assert page.rows.search("u2") == 1
    page.rows.go_to(0)
    assert page.table.currentIndex().row() == 0


def test_without_a_success_there_is_nothing_to_leave_out(page):
    page.show_items(ITEMS[1:])
    assert page.findChild(QCheckBox).isHidden()


def test_the_meaning_of_a_chosen_header_is_told_below(qtbot, theme):
    page = HeadersPage(theme)
    qtbot.addWidget(page)
    page.resize(600, 300)
    page.show()
    page.show_headers((Header("ETag", '"1"'), Header("X-Own", "<b>1</b>")))
    height = page.headers.height()
    page.headers.selectRow(0)
    assert page.meaning.text().startswith("The version of the body")
    assert page.headers.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == page.meaning.text()
    page.headers.selectRow(1)
    assert page.meaning.text() == ""
    assert page.headers.height() == height
    page.headers.selectRow(0)
    page.show_headers((Header("A", "1"),))
    assert page.meaning.text() == ""


def test_missing_security_headers_are_told_on_demand(qtbot, theme):
    page = HeadersPage(theme)
    qtbot.addWidget(page)
    page.resize(600, 300)
    page.show()
    page.show_headers((Header("A", "1"),))
    assert not page.missing_button.isVisible()
    missing = (MissingHeader("Referrer-Policy", "It tells its address."),)
    page.show_headers((Header("A", "1"),), missing=missing)
    assert page.missing_button.text() == "1 security header is missing"
    page.missing_button.click()
    (dialog,) = page.findChildren(LinesDialog)
    assert dialog.text.toPlainText() == "Referrer-Policy\n    It tells its address."
    dialog.reject()


def test_what_turns_a_header_around_is_seen_and_copied_as_it_is(qtbot, theme):
    view = HeadersView()
    qtbot.addWidget(view)
    view.show_headers((Header("X-File", "a\u202egpj.exe"),))
    assert view.model().index(0, 1).data() == "a◀gpj.exe"
    view.rows.copy()
    assert clipboard() == "X-File: a\u202egpj.exe"
