"""The redirect after signing in is received on the loop of Qt and on that of asyncio."""

import asyncio

from aiurdesk.transport.receiver import Receiver
from tests.coroutines import run_test
from tests.transport.calls import answered, outcome_of
from tests.ui.conftest import run_on_qt_loop


async def check_return() -> None:
    async with Receiver() as receiver, asyncio.TaskGroup() as group:
        waiting = group.create_task(receiver.wait(60))
        wrong = answered(await outcome_of(f"{receiver.redirect_uri}?code=1"))
        right = answered(
            await outcome_of(f"{receiver.redirect_uri}/?state={receiver.state}&code=7")
        )
    assert (wrong.status, right.status) == (400, 200)
    assert waiting.result().values == {"code": "7"}


def test_the_redirect_of_a_browser_is_received_on_the_asyncio_loop():
    run_test(check_return)


def test_the_redirect_of_a_browser_is_received_on_the_qt_loop(qapp):
    qapp.setQuitOnLastWindowClosed(False)
    run_on_qt_loop(check_return, qapp)
