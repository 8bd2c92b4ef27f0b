import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.widgets.icon_button import IconButton, IconLabel


def test_a_button_says_what_it_does(qtbot, theme):
    button = IconButton(theme, "close", "Remove")
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.toolTip()) == ("Remove", "Remove")
    button.rename("Hide")
    assert (button.accessibleName(), button.toolTip()) == ("Hide", "Hide")


def test_the_icon_follows_the_theme(qtbot, theme):
    button = IconButton(theme, "eye", "Show")
    qtbot.addWidget(button)
    light = button.icon().cacheKey()
    theme.apply(ColourScheme.DARK, 100)
    dark = button.icon().cacheKey()
    button.show_icon("eye-off")
    assert len({light, dark, button.icon().cacheKey()}) == 3


def test_an_icon_beside_a_text_grows_with_it_and_takes_another_colour(qtbot, theme):
    label = IconLabel(theme, "lock", "notice_text")
    qtbot.addWidget(label)
    width, first = label.pixmap().width(), label.pixmap().cacheKey()
    theme.apply(ColourScheme.LIGHT, 200)
    assert label.pixmap().width() == pytest.approx(2 * width, abs=1)
    label.show_icon("severity-server", "server_text")
    assert label.pixmap().cacheKey() != first


@pytest.mark.parametrize("zoom", [100, 150, 200])
def test_a_button_keeps_its_height_where_there_is_no_room_to_spare(qtbot, theme, zoom):
    theme.apply(ColourScheme.LIGHT, zoom)
    page = QWidget()
    qtbot.addWidget(page)
    line, button = QLineEdit(), IconButton(theme, "close", "Remove")
    column = QVBoxLayout(page)
    column.addWidget(line)
    column.addWidget(button)
    theme.apply_to(page)
    page.show()
    # As a page in a scroll area, which gives it as little as it can do with.
    page.resize(page.minimumSizeHint())
    assert button.height() == button.sizeHint().height() == line.height()
    assert button.height() > button.iconSize().height()
