"""What is done on the page of a request reaches the request, in the real window."""

from PySide6.QtWidgets import QComboBox, QDialog, QPushButton, QTabWidget

from tests.ui.credentials.window_steps import opened_dialog, press
from tests.ui.opened_window import opened_window

STATUS, CREATE = "gateway.home.index", "stargate.channel.createchannel"


async def test_the_buttons_of_a_page_act_on_its_request(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        first = opened.open(STATUS)
        page = opened.page
        opened.controller.workbench.open_custom_url()
        page.row.send_button.send_wanted.emit()
        await opened.scope.idle()
        assert opened.exchange(first.key).verdict.code == 0
        assert opened.exchange(opened.current.key) is None


async def test_the_auth_tab_of_a_page_reaches_request_and_list(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(CREATE)
        await opened.scope.idle()
        editors = opened.find("editors", QTabWidget)
        editors.setCurrentIndex([editors.tabText(n) for n in range(editors.count())].index("Auth"))
        opened.find("request_credential", QComboBox).activated.emit(1)
        assert opened.current.request.credential == ""
        press(editors, "Manage credentials…")
        assert (await opened_dialog(opened, "credentials_dialog")).isVisible()
        opened.find("credentials_dialog", QDialog).reject()
        await opened.scope.idle()


async def test_send_anyway_and_cancel_reach_the_request(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.controller.credentials.choice.choose("")
        opened.open(CREATE)
        await opened.scope.idle()
        send = opened.find("send", QPushButton)
        send.click()
        assert send.accessibleName() == "Send"
        opened.find("send_anyway", QPushButton).click()
        assert send.accessibleName() == "Cancel"
        send.click()
        assert (await opened.answer()) is None
        assert send.accessibleName() == "Send"


async def test_a_closed_request_gives_the_keyboard_to_the_next_one(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("stargate.message.pushmessage")
        opened.action("focus_address").trigger()
        opened.action("new_request").trigger()
        opened.action("close_request").trigger()
        focused = opened.window.focusWidget()
        assert focused is not None
        assert opened.page.isAncestorOf(focused)
