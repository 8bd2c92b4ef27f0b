"""The rows as they are painted."""

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QTreeView

from aiurdesk.core.settings import ColourScheme
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.history.history_panel import HistoryPanel
from tests.history_records import an_entry


@pytest.fixture
def panel(qtbot, theme):
    made = HistoryPanel(theme)
    qtbot.addWidget(made)
    made.resize(290, 400)
    made.show()
    return made


def pixels(image: QImage, colour: QColor) -> int:
    """Return how many pixels have a colour."""
    expected = colour.rgb()
    return sum(
        image.pixel(x, y) == expected for x in range(image.width()) for y in range(image.height())
    )


@pytest.mark.parametrize("scheme", [ColourScheme.LIGHT, ColourScheme.DARK])
def test_the_verdict_has_the_colour_of_its_severity(panel, theme, scheme):
    theme.apply(scheme, 100)
    entry = an_entry(code=-8, severity=Severity.CREDENTIAL, message="m" * 500)
    panel.show_entries((entry,), has_more=False)
    tree = panel.findChild(QTreeView)
    image = tree.grab().toImage()
    assert pixels(image, theme.colour("credential_text")) > 0
    assert pixels(image, theme.colour("success_text")) == 0


def test_an_entry_has_two_lines_and_a_day_one(panel):
    panel.show_entries((an_entry(),), has_more=False)
    tree = panel.findChild(QTreeView)
    day = tree.model().index(0, 0)
    entry = tree.model().index(0, 0, day)
    assert tree.visualRect(entry).height() > tree.visualRect(day).height()
