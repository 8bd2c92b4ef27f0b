import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject

from aiurdesk.ui.startup.gc import GarbageCollector


class Knot:
    """Garbage that only the collector can find."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def frozen_again():
    """Undo what ``stop`` undoes: ``tests/conftest.py`` freezes what it has loaded."""
    yield
    gc.freeze()


@pytest.fixture
def collector(qapp):
    collector = GarbageCollector(QObject(qapp))
    yield collector
    collector.stop()


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
    collector.collect_soon()
    qtbot.waitUntil(lambda: gone() is None)
    assert gone() is None


def test_python_collects_again_after_the_end(qapp):
    collector = GarbageCollector(QObject(qapp))
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()


def test_what_is_loaded_at_the_start_is_left_out_until_the_end(collector):
    before = gc.get_freeze_count()
    collector.start()
    assert gc.get_freeze_count() > before
    collector.stop()
    assert gc.get_freeze_count() == 0
