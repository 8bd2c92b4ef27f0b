import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from aiurdesk.ui.request.tab_badge import TabBadge
from aiurdesk.ui.request.tab_row import TabRow


@pytest.fixture
def row(qtbot, theme):
    made = TabRow(theme)
    qtbot.addWidget(made)
    theme.apply_to_frame(made)
    made.resize(600, 40)
    made.show()
    return made


def fill(row, theme, count):
    for number in range(count):
        badge = TabBadge(theme)
        badge.show_method("GET")
        row.bar.setTabText(row.bar.add(badge), f"request {number}")
    row.refit()


def test_the_number_of_all_is_a_sign_that_some_are_out_of_sight(row, theme):
    button = row.findChild(QToolButton, "all_requests")
    fill(row, theme, 3)
    assert button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
    fill(row, theme, 17)
    assert button.text() == "20"
    assert button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    assert button.accessibleName() == "20 open requests"


def test_tabs_and_buttons_fit_side_by_side(row, theme, qtbot):
    fill(row, theme, 20)
    new = row.findChild(QToolButton, "new_tab")
    qtbot.waitUntil(lambda: row.bar.geometry().right() < new.x() < row.width() - new.width())
    assert row.bar.width() > 400


def test_an_empty_bar_takes_no_room(row):
    row.refit()
    assert not row.bar.isVisible()
