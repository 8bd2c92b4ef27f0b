"""What there is room for in a small window: the body below the verdict, tabs, dialogs."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QTabWidget

from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.ui.response.verdict_banner import VerdictBanner
from aiurdesk.ui.response.view_pages import ViewPages
from aiurdesk.ui.widgets.card_tabs import CardTabs
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window

SMALL = (1024, 700)


@pytest.mark.parametrize("endpoint", ["code-lab.codes.invalidinput", "code-lab.broken.html"])
async def test_twelve_lines_of_a_response_are_seen_under_an_error(endpoint, theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.window.resize(*SMALL)
        opened.controller.opener.open_target(endpoint)
        await WindowDriver(opened.window, opened.controller).send()
        (pages,) = opened.page.response.findChildren(ViewPages)
        view = pages.tree.tree if pages.tree.has_tree() else pages.text.panel.text
        room = view.viewport()
        await until(lambda: room.height() >= 12 * room.fontMetrics().lineSpacing())
        assert opened.find("editors").isVisible()
        assert opened.page.response.isVisible()


async def test_reading_on_in_a_response_moves_nothing(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.window.resize(*SMALL)
        opened.controller.opener.open_target("code-lab.codes.invalidinput")
        await WindowDriver(opened.window, opened.controller).send()
        (banner,) = opened.page.findChildren(VerdictBanner)
        (pages,) = opened.page.findChildren(ViewPages)
        before = banner.geometry(), pages.geometry()
        bar = pages.tree.tree.verticalScrollBar()
        bar.setValue(bar.maximum())
        bar.triggerAction(bar.SliderAction.SliderToMaximum)
        await opened.scope.idle()
        assert (banner.geometry(), pages.geometry()) == before


async def test_tabs_that_have_no_room_are_named_by_a_button(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.window.resize(1440, 900)
        opened.controller.workbench.open_request(custom_request("http://127.0.0.1:9/users"))
        bar = opened.find("editors", QTabWidget).tabBar()
        assert isinstance(bar, CardTabs)
        await until(lambda: bar.tabRect(bar.count() - 1).right() < bar.width())
        assert not bar.more.isVisible()
        opened.window.resize(700, 600)
        await until(bar.more.isVisible)
        assert "Code" in bar.more.toolTip()
        menu = bar.more.menu()
        menu.aboutToShow.emit()
        menu.actions()[-1].trigger()
        assert bar.tabText(bar.currentIndex()) == "Code"


def test_dialogs_leave_room_for_their_title(theme):
    screen = QApplication.primaryScreen().availableSize()
    assert theme.dialog_size(10_000, 10_000) == screen - QSize(0, 40)
