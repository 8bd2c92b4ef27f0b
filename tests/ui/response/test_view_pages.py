import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.storage.bodies import save_body
from aiurdesk.ui.response.table_page import TablePage
from aiurdesk.ui.response.view_pages import Tab, ViewPages
from aiurdesk.ui.tasks import TaskScope
from tests.json_trees import read_tree


@pytest.fixture
def parent(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def names(parent):
    return {part.accessibleName() for part in parent.findChildren(QWidget)}


def test_all_pages_but_the_tree_are_made_when_they_are_first_looked_at(theme, parent):
    pages = ViewPages(theme, parent)
    pages.make_table = lambda: TablePage(theme, TaskScope(), save_body)
    late = {"Response text", "Response headers", "Timing", "Test results"}
    assert names(parent).isdisjoint(late)
    assert "Response tree" in names(parent)
    for tab in Tab:
        pages.setCurrentIndex(tab.position)
        assert pages.view().search("nothing of this") == 0
    assert names(parent) >= late


def test_each_page_brings_its_tools(theme, parent):
    pages = ViewPages(theme, parent)
    tools = {Tab.TREE: "Copy path", Tab.TEXT: "Pretty", Tab.HEADERS: "Copy", Tab.TESTS: "Copy"}
    for tab, text in {**tools, Tab.TIMING: "Certificates…"}.items():
        pages.setCurrentIndex(tab.position)
        pages.view()
        row = pages.tools.widget(tab.position)
        assert row is not None
        assert text in {button.text() for button in row.findChildren(QPushButton)}, tab


def test_the_view_in_front_is_searched(theme, parent):
    pages = ViewPages(theme, parent)
    pages.tree.show_tree(read_tree('{"a": "first", "b": "second"}'), {})
    assert pages.view().search("second") == 1
