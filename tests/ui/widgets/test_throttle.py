import pytest
import shiboken6
from PySide6.QtCore import QObject, QTimer

from aiurdesk.ui.widgets.throttle import SECONDS, CountdownButton, Throttle

EVERY_MS = 20


@pytest.fixture
def parent(qapp):
    """Return what a throttle ends with."""
    parent = QObject(qapp)
    yield parent
    shiboken6.delete(parent)


@pytest.fixture
def calls():
    """Return an empty list for the calls that are made."""
    return list[str]()


@pytest.fixture
def throttle(parent, calls):
    """Return a throttle of a function that notes its calls."""
    return Throttle(parent, EVERY_MS, lambda: calls.append("call"))


def test_the_first_call_is_made_at_once(throttle, calls):
    throttle.call()
    assert calls == ["call"]


def test_calls_soon_after_it_become_one(throttle, calls, qtbot):
    for _ in range(5):
        throttle.call()
    assert calls == ["call"]
    qtbot.waitUntil(lambda: len(calls) > 1)
    qtbot.wait(3 * EVERY_MS)
    assert calls == ["call"] * 2


def test_a_call_that_waits_can_be_cancelled(throttle, calls, qtbot):
    throttle.call()
    throttle.call()
    throttle.cancel()
    qtbot.wait(3 * EVERY_MS)
    assert calls == ["call"]
    throttle.call()
    assert calls == ["call"] * 2


def timer_of(button) -> QTimer:
    """Return the timer that counts, so that a test need not wait for seconds."""
    timer: QTimer | None = button.findChild(QTimer)
    assert timer is not None
    return timer


def a_button(qtbot):
    button = CountdownButton("Resend in 5 s")
    qtbot.addWidget(button)
    timer_of(button).setInterval(1)
    return button


def test_it_counts_down_in_sight_and_then_acts(qtbot):
    button = a_button(qtbot)
    seen = []
    with qtbot.waitSignal(button.elapsed):
        button.click()
        seen.append(button.text())
        timer_of(button).timeout.connect(lambda: seen.append(button.text()))
    assert seen == [
        *(f"Resending in {left} s · Cancel" for left in range(SECONDS, 0, -1)),
        "Resend in 5 s",
    ]
    assert not button.is_counting()


def test_pressed_again_it_stops_and_does_nothing(qtbot):
    button = a_button(qtbot)
    with qtbot.assertNotEmitted(button.elapsed, wait=30):
        button.click()
        assert button.is_counting()
        button.click()
    assert button.text() == "Resend in 5 s"
    assert not button.is_counting()


def test_it_waits_five_seconds(qtbot):
    button = CountdownButton("Resend in 5 s")
    qtbot.addWidget(button)
    assert timer_of(button).interval() * SECONDS == 5000
