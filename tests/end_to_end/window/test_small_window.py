"""What there is room for in a small window: the body below the verdict, tabs, dialogs."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QTabBar, QTabWidget, QToolButton

from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.ui.response.response_pane import ResponsePane
from aiurdesk.ui.response.verdict_banner import VerdictBanner
from aiurdesk.ui.response.view_pages import ViewPages
from aiurdesk.ui.response.views import ResponseViews
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window

SMALL = (1024, 700)


def turn_wheel(view):
    """Turn the wheel by one notch over a view that scrolls."""
    at = view.viewport().rect().center()
    event = QWheelEvent(
        QPointF(at),
        QPointF(view.viewport().mapToGlobal(at)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


@pytest.mark.parametrize("endpoint", ["code-lab.codes.invalidinput", "code-lab.broken.html"])
async def test_at_least_half_of_the_response_is_the_body(endpoint, theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.window.resize(*SMALL)
        opened.controller.opener.open_target(endpoint)
        await WindowDriver(opened.window, opened.controller).send()
        pane = opened.page.response
        assert isinstance(pane, ResponsePane)
        (views,) = pane.findChildren(ResponseViews)
        (banner,) = pane.findChildren(VerdictBanner)
        (pages,) = views.findChildren(ViewPages)
        await until(lambda: views.height() >= pane.height() / 2)
        before, is_low = banner.height(), pages.height() < pane.height() / 2
        # The other may leave its half to the body at once: that depends on the font. Nothing has to
        # move then.
        assert is_low or endpoint == "code-lab.broken.html"
        pages.tree.tree.resize(300, 40)
        turn_wheel(pages.tree.tree if pages.tree.has_tree() else pages.text.panel.text)
        await until(lambda: pages.height() >= pane.height() / 2)
        assert (banner.height() < before) == is_low


async def test_scrolling_in_a_large_window_moves_nothing(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.window.resize(1440, 900)
        opened.controller.opener.open_target("code-lab.codes.invalidinput")
        await WindowDriver(opened.window, opened.controller).send()
        (banner,) = opened.page.findChildren(VerdictBanner)
        fold = banner.findChild(QToolButton, "fold_verdict")
        (pages,) = opened.page.findChildren(ViewPages)
        turn_wheel(pages.tree.tree)
        assert fold.accessibleName() == "Fold the verdict"


async def test_all_tabs_of_a_request_are_in_sight(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.window.resize(*SMALL)
        opened.controller.workbench.open_request(custom_request("http://127.0.0.1:9/users"))
        bar = opened.find("editors", QTabWidget).tabBar()
        assert isinstance(bar, QTabBar)
        await until(lambda: bar.tabRect(bar.count() - 1).right() < bar.width())
        assert bar.tabRect(0).left() >= 0
        assert not any(b.isVisible() for b in bar.findChildren(QToolButton))


def test_dialogs_leave_room_for_their_title(theme):
    screen = QApplication.primaryScreen().availableSize()
    assert theme.dialog_size(10_000, 10_000) == screen - QSize(0, 40)
