"""``parent`` is a window that dialogs can stand before."""

import pytest
from PySide6.QtWidgets import QWidget


@pytest.fixture
def parent(qtbot) -> QWidget:
    """Return a window that is shown."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window
