import gc
import threading
import weakref

import pytest
import shiboken6
from PySide6.QtCore import QObject

from aiurdesk.ui.startup.running import GarbageCollector


class Knot:
    """Garbage that only the collector can find."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector(qapp):
    """Return a collector that ends with its parent.

    ``stop`` collects everything that all tests have loaded, for seconds. Only the test of it waits.
    """
    parent = QObject(qapp)
    yield GarbageCollector(parent)
    shiboken6.delete(parent)
    gc.enable()


def knots(count):
    made = [Knot() for _ in range(count)]
    return weakref.ref(made[0])


def test_another_thread_never_collects(collector):
    gc.collect()
    left = []
    thread = threading.Thread(target=lambda: left.append(knots(20_000)))
    thread.start()
    thread.join()
    assert left[0]() is not None


def test_what_is_due_is_collected_on_the_thread_of_the_window(collector, qtbot):
    collector.start()
    gone = knots(20_000)
    qtbot.waitUntil(lambda: gone() is None)
    assert gone() is None


def test_few_objects_are_collected_when_that_is_wanted(collector, qtbot):
    gc.collect()
    collector.start()
    gone = knots(1)
    with qtbot.waitSignal(collector.collected):
        collector.collect_soon()
    assert gone() is None


def test_what_is_loaded_at_the_start_is_left_out_until_the_end(collector):
    assert not gc.isenabled()
    before = gc.get_freeze_count()
    collector.start()
    assert gc.get_freeze_count() > before
    gone = knots(1)
    gc.freeze()
    gc.collect()
    assert gone() is not None
    collector.stop()
    assert gc.get_freeze_count() == 0
    assert gone() is None
    assert gc.isenabled()
    # The tests froze what they had loaded, in ``tests/conftest.py``.
    gc.freeze()
