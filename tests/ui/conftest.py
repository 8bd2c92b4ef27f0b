"""Coroutine tests run on a fresh Qt loop each; ``theme`` is what the program wears."""

import functools
import gc
import inspect

import pytest
import qasync
from PySide6.QtGui import QFontDatabase, QPalette

from aiurdesk.core.settings import ColourScheme
from aiurdesk.ui.theme import Theme
from tests.coroutines import run_test


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine test on a Qt loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    app = pyfuncitem._request.getfixturevalue("qapp")
    app.setQuitOnLastWindowClosed(False)
    names = pyfuncitem._fixtureinfo.argnames
    arguments = {name: pyfuncitem.funcargs[name] for name in names}
    test = functools.partial(pyfuncitem.obj, **arguments)
    run_test(test, loop_factory=lambda: qasync.QEventLoop(app))
    # A loop is garbage with timers in it; left to a thread of the sandbox, Qt would complain.
    gc.collect()
    return True


@pytest.fixture
def theme(qapp):
    """Return the light theme at 100 %, worn by the application until the test ends."""
    worn = Theme(qapp)
    worn.apply(ColourScheme.LIGHT, 100)
    yield worn
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())
    qapp.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
