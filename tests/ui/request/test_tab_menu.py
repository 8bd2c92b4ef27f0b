from aiurdesk.ui.request.tab_menu import tab_menu
from tests.ui.opened_window import opened_window


async def test_the_menu_closes_duplicates_and_reopens(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        workbench = opened.controller.workbench

        def pick(text):
            menu = tab_menu(opened.window, workbench, opened.current.key)
            action = next(one for one in menu.actions() if one.text() == text)
            if action.isEnabled():
                action.trigger()
            menu.deleteLater()
            return action.isEnabled()

        first = workbench.open_request(opened.open("gateway.home.index").request)
        assert pick("Close others")
        assert workbench.open_requests == (first,)
        assert not pick("Close others")
        assert pick("Duplicate")
        assert [one.request for one in workbench.open_requests] == [first.request] * 2
        assert pick("Close")
        assert pick("Close")
        menu = tab_menu(opened.window, workbench, 0)
        assert menu.actions()[-1].isEnabled()
        workbench.reopen()
        assert opened.current.request == first.request


async def test_all_tabs_or_those_to_the_right_are_closed(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        workbench = opened.controller.workbench
        request = opened.open("gateway.home.index").request
        first = opened.current
        second, third = (workbench.open_request(request) for _ in range(2))

        def entries(key):
            menu = tab_menu(opened.window, workbench, key)
            menu.deleteLater()
            return {action.text(): action for action in menu.actions()}

        assert not entries(third.key)["Close to the right"].isEnabled()
        assert "Show in file manager" not in entries(first.key)
        entries(first.key)["Close to the right"].trigger()
        assert workbench.open_requests[-1].key == first.key
        assert second not in workbench.open_requests
        entries(first.key)["Close all"].trigger()
        assert workbench.open_requests == ()


async def test_a_pinned_tab_stays_when_others_are_closed_and_at_the_next_start(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        workbench = opened.controller.workbench
        request = opened.open("gateway.home.index").request
        first = opened.current
        second, third = (workbench.open_request(request) for _ in range(2))

        def pick(key, text):
            menu = tab_menu(opened.window, workbench, key)
            next(one for one in menu.actions() if one.text() == text).trigger()
            menu.deleteLater()

        pick(second.key, "Pin")
        assert [one.key for one in workbench.open_requests] == [second.key, first.key, third.key]
        pick(third.key, "Close others")
        assert [one.key for one in workbench.open_requests] == [second.key, third.key]
        pick(second.key, "Close to the right")
        pick(second.key, "Close all")
        assert [one.is_pinned for one in workbench.open_requests] == [True]
    async with opened_window(theme, tmp_path) as opened:
        (restored,) = opened.controller.workbench.open_requests
        assert restored.is_pinned
        opened.controller.workbench.pin(restored.key, False)
        assert not opened.current.is_pinned
