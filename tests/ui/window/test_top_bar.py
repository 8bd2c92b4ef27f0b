import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from aiurdesk.core.environments.environment import (
    BUILT_IN,
    PRODUCTION,
    PRODUCTION_2020,
    SANDBOX,
    Environment,
)
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.window.top_bar import TopBar


@pytest.fixture
def bar(qtbot, theme, keys):
    bar = TopBar(theme, keys)
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
    bar.show_environment(Environment("Mine"), is_local=True)
    assert not word.isVisible()


def words_in(bar):
    """Return the labels, without the key in the field of the command palette."""
    labels = [label for label in bar.findChildren(QLabel) if label.isVisible()]
    return [label.text() for label in labels if not isinstance(label.parentWidget(), QPushButton)]


def seen_in(bar):
    words = words_in(bar)
    measure = bar.environments.box.fontMetrics().horizontalAdvance
    boxes = [bar.environments.box, bar.credentials.box]
    assert all(box.width() > measure(box.currentText()) + 20 for box in boxes)
    return words, boxes[1].mapTo(bar, boxes[1].rect().topLeft()).y()


def test_a_narrow_bar_shows_the_whole_names(bar):
    bar.show_environment(PRODUCTION_2020)
    bar.credentials.set_credentials([("a name of forty characters in the keyring", "App")])
    bar.credentials.show_credential("a name of forty characters in the keyring", "token 19 min")
    bar.complete()
    labels = ["E&nvironment", "&Credential"]
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


def test_the_field_of_the_palette_is_shortened_first(bar):
    bar.show_environment(PRODUCTION_2020)
    bar.complete()
    field = bar.findChild(QPushButton, "go_to")
    seen = []
    for width in range(1600, 400, -10):
        bar.resize(width, 120)
        QApplication.sendPostedEvents()
        words = words_in(bar)
        seen.append(
            (field.text(), "Requests go to real services" in words, "E&nvironment" in words)
        )
        assert field.width() >= field.sizeHint().width()
        assert bar.rect().contains(field.geometry())
    steps = [step for step, _ in itertools.groupby(seen)]
    whole = field.texts[0]
    # At the end each chooser has a line of its own, and the field has room again.
    assert steps[:5] == [
        (whole, True, True),
        ("Go to…", True, True),
        ("Go to…", False, True),
        ("Go to…", False, False),
        ("", False, False),
    ]
    assert steps[-1][0] != ""


def test_the_field_opens_the_palette(bar, qtbot):
    bar.complete()
    with qtbot.waitSignal(bar.palette_wanted):
        QTest.mouseClick(bar.findChild(QPushButton, "go_to"), Qt.MouseButton.LeftButton)


def test_the_field_has_room_for_another_key(bar, keys):
    bar.complete()
    field = bar.findChild(QPushButton, "go_to")
    keys.choose({"command_palette": ("Ctrl+Alt+Shift+F12",)})
    QApplication.sendPostedEvents()
    assert field.width() >= field.sizeHint().width()


def test_the_field_grows_with_the_text(bar, theme):
    bar.complete()
    field = bar.findChild(QPushButton, "go_to")
    before = field.iconSize().width()
    theme.apply(ColourScheme.LIGHT, 200)
    bar.follow_theme()
    assert field.iconSize().width() == pytest.approx(2 * before, abs=1)
