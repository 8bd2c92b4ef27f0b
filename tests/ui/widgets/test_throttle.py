import pytest
import shiboken6
from PySide6.QtCore import QObject

from aiurdesk.ui.widgets.throttle import Throttle

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
