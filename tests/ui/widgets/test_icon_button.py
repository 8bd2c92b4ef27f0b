import pytest

from aiurdesk.core.settings import ColourScheme
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
