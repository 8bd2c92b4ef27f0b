"""The tabs of the real window: order, keys, menu, list, and what became of each request."""

import asyncio
import gc
import weakref

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QTabBar, QToolButton, QTreeView

from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.request import Request, SavedRequest
from aiurdesk.core.state.tab_state import TabState
from aiurdesk.core.state.window_state import WindowState
from aiurdesk.ui.request.tab_badge import TabBadge
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window

ALL = "all_requests"
STATUS, PUSH, PROBE = "gateway.home.index", "stargate.message.pushmessage", "probe.home.index"


def bar_of(opened) -> QTabBar:
    bar = opened.find("request_bar")
    assert isinstance(bar, QTabBar)
    return bar


def titles(opened) -> list[str]:
    bar = bar_of(opened)
    return [bar.tabText(index) for index in range(bar.count())]


def open_all(opened, *endpoint_ids):
    for endpoint_id in endpoint_ids:
        endpoint = opened.services.library.with_code_lab.endpoint(endpoint_id)
        opened.controller.workbench.open_request(Request(endpoint))


async def test_equal_titles_name_their_services(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        open_all(opened, STATUS, PUSH)
        assert titles(opened) == ["Status", "Push message"]
        open_all(opened, PROBE)
        assert titles(opened) == ["Gateway · Status", "Push message", "Probe · Status"]
        opened.controller.workbench.close(opened.current.key)
        assert titles(opened) == ["Status", "Push message"]


async def test_an_unedited_endpoint_is_not_opened_twice(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.open(STATUS)
        await driver.send()
        opened.open(PUSH)
        opened.open(STATUS)
        assert titles(opened) == ["Status", "Push message"]
        assert bar_of(opened).currentIndex() == 0
        assert "0 Success" in driver.verdict()


async def test_closed_tabs_take_no_memory_any_more(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        closed = []
        for _ in range(3):
            driver.pick("New request")
            await driver.type("Address", "127.0.0.1:1")
            await driver.send()
            closed.append(weakref.ref(opened.find("request_page")))
            driver.pick("Close request")
            await asyncio.sleep(0)
        gc.collect()
        # Qt lets go of the last one when the next one is closed.
        assert sum(tab() is not None for tab in closed) <= 1


async def test_a_middle_click_closes_and_a_drag_moves(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        open_all(opened, STATUS, PUSH, "archon.api.accesstoken")
        bar = bar_of(opened)
        QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=bar.tabRect(1).center())
        assert titles(opened) == ["Status", "Access token"]
        start, end = bar.tabRect(1).center(), bar.tabRect(0).center() - QPoint(20, 0)
        QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=start)
        for step in range(1, 11):
            QTest.mouseMove(bar, start + (end - start) * step / 10)
        QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=end)
        assert titles(opened) == ["Access token", "Status"]
        requests = opened.controller.workbench.open_requests
        assert [one.request.endpoint.id for one in requests] == ["archon.api.accesstoken", STATUS]


@pytest.mark.parametrize(
    ("key", "modifiers", "reached"),
    [
        (Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier, 0),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier, 0),
        (
            Qt.Key.Key_Backtab,
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
            1,
        ),
        (Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier, 1),
    ],
)
async def test_keys_go_round_from_a_text_field(theme, tmp_path, key, modifiers, reached):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        open_all(opened, STATUS, PUSH, PUSH)
        opened.window.activateWindow()
        await until(opened.window.isActiveWindow)
        driver.press("Optional parameters")
        for name in ("ChannelId", "MessageContent"):
            editor = driver.editor(name)
            editor.setFocus()
            QTest.keyClick(editor, key, modifiers)
            assert bar_of(opened).currentIndex() == reached
            bar_of(opened).setCurrentIndex(2)


async def test_the_context_menu_belongs_to_the_tab_below_the_pointer(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        open_all(opened, STATUS, PUSH)
        bar = bar_of(opened)
        bar.customContextMenuRequested.emit(bar.tabRect(0).center())
        menu = next(m for m in opened.window.findChildren(QMenu) if m.isVisible())
        next(one for one in menu.actions() if one.text() == "Duplicate").trigger()
        menu.close()
        assert titles(opened) == ["Status", "Push message", "Status · 2"]


async def test_the_list_of_open_requests_is_filtered_as_one_types(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        open_all(opened, STATUS)
        assert not any(one.isVisible() for one in opened.window.findChildren(QToolButton, ALL))
        open_all(opened, *[PUSH] * 12, PROBE)
        opened.find(ALL, QToolButton).click()
        rows = opened.find("palette_rows", QTreeView).model()
        assert rows.rowCount() == 13
        QTest.keyClicks(opened.window.focusWidget(), "status")
        assert rows.rowCount() == 1
        QTest.keyClick(opened.window.focusWidget(), Qt.Key.Key_Return)
        assert opened.current.request.endpoint.id == STATUS
        assert driver.has(QLineEdit, "Address")


async def test_no_tab_stays_out_of_sight_where_all_fit(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        open_all(opened, *[PUSH] * 12)
        bar = bar_of(opened)

        def is_scrolled() -> bool:
            return bar.tabRect(0).x() < 0

        opened.window.resize(900, 600)
        await until(is_scrolled)
        opened.window.resize(2000, 600)
        await until(lambda: not is_scrolled())
        for _ in range(8):
            opened.controller.preferences.zoom(1)
        await until(is_scrolled)
        opened.controller.preferences.zoom(0)
        await until(lambda: not is_scrolled())
        await until(lambda: bar.tabRect(11).right() < bar.width())
        bar.setCurrentIndex(2)
        opened.window.resize(900, 600)
        opened.window.resize(2000, 600)
        await until(lambda: not is_scrolled())


async def test_forty_tabs_are_reached_in_a_small_window(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.window.resize(1024, 700)
        open_all(opened, *[PUSH] * 40)
        await opened.scope.idle()
        bar = bar_of(opened)
        whole = [n for n in range(40) if bar.rect().contains(bar.tabRect(n))]
        assert len(whole) >= 6
        # The number of all is the sign that there are more.
        assert opened.find(ALL, QToolButton).text() == "40"
        assert bar.currentIndex() in whole
        opened.controller.tabs.go_to(1)
        assert bar.rect().contains(bar.tabRect(0))


async def test_a_tab_shows_what_became_of_its_request(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        open_all(opened, "code-lab.codes.wrongkey")
        bar = bar_of(opened)
        badge = bar.tabButton(0, QTabBar.ButtonPosition.LeftSide)
        assert isinstance(badge, TabBadge)
        assert badge.outcome.isHidden()
        opened.send()
        assert badge.outcome.is_busy
        assert bar.accessibleTabName(0) == "GET −1 wrong key, sending"
        open_all(opened, STATUS)  # it is not looked at any more
        await opened.scope.idle()
        assert bar.currentIndex() == 1
        assert badge.outcome.isVisible()
        assert badge.outcome.colour == theme.colour("credential_text")
        assert bar.accessibleTabName(0) == "GET −1 wrong key, credential"


async def test_tab_goes_from_the_address_over_the_chips_to_send(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.action("new_request").trigger()
        address = driver.find(QLineEdit, "Address")
        assert opened.window.focusWidget() is address
        stops = []
        for _ in range(3):
            QTest.keyClick(opened.window.focusWidget(), Qt.Key.Key_Tab)
            stops.append(opened.window.focusWidget().objectName())
        assert stops == ["environment", "credential", "send"]
        address.setFocus()
        QTest.keyClick(address, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
        assert opened.window.focusWidget().objectName() != "method"
        opened.action("choose_method").trigger()
        assert opened.find("method").view().isVisible()
        opened.find("method").hidePopup()


async def test_restored_requests_have_no_page_before_they_are_looked_at(theme, tmp_path):
    tabs = tuple(
        TabState(SavedRequest(endpoint_id=PUSH, values=(("ChannelId", str(n)),), credential="Old"))
        for n in range(100)
    )
    async with opened_window(theme, tmp_path, WindowState(tabs=tabs, current_tab=40)) as opened:
        assert len(titles(opened)) == 100
        assert bar_of(opened).currentIndex() == 40
        assert len(opened.controller.pages.tabs.pages()) == 1
        driver = WindowDriver(opened.window, opened.controller)
        assert driver.find(QLineEdit, "ChannelId").text() == "40"
        opened.controller.pages.follow_rename("Old", "New")
        bar_of(opened).setCurrentIndex(7)
        assert driver.find(QLineEdit, "ChannelId").text() == "7"
        assert opened.current.request.credential == "New"
        assert len(opened.controller.pages.tabs.pages()) == 2


async def test_twenty_tabs_show_more_than_six(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.window.resize(1440, 900)
        for number in range(20):
            address = f"http://127.0.0.1:9/users/{number}/things"
            opened.controller.workbench.open_request(custom_request(address))
        await opened.scope.idle()
        bar = bar_of(opened)
        seen = [bar.tabRect(index) for index in range(bar.count())]
        assert sum(bar.rect().contains(tab) for tab in seen) > 6
        assert titles(opened)[0] == "…/0/things"
        # A few letters of each title are left beside badge and button.
        assert min(tab.width() for tab in seen) > 80


async def test_a_tab_is_as_wide_as_another_method_needs(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.controller.workbench.open_request(custom_request("http://127.0.0.1:9/users"))
        before = bar_of(opened).tabRect(0).width()
        opened.page.choose_method("DELETE")
        assert bar_of(opened).tabRect(0).width() > before
