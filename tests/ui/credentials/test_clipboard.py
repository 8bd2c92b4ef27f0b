import pytest
from PySide6.QtGui import QGuiApplication

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.ui.credentials.credential_actions import SecretClipboard


@pytest.fixture
def clipboard(qapp):
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    yield clipboard
    clipboard.clear()


def test_a_copied_secret_is_gone_after_a_while(qtbot, qapp, clipboard):
    secrets = SecretClipboard(clipboard, qapp, cleared_after_s=0.05)
    secrets.copy(Secret("hush"))
    assert clipboard.text() == "hush"
    qtbot.waitUntil(lambda: clipboard.text() == "")


def test_what_was_copied_meanwhile_stays(qapp, clipboard):
    secrets = SecretClipboard(clipboard, qapp)
    secrets.copy(Secret("hush"))
    clipboard.setText("mine")
    secrets.clear()
    assert clipboard.text() == "mine"
    secrets.clear()
    assert clipboard.text() == "mine"


def test_clipboard_managers_are_asked_not_to_keep_it(qapp, clipboard):
    secrets = SecretClipboard(clipboard, qapp)
    secrets.copy(Secret("hush"))
    assert clipboard.mimeData().data("x-kde-passwordManagerHint").data() == b"secret"
    secrets.clear()
    assert clipboard.text() == ""
