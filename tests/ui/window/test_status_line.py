from PySide6.QtWidgets import QLabel

from aiurdesk.ui.window.response_facts import ResponseTexts, response_facts
from aiurdesk.ui.window.status_line import StatusLine
from tests.ui.response.exchanges import an_exchange


def text_of(line, name):
    return line.findChild(QLabel, name).text()


def test_it_is_ready_when_nothing_runs(qtbot, theme):
    line = StatusLine(theme)
    qtbot.addWidget(line)
    theme.apply_to(line)
    line.apply_to()
    assert text_of(line, "activity") == "Ready"
    line.show_work("Sending…", is_running=True)
    line.show_work("Sending…", is_running=True)
    assert text_of(line, "activity") == "Sending…"
    line.show_work("Sending…", is_running=False)
    assert text_of(line, "activity") == "Sending…"
    line.show_work("Sending…", is_running=False)
    assert text_of(line, "activity") == "Ready"
    assert text_of(line, "version") == "aiurdesk 0.1"


def test_a_response_shows_protocol_protection_and_size(qtbot, theme):
    line = StatusLine(theme)
    qtbot.addWidget(line)
    theme.apply_to(line)
    line.apply_to()
    line.show_response(response_facts(an_exchange()))
    assert text_of(line, "size").endswith("B")
    assert "HTTP/" in text_of(line, "protection")
    line.show_response(None)
    assert text_of(line, "protection") == text_of(line, "size") == ""


def test_a_response_does_not_stand_over_a_message(qtbot, theme):
    line = StatusLine(theme)
    qtbot.addWidget(line)
    line.show()
    line.apply_to()
    line.show_saved("Push message")
    line.show_response(ResponseTexts(protection="TLS 1.3", size="9 B", is_encrypted=True))
    lock: QLabel | None = line.findChild(QLabel, "lock")
    assert lock is not None
    assert (line.currentMessage(), lock.isVisible()) == ("Saved Push message", False)
    line.clearMessage()
    assert lock.isVisible()
    assert not lock.pixmap().isNull()
    line.show_response(None)
    assert lock.pixmap().isNull()


def test_the_place_of_secrets_is_said_once_it_is_known(qtbot, theme):
    line = StatusLine(theme)
    qtbot.addWidget(line)
    theme.apply_to(line)
    assert line.keyring == ""
    line.show_keyring("Secret Service")
    assert text_of(line, "keyring") == line.keyring == "Keyring: Secret Service"
