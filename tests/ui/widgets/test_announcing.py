import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel

from aiurdesk.ui.widgets.styled import announce


@pytest.mark.parametrize("is_active", [True, False])
def test_a_text_is_said_where_a_screen_reader_runs(is_active, qtbot, monkeypatch):
    heard = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: is_active)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda e: heard.append(e.message()))
    label = QLabel()
    qtbot.addWidget(label)
    announce(label, "Saved.")
    assert heard == ["Saved."] * is_active
