from tests.coroutines import until
from tests.ui.opened_window import opened_window

STATUS = "gateway.home.index"


async def test_actions_are_enabled_as_things_stand(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        assert not opened.action("send").isEnabled()
        opened.open(STATUS)
        opened.action("send").trigger()
        assert opened.action("cancel").isEnabled()
        await opened.answer()
        assert not opened.action("cancel").isEnabled()
        assert opened.action("find").isEnabled()
        assert opened.action("teach_dialect").isEnabled()
        opened.action("send").trigger()
        assert not opened.action("find").isEnabled()
        await opened.answer()
        opened.action("close_request").trigger()
        assert not opened.action("send").isEnabled()
        assert opened.window.empty_state.isVisible()
        opened.action("reopen_request").trigger()
        assert opened.current.request.endpoint.id == STATUS


async def test_nothing_happens_without_a_request(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        front = opened.controller.front
        front.with_key(front.cancel)
        front.on_page(lambda page: page.row.focus_address())
        for action in ("send", "run_messages", "save", "duplicate_request", "find"):
            opened.act(action)
        assert opened.controller.workbench.open_requests == ()
        assert (front.is_open, front.is_busy(), front.has_response) == (False, False, False)
        assert (front.has_messages, front.has_open_socket) == (False, False)
        assert not front.has_verdict


async def test_a_copy_of_the_request_in_front_is_opened(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        opened.act("duplicate_request")
        requests = opened.controller.workbench.open_requests
        assert [one.request.endpoint.id for one in requests] == [STATUS, STATUS]


async def test_a_refused_request_is_sent_anyway_by_key(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("stargate.message.pushmessage")
        send_anyway = opened.action("send_anyway")
        assert not send_anyway.isEnabled()
        opened.action("send").trigger()
        await until(send_anyway.isEnabled)
        send_anyway.trigger()
        await until(lambda: opened.controller.front.has_verdict)
        assert not send_anyway.isEnabled()


async def test_the_request_in_front_is_pinned_by_a_key_and_let_go_again(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        second = opened.open("stargate.message.pushmessage")
        action = opened.action("pin_request")
        assert [key.toString() for key in action.shortcuts()] == ["Ctrl+Alt+P"]
        action.trigger()
        assert action.isChecked()
        assert opened.current.is_pinned
        assert [*opened.controller.tabs.titles][0] == second.key
        action.trigger()
        assert not action.isChecked()
        assert not opened.current.is_pinned
