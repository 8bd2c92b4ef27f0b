from aiurdesk.core.settings import ColourScheme
from aiurdesk.ui.widgets.icon_button import IconButton


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
