import pytest
from PySide6.QtWidgets import QCheckBox

from aiurdesk.core.verdict.verdict import DialectItem
from aiurdesk.ui.response.headers_page import ItemsPage, items_title

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
