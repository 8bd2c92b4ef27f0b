import pytest
from PySide6.QtWidgets import QApplication, QLabel

from aiurdesk.core.environments.environment import (
    BUILT_IN,
    PRODUCTION,
    PRODUCTION_2020,
    SANDBOX,
    Environment,
)
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.window.request_chips import CHIP_STEPS, RequestChips


@pytest.fixture
def chips(qtbot, theme):
    made = RequestChips(theme)
    made.environments.set_environments(BUILT_IN)
    qtbot.addWidget(made)
    theme.apply_to_frame(made)
    made.complete()
    made.show()
    return made


@pytest.mark.parametrize("scheme", [ColourScheme.LIGHT, ColourScheme.DARK])
@pytest.mark.parametrize(
    ("environment", "token"),
    [
        (SANDBOX, "chip"),
        (PRODUCTION, "production_background"),
        (PRODUCTION_2020, "production_2020_background"),
    ],
)
def test_the_chip_has_the_tint_of_the_environment(chips, theme, scheme, environment, token):
    theme.apply(scheme, 100)
    chips.show_environment(environment)
    box = chips.environments.box
    # Within the frame, before the text.
    seen = box.grab().toImage().pixelColor(4, box.height() // 2)
    # The pointer may be over it.
    may_be = [token, "chip_hover"] if token == "chip" else [token]
    assert seen in map(theme.colour, may_be)


def test_a_word_says_that_requests_go_to_real_services(chips):
    word = chips.findChild(QLabel, "real_services")
    seen = []
    for environment in (SANDBOX, PRODUCTION, SANDBOX, PRODUCTION_2020):
        chips.show_environment(environment)
        said = chips.environments.box.accessibleDescription()
        seen.append((word.isVisible(), said))
    real = (True, "Requests go to real services")
    assert seen == [(False, ""), real, (False, ""), real]
    chips.show_environment(Environment("Mine"), is_local=True)
    assert not word.isVisible()


def test_an_environment_that_asks_first_is_called_careful(chips):
    chips.show_environment(Environment("Mine", is_careful=True))
    assert chips.findChild(QLabel, "real_services").toolTip().endswith(" · careful")


def test_each_step_takes_less_room_and_the_word_goes_before_the_names(chips, qtbot):
    chips.show_environment(PRODUCTION_2020)
    chips.credentials.set_credentials([("a name of forty characters in the keyring", "App")])
    chips.credentials.show_credential("a name of forty characters in the keyring", "token 19 min")
    word = chips.findChild(QLabel, "real_services")
    seen, widths = [], []
    for step in CHIP_STEPS:
        chips.show_step(step)
        seen.append((word.isVisible(), chips.environments.box.text, chips.credentials.box.text))
        widths.append(chips.needed_width(step))
        QApplication.sendPostedEvents()
        assert chips.minimumSizeHint().width() <= chips.needed_width(step)
    assert seen == [
        (True, "Production 2020", "a name of forty characters … · token 19 min"),
        (True, "Production 202…", "a name of fort… · token 19 min"),
        (False, "Production 202…", "a name of fort… · token 19 min"),
        (False, "Product…", "token 19 min"),
        (False, "", ""),
    ]
    assert widths == sorted(widths, reverse=True)
    with qtbot.waitSignal(chips.changed):
        chips.show_environment(SANDBOX)
