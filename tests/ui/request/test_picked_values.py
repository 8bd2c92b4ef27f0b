from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit, QWidget

from aiurdesk.core.formats.json.tree_path import PickedValue, ValueUse
from aiurdesk.core.request.conversation import Capture, ResponseTest
from tests.ui.credentials.window_steps import opened_dialog
from tests.ui.opened_window import opened_window

STATUS = "gateway.home.index"
NEXT = PickedValue("next", '"/a"', "/a")


def pick(page, value, use):
    page.response.value_picked.emit(PickedValue(value.path, value.source, value.address, use))


async def test_a_value_is_expected_once(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        value = PickedValue("code", "0")
        for _ in range(2):
            pick(opened.page, value, ValueUse.EXPECT)
        assert opened.current.request.tests == (ResponseTest("value", 0, "equals", "code"),)
        (message,) = opened.window.message_bar.messages[-1:]
        assert message.action == "Show tests"


async def test_a_capture_is_named_or_not_made(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        for is_accepted in (True, False, True):
            pick(opened.page, NEXT, ValueUse.CAPTURE)
            dialog = await opened_dialog(opened, "capture_name_dialog")
            dialog.accept() if is_accepted else dialog.reject()
            await opened.scope.idle()
        assert opened.current.request.captures == (
            Capture("next", "value", "next"),
            Capture("next_2", "value", "next"),
        )


async def test_a_name_that_no_variable_can_have_is_not_taken(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        pick(opened.page, PickedValue('"a&b"', '"/a"', "/a"), ValueUse.CAPTURE)
        dialog = await opened_dialog(opened, "capture_name_dialog")
        assert any(w.text() == 'Variable for "a&&b"' for w in dialog.findChildren(QLabel))
        field, box = dialog.findChild(QLineEdit), dialog.findChild(QDialogButtonBox)
        ok = box.button(QDialogButtonBox.StandardButton.Ok)
        field.setText("a b")
        assert "letters, digits" in field.accessibleDescription()
        assert not ok.isEnabled()
        field.setText("a_b")
        assert (ok.isEnabled(), field.accessibleDescription()) == (True, "")
        dialog.reject()
        await opened.scope.idle()


async def test_the_tab_may_be_closed_while_a_name_is_asked_for(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        pick(opened.page, NEXT, ValueUse.CAPTURE)
        await opened_dialog(opened, "capture_name_dialog")
        opened.controller.workbench.close(opened.current.key)
        await opened.scope.idle()
        assert opened.window.message_bar.messages == ()


async def test_a_path_is_opened_with_the_credential_of_its_request(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        pick(opened.page, NEXT, ValueUse.OPEN)
        # Without a response, the host is missing.
        assert len(opened.controller.workbench.open_requests) == 1
        opened.page.name_credential("")
        opened.send()
        exchange = await opened.answer()
        page = opened.page
        pick(page, NEXT, ValueUse.OPEN)
        origin = "/".join(exchange.outcome.url.split("/")[:3])
        assert opened.current.request.endpoint.path == f"{origin}/a"
        assert opened.current.request.credential == ""
        pick(page, PickedValue("next", '""', "https://other.example/a"), ValueUse.OPEN)
        assert opened.current.request.endpoint.path == "https://other.example/a"
        assert opened.current.request.credential is None
        # The same host by its whole address.
        pick(page, PickedValue("next", '""', f"{origin}/b?page=2"), ValueUse.OPEN)
        assert opened.current.request.endpoint.path == f"{origin}/b?page=2"
        assert opened.current.request.credential == ""


async def test_the_message_leads_to_what_was_added(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        first = opened.open(STATUS)
        pick(opened.page, PickedValue("code", "0"), ValueUse.EXPECT)
        opened.controller.workbench.open_custom_url()
        opened.find("message_action", QWidget).click()
        assert opened.current.key == first.key
        subjects = [
            w.accessibleName() for w in opened.page.findChildren(QLineEdit) if w.isVisible()
        ]
        assert "Test 1 subject" in subjects
