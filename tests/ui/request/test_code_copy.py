from PySide6.QtGui import QGuiApplication

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import FieldError, PreparedRequest
from aiurdesk.ui.request.text_import import copy_as_curl
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window


def test_a_request_is_copied_with_variables_for_its_secrets(qapp):
    prepared = PreparedRequest("GET", "https://a/?key=abcdef", secrets=(Secret("abcdef"),))
    message = copy_as_curl(prepared)
    assert message.text == "Copied as curl. Give $KEY a value before you run it."
    assert "'https://a/?key='\"$KEY\"" in QGuiApplication.clipboard().text()


def test_what_cannot_be_sent_is_not_copied(qapp):
    QGuiApplication.clipboard().setText("before")
    assert "Enter a number." in copy_as_curl((FieldError("id", "Enter a number."),)).text
    assert "no address" in copy_as_curl(None).text
    assert QGuiApplication.clipboard().text() == "before"


async def test_the_request_in_front_is_copied_by_an_action(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        assert not opened.action("copy_as_curl").isEnabled()
        opened.open("gateway.home.index")
        # The sandbox starts with the first request, and has no address before.
        await WindowDriver(opened.window, opened.controller).send()
        opened.action("copy_as_curl").trigger()
        await opened.scope.idle()
        assert QGuiApplication.clipboard().text().startswith("curl ")
