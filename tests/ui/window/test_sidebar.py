import pytest
from PySide6.QtWidgets import QLabel, QTabBar

from aiurdesk.ui.layout.lazy_panel import LazyPanel
from aiurdesk.ui.window.sidebar import Sidebar
from tests.ui.opened_window import opened_window


@pytest.fixture
def sidebar(qtbot):
    sidebar = Sidebar()
    qtbot.addWidget(sidebar)
    sidebar.complete()
    sidebar.show()
    return sidebar


def test_a_panel_is_made_when_its_tab_comes_to_the_front(sidebar):
    sidebar.add_tab("First", QLabel("one"))
    lazy = LazyPanel(lambda: QLabel("two"))
    sidebar.add_tab("Second", lazy)
    assert (sidebar.tab, lazy.is_made) == ("First", False)
    sidebar.show_tab("Second")
    assert sidebar.panel is lazy
    assert lazy.panel.isVisible()


def test_a_tab_that_is_wanted_comes_to_the_front_once_it_is_there(sidebar):
    sidebar.add_tab("First", QLabel("one"))
    sidebar.show_tab("Second")
    assert sidebar.tab == "First"
    sidebar.add_tab("Second", QLabel("two"))
    assert sidebar.tab == "Second"


def test_another_tab_is_told(sidebar, qtbot):
    sidebar.add_tab("First", QLabel("one"))
    sidebar.add_tab("Second", QLabel("two"))
    with qtbot.waitSignal(sidebar.tab_changed):
        sidebar.findChild(QTabBar, "sidebar_bar").setCurrentIndex(1)
    assert sidebar.tab == "Second"


async def test_the_tab_is_restored_and_the_filter_of_endpoints_brings_its_own(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.window.sidebar.add_tab("More", QLabel("more"))
        opened.window.sidebar.show_tab("More")
    async with opened_window(theme, tmp_path) as opened:
        opened.window.sidebar.add_tab("More", QLabel("more"))
        assert opened.window.sidebar.tab == "More"
        opened.act("toggle_sidebar")
        opened.act("filter_endpoints")
        assert opened.window.sidebar.tab == "Endpoints"
        assert opened.window.endpoints.isVisible()
