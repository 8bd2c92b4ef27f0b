"""Sweep before coroutine tests: a worker thread must not be the one to destroy old widgets."""

import gc
import inspect

import pytest
from PySide6.QtCore import QObject, Signal

from aiurdesk.core.verdict.verdict import Fix


class FixListener(QObject):
    """Is told which fix was chosen."""

    fix_chosen = Signal(Fix)


@pytest.fixture
def listener(qapp):
    """Return what is told of chosen fixes."""
    return FixListener()


@pytest.fixture(autouse=True)
def swept(request):
    """Collect the widgets of earlier tests on the main thread, where Qt wants them destroyed."""
    if inspect.iscoroutinefunction(request.function):
        gc.collect()
