"""Sweep before coroutine tests: a worker thread must not be the one to destroy old widgets."""

import gc
import inspect

import pytest


@pytest.fixture(autouse=True)
def swept(request):
    """Collect the widgets of earlier tests on the main thread, where Qt wants them destroyed."""
    if inspect.iscoroutinefunction(request.function):
        gc.collect()
