"""Coroutine tests run on a fresh Qt loop each; ``theme`` is what the program wears."""

import asyncio
import inspect

import pytest
import qasync

from aiurdesk.core.settings import ColourScheme
from aiurdesk.ui.theme import Theme

LIMIT_S = 30


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Run a coroutine test on a Qt loop, bounded in time, and fail it if it leaves tasks."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    app = pyfuncitem._request.getfixturevalue("qapp")
    names = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in names}

    async def bounded():
        async with asyncio.timeout(LIMIT_S):
            await pyfuncitem.obj(**arguments)
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert not left, f"tasks left running: {left}"

    app.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        runner.run(bounded())
    return True


@pytest.fixture
def theme(qapp):
    """Return the light theme at 100 %, worn by the application."""
    worn = Theme(qapp)
    worn.apply(ColourScheme.LIGHT, 100)
    return worn
