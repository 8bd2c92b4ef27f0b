"""The browser's return is received on the loop of the window as on that of the command line."""

import asyncio

import pytest

from aiurdesk.transport.receiver import Receiver
from tests.coroutines import run_test
from tests.transport.calls import answered, outcome_of
from tests.ui.conftest import run_on_qt_loop


async def come_back() -> None:
    async with Receiver() as receiver, asyncio.TaskGroup() as group:
        waiting = group.create_task(receiver.wait(5))
        wrong = answered(await outcome_of(f"{receiver.redirect_uri}?state=x&code=1"))
        right = answered(
            await outcome_of(f"{receiver.redirect_uri}/?state={receiver.state}&code=7")
        )
    assert (wrong.status, right.status) == (400, 200)
    assert waiting.result().values == {"code": "7"}


@pytest.mark.parametrize("loop", ["asyncio", "qasync"])
def test_a_browser_comes_back(loop, request):
    if loop == "asyncio":
        run_test(come_back)
        return
    application = request.getfixturevalue("qapp")
    application.setQuitOnLastWindowClosed(False)
    run_on_qt_loop(come_back, application)
