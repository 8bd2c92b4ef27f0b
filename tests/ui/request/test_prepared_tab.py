import pytest
from PySide6.QtWidgets import QWidget

from aiurdesk.core.request.request import FieldError, PreparedRequest
from aiurdesk.ui.form.preview_panel import PreviewPanel
from aiurdesk.ui.request.prepared_tab import PreparedTab
from aiurdesk.ui.widgets.note import WrappedLabel


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def tab(theme, parent):
    return PreparedTab(lambda: PreviewPanel(theme), parent)


def notes(tab):
    return [label.plain_text() for label in tab.panel.findChildren(WrappedLabel)]


def test_what_is_shown_first_is_what_would_be_sent_by_then(tab):
    tab.show_prepared((FieldError("ChannelId", "is missing"),), (), None)
    tab.show_prepared(PreparedRequest("GET", "https://localhost/a"), (), None)
    tab.show_later("{{$uuid}} has another value.")
    assert not tab.is_made
    assert tab.panel.text.toPlainText().startswith("GET /a")
    assert "{{$uuid}} has another value." in notes(tab)


def test_what_is_shown_follows_the_request(tab):
    assert tab.panel.text.toPlainText() == ""
    tab.show_prepared(PreparedRequest("GET", "https://localhost/b"), (), None)
    assert tab.panel.text.toPlainText().startswith("GET /b")
    tab.show_later("{{$now}} has another value.")
    assert "{{$now}} has another value." in notes(tab)
