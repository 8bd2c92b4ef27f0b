import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.window.go_to_field import GoToField

ACTION, PALETTE = "command_palette", "Command palette"


@pytest.fixture
def field(qtbot, theme, keys):
    field = GoToField(theme, keys)
    qtbot.addWidget(field)
    theme.apply_to_frame(field)
    field.show()
    return field


def shown_keys(field):
    return [label.text() for label in field.findChildren(QLabel) if label.isVisible()]


def test_each_text_has_room_with_its_key(field):
    widths = []
    for text in field.texts:
        field.show_text(text)
        assert field.sizeHint().width() == field.needed_width(text)
        widths.append(field.needed_width(text))
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == len(widths)


def test_it_has_one_name_and_shows_the_key_beside_a_text(field, keys):
    seen = []
    for text in field.texts:
        field.show_text(text)
        seen.append((field.accessibleName(), field.toolTip(), shown_keys(field)))
    name, tip = "Go to endpoint, saved request, action", keys.behind(PALETTE, ACTION)
    key = [keys.symbols(ACTION)]
    assert seen == [(name, tip, key), (name, tip, key), (name, tip, [])]


def test_it_shows_another_key_at_once(field, keys):
    keys.choose({ACTION: ("F12",)})
    assert (field.toolTip(), shown_keys(field)) == ("Command palette (F12)", ["F12"])
    keys.choose({ACTION: ()})
    assert (field.toolTip(), shown_keys(field)) == ("Command palette", [])


def test_a_click_on_the_key_presses_it(field, qtbot):
    field.resize(field.sizeHint())
    (label,) = field.findChildren(QLabel)
    with qtbot.waitSignal(field.clicked):
        QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=label.geometry().center())


def test_the_icon_follows_the_text(field, theme):
    before = field.iconSize().width()
    theme.apply(ColourScheme.LIGHT, 200)
    field.follow_theme()
    assert field.iconSize().width() == pytest.approx(2 * before, abs=1)
