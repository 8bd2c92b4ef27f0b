from msgspec.structs import replace
from PySide6.QtWidgets import QLabel

from aiurdesk.core.response.response import Response, Tls
from aiurdesk.ui.window.status_line import StatusLine, protection
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
    assert text_of(line, "activity") == "Ready"
    assert text_of(line, "version") == "aiurdesk 0.1"


def test_an_answer_shows_protocol_protection_and_size(qtbot, theme):
    line = StatusLine(theme)
    qtbot.addWidget(line)
    theme.apply_to(line)
    line.apply_to()
    exchange = an_exchange()
    line.show_exchange(exchange)
    assert text_of(line, "size").endswith("B")
    assert "HTTP/" in text_of(line, "protection")
    line.show_exchange(None)
    assert text_of(line, "protection") == text_of(line, "size") == ""


def test_protection_is_said_in_words():
    outcome = an_exchange().outcome
    assert isinstance(outcome, Response)
    guarded = replace(outcome, http_version="HTTP/2", tls=Tls("TLSv1.3"))
    assert protection(guarded) == "TLS 1.3 · HTTP/2 · trusted"
    assert protection(replace(guarded, tls=None)) == "HTTP/2 · not encrypted"


def test_the_place_of_secrets_is_said_once_it_is_known(qtbot, theme):
    line = StatusLine(theme)
    qtbot.addWidget(line)
    theme.apply_to(line)
    assert line.keyring == ""
    line.show_keyring("Secret Service")
    assert text_of(line, "keyring") == line.keyring == "Keyring: Secret Service"
