import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.ui.response.body_rows import BodyRows
from aiurdesk.ui.response.table_page import TablePage
from aiurdesk.ui.response.view_pages import Tab, ViewPages
from aiurdesk.ui.tasks import TaskScope
from tests.json_trees import read_tree


@pytest.fixture
def parent(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def pages(theme, parent, scope, texts):
    return ViewPages(theme, BodyRows(scope, texts, parent), parent)


def names(parent):
    return {part.accessibleName() for part in parent.findChildren(QWidget)}


def test_all_pages_but_the_tree_are_made_when_they_are_first_looked_at(theme, pages, parent):
    pages.make_table = lambda: TablePage(theme, TaskScope())
    late = {"Response text", "Response headers", "Timing", "Test results"}
    assert names(parent).isdisjoint(late)
    assert "Response tree" in names(parent)
    for tab in Tab:
        pages.setCurrentIndex(tab.position)
        view = pages.view()
        assert view is None or view.search("nothing of this") == 0
        if tab is Tab.TEXT:
            assert pages.text.panel
    assert names(parent) >= late


def test_each_page_brings_its_tools(pages, parent):
    tools = {Tab.TREE: "Copy path", Tab.TEXT: "Pretty", Tab.HEADERS: "Copy", Tab.TESTS: "Copy"}
    for tab, text in {**tools, Tab.TIMING: "Certificates…"}.items():
        pages.setCurrentIndex(tab.position)
        if tab is Tab.TEXT:
            assert pages.text.panel
        pages.view()
        row = pages.tools.widget(tab.position)
        assert row is not None
        assert text in {button.text() for button in row.findChildren(QPushButton)}, tab


def test_the_view_in_front_is_searched(pages, parent):
    pages.tree.show_tree(read_tree('{"a": "first", "b": "second"}'), {})
    assert pages.view().search("second") == 1
