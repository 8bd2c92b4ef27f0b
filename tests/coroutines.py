"""Runs a coroutine test on its own event loop, with a timeout, and fails it if tasks are left."""

import asyncio
import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Benchmarks run without it.
    import pytest

LIMIT_S = 60
_END_S = 5
"""What is ending may take so long, such as a server that has yet to notice that its client left."""


async def _bounded(body: Callable[[], Awaitable[object]], limit_s: float) -> None:
    async with asyncio.timeout(limit_s):
        await body()
    if others := asyncio.all_tasks() - {asyncio.current_task()}:
        _, running = await asyncio.wait(others, timeout=_END_S)
        left = sorted(str(task.get_coro()) for task in running)
        assert not left, f"The test left tasks running: {left}"


async def until(condition: Callable[[], object]) -> None:
    """Wait until a condition holds, or until the timeout of the test."""
    while not condition():  # noqa: ASYNC110 - most conditions set no event
        await asyncio.sleep(0.002)


def body_of(test: "pytest.Function") -> Callable[[], Awaitable[object]]:
    """Return the function of a coroutine test with its fixtures bound to it."""
    names = inspect.signature(test.obj).parameters
    return functools.partial(test.obj, **{name: test.funcargs[name] for name in names})


def run_test(
    body: Callable[[], Awaitable[object]],
    loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None,
    limit_s: float = LIMIT_S,
) -> None:
    """Run a coroutine test; it fails after the limit or when it leaves a task running."""
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(_bounded(body, limit_s))
