"""Coroutine tests run on a fresh Qt loop each; ``theme`` is what the program wears.

``qtbot`` waits as long as they do.
"""

import contextlib
import gc
import inspect
from collections.abc import Awaitable, Callable, Iterator
from functools import partialmethod

import pytest
import qasync
from PySide6.QtGui import QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aiurdesk.core.state.response_look import LOOKS
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.form.editor import LAST_VIEW
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.program.actions import default_keys
from aiurdesk.ui.theme.theme import Theme
from tests.coroutines import LIMIT_S, body_of, run_test


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine test on a Qt loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    marker = pyfuncitem.get_closest_marker("limit_s")
    run_on_qt_loop(body_of(pyfuncitem), app, marker.args[0] if marker else LIMIT_S)
    return True


def run_on_qt_loop(
    test: Callable[[], Awaitable[object]], app: QApplication, limit_s: float = LIMIT_S
) -> None:
    """Run a coroutine test on a fresh Qt loop, and leave nothing of it to the collector."""
    app.setQuitOnLastWindowClosed(False)
    # Garbage with widgets and timers in it must not be collected on a thread of the sandbox.
    gc.disable()
    try:
        run_test(test, lambda: qasync.QEventLoop(app), limit_s)
    finally:
        gc.collect()
        # What is left is modules and caches. Each later collection would go through all of it.
        gc.freeze()
        gc.enable()


@contextlib.contextmanager
def worn_theme(app: QApplication) -> Iterator[Theme]:
    """Let the application wear the light theme at 100 % in the block."""
    worn = Theme(app)
    worn.apply(ColourScheme.LIGHT, 100)
    yield worn
    app.setPalette(QPalette())
    app.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))


class PatientBot(QtBot):
    """Waits for what happens, however busy the computer is."""

    waitSignal = partialmethod(QtBot.waitSignal, timeout=LIMIT_S * 1000)
    waitUntil = partialmethod(QtBot.waitUntil, timeout=LIMIT_S * 1000)


@pytest.fixture
def qtbot(qapp, request):
    """Return the driver of widgets, which waits longer than usual."""
    return PatientBot(request)


@pytest.fixture(scope="session")
def qapp_args():
    """Return the arguments of the application: those of the program itself."""
    return ["aiurdesk", "-style", "fusion"]


@pytest.fixture(autouse=True)
def application(qapp):
    """Return the application, which a coroutine test needs for its loop."""
    return qapp


@pytest.fixture(autouse=True)
def first_looks() -> Iterator[None]:
    """Look at responses as a program does that was never used."""
    LOOKS.restore({})
    yield
    LOOKS.restore({})


@pytest.fixture(autouse=True)
def first_view() -> Iterator[None]:
    """Show bodies as a program does that was never used."""
    LAST_VIEW.is_form = True
    yield
    LAST_VIEW.is_form = True


@pytest.fixture
def theme(qapp):
    """Return the light theme at 100 %, worn by the application until the test ends."""
    with worn_theme(qapp) as worn:
        yield worn


@pytest.fixture
def keys():
    """Return the keys of all actions, of which none was changed."""
    action_keys = ActionKeys()
    action_keys.set_up(default_keys(), {})
    return action_keys
