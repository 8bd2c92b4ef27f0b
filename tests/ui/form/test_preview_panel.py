from PySide6.QtWidgets import QLabel, QPlainTextEdit

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.ui.form.preview_panel import PreviewPanel
from aiurdesk.ui.widgets.note import Note

PREPARED = PreparedRequest("POST", "https://a/b", (), (b"t=abcdef",), (Secret("abcdef"),))


def panel_of(qtbot, theme, prepared) -> PreviewPanel:
    panel = PreviewPanel(theme)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_prepared(prepared)
    return panel


def test_secrets_are_dots_until_the_box_is_ticked(qtbot, theme):
    panel = panel_of(qtbot, theme, PREPARED)
    assert "t=••••" in panel.text.toPlainText()
    panel.reveals.click()
    assert "t=abcdef" in panel.text.toPlainText()
    panel.hide()
    assert "t=••••" in panel.text.toPlainText()


def test_without_secrets_there_is_no_box(qtbot, theme):
    panel = panel_of(qtbot, theme, PreparedRequest("GET", "https://a/b"))
    assert not panel.reveals.isVisible()
    assert panel.text.toPlainText().startswith("GET /b HTTP/2\nHost: a\n")


def test_mistakes_are_shown_in_place_of_the_bytes(qtbot, theme):
    panel = panel_of(qtbot, theme, PREPARED)
    required = Problem("key is required: enter text.", FieldPlace("key"))
    panel.show_prepared(
        (Problem("Enter a number.", FieldPlace("id")), required, Problem("No such service."))
    )
    (note,) = panel.findChildren(Note)
    assert note.label.text() == (
        "This cannot be sent as it is:\nid: Enter a number.\nkey is required: enter text.\n"
        "No such service."
    )
    assert not panel.text.isVisible()
    assert panel.text.toPlainText() == ""


def test_an_invalid_request_is_shown_as_it_would_be_sent_anyway(qtbot, theme):
    panel = panel_of(qtbot, theme, PREPARED)
    panel.show_prepared((Problem("Enter a number.", FieldPlace("id")),), PREPARED)
    (note,) = panel.findChildren(Note)
    assert note.label.text().endswith("Enter a number.\n“Send anyway” would send the following:")
    assert panel.text.isVisible()
    assert "POST /b HTTP/2\n" in panel.text.toPlainText()
    assert panel.reveals.isVisible()


def test_plain_http_is_sent_over_http_1_1(qtbot, theme):
    panel = panel_of(qtbot, theme, PreparedRequest("GET", "http://localhost/b"))
    assert panel.text.toPlainText().startswith("GET /b HTTP/1.1\n")
    assert any("HTTP/1.1 is used" in label.text() for label in panel.findChildren(QLabel))


def test_lines_are_not_wrapped(qtbot, theme):
    panel = panel_of(qtbot, theme, PreparedRequest("GET", "https://a/" + "x" * 300_000))
    assert panel.text.lineWrapMode() == QPlainTextEdit.LineWrapMode.NoWrap
    assert panel.text.isReadOnly()
    assert panel.text.accessibleName() == "Preview"


def test_a_socket_is_opened_by_a_handshake_over_http_1_1(qtbot, theme):
    panel = panel_of(qtbot, theme, PREPARED)
    panel.show_prepared(PreparedRequest("GET", "https://a/b"), (), ("chat", "json"))
    text = panel.text.toPlainText()
    assert text.startswith("GET /b HTTP/1.1\n")
    assert "\nUpgrade: websocket\n" in text
    assert text.endswith("\nSec-WebSocket-Protocol: chat, json\n\n")
    assert any("HTTP/1.1; messages follow" in w.text() for w in panel.findChildren(QLabel))
