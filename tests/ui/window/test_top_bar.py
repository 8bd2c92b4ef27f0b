import itertools

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from aiurdesk.core.request.built_in_environments import (
    BUILT_IN,
    PRODUCTION,
    PRODUCTION_2020,
    SANDBOX,
)
from aiurdesk.core.settings import ColourScheme
from aiurdesk.ui.window.top_bar import TopBar


@pytest.fixture
def bar(qtbot, theme):
    bar = TopBar(theme)
    bar.environments.set_environments(BUILT_IN)
    qtbot.addWidget(bar)
    theme.apply_to_frame(bar)
    bar.resize(1000, 44)
    bar.show()
    return bar


def colour_of(bar):
    return bar.grab().toImage().pixelColor(3, 3)


@pytest.mark.parametrize("scheme", [ColourScheme.LIGHT, ColourScheme.DARK])
@pytest.mark.parametrize(
    ("environment", "token"),
    [
        (SANDBOX, "panel"),
        (PRODUCTION, "production_background"),
        (PRODUCTION_2020, "production_2020_background"),
    ],
)
def test_the_bar_has_the_tint_of_the_environment(bar, theme, scheme, environment, token):
    theme.apply(scheme, 100)
    bar.show_environment(environment)
    assert colour_of(bar) == theme.colour(token)


def test_a_word_says_that_requests_go_to_real_services(bar):
    word = bar.findChild(QLabel, "real_services")
    seen = []
    for environment in (SANDBOX, PRODUCTION, SANDBOX, PRODUCTION_2020):
        bar.show_environment(environment)
        seen.append(word.isVisible())
    assert seen == [False, True, False, True]
    assert word.text() == "Requests go to real services"


def seen_in(bar):
    words = [label.text() for label in bar.findChildren(QLabel) if label.isVisible()]
    measure = bar.environments.box.fontMetrics().horizontalAdvance
    boxes = [bar.environments.box, bar.credentials.box]
    assert all(box.width() > measure(box.currentText()) + 20 for box in boxes)
    return words, boxes[1].mapTo(bar, boxes[1].rect().topLeft()).y()


def test_a_narrow_bar_shows_the_whole_names(bar):
    bar.show_environment(PRODUCTION_2020)
    bar.credentials.set_credentials([("a name of forty characters in the keyring", "App")])
    bar.credentials.show_credential("a name of forty characters in the keyring", "token 19 min")
    bar.furnish()
    labels = ["&Environment", "&Credential"]
    seen = []
    for width in range(1600, 500, -10):
        bar.resize(width, 88)
        QApplication.sendPostedEvents()
        seen.append(seen_in(bar))
    steps = [step for step, _ in itertools.groupby(seen)]
    tops = [top for _, top in steps]
    assert [words for words, _ in steps] == [
        [*labels, "Requests go to real services"],
        [*labels, "Real services"],
        ["Real services"],
        ["Real services"],
    ]
    assert tops[0] == tops[1] == tops[2] < tops[3]
    assert bar.findChild(QLabel, "real_services").toolTip() == "Requests go to real services"
