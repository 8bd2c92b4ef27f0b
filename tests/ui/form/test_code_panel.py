import pytest
from PySide6.QtGui import QGuiApplication

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exporters import CODE_FORMATS
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.ui.form.preview_panel import CodePanel

PREPARED = PreparedRequest("POST", "https://a/b", (), (b"t=abcdef",), (Secret("abcdef"),))


@pytest.fixture
def panel(qtbot, theme) -> CodePanel:
    panel = CodePanel(theme)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_prepared(PREPARED)
    return panel


def test_each_language_is_shown_with_variables_for_secrets(panel):
    titles = [panel.formats.itemText(number) for number in range(panel.formats.count())]
    assert titles == [one.title for one in CODE_FORMATS]
    for number, one in enumerate(CODE_FORMATS):
        panel.formats.setCurrentIndex(number)
        assert "https://a/b" in panel.text.toPlainText(), one.id
        assert "abcdef" not in panel.text.toPlainText(), one.id


def test_secrets_are_shown_and_copied_only_while_the_box_is_ticked(panel):
    panel.copy.click()
    assert '--data-raw t="$T"' in QGuiApplication.clipboard().text()
    panel.reveals.click()
    assert "--data-raw t=abcdef" in panel.text.toPlainText()
    panel.hide()
    assert "abcdef" not in panel.text.toPlainText()


def test_a_long_body_is_told_and_not_written(panel):
    panel.show_prepared(PreparedRequest("POST", "https://a/b", (), (b"x" * 300_000,)))
    assert panel.text.toPlainText() == ""
    assert "too long for code" in panel.protocol.plain_text()
