import asyncio
import gc

from PySide6.QtCore import QObject
from shiboken6 import delete

from aiurdesk.ui.tasks import TaskFailure, TaskScope


async def forever(log=None):
    try:
        await asyncio.Event().wait()
    finally:
        if log is not None:
            log.append("cleaned up")


async def test_a_task_runs_with_its_arguments():
    scope = TaskScope()
    heard: list[object] = []

    async def add(one, other):
        heard.append(one + other)

    scope.start("add", add, 1, 2)
    await scope.idle()
    assert heard == [3]


async def test_a_second_task_of_a_name_cancels_the_first():
    scope = TaskScope()
    log: list[str] = []
    scope.start("send", forever, log)
    await asyncio.sleep(0)
    scope.start("send", asyncio.sleep, 0)
    await scope.idle()
    assert log == ["cleaned up"]


async def test_tasks_end_with_the_object_that_they_use():
    scope, owner = TaskScope(), QObject()
    log: list[str] = []
    scope.cancel_with(owner, "one", "other")
    for name in ("one", "other", "third"):
        scope.start(name, forever, log)
    await asyncio.sleep(0)
    delete(owner)
    assert scope.names() == ("third",)
    await scope.aclose()
    assert len(log) == 3


async def test_a_task_cancelled_before_its_first_step_leaves_nothing_behind():
    scope = TaskScope()
    scope.start("send", forever)
    scope.cancel("send")
    await scope.idle()
    gc.collect()
    assert scope.names() == ()


async def test_busy_is_told_once_although_a_task_was_replaced():
    scope = TaskScope()
    heard: list[object] = []
    scope.busy_changed.connect(lambda name, is_busy: heard.append((name, is_busy)))
    scope.start("send", forever)
    scope.start("send", forever)
    scope.start("send", asyncio.sleep, 0)
    await scope.idle()
    assert heard == [("send", True), ("send", False)]


async def test_a_mistake_is_told_with_the_task_s_name():
    scope = TaskScope()
    heard: list[TaskFailure] = []
    scope.failed.connect(heard.append)

    async def fail():
        raise ValueError("broken")

    scope.start("load", fail)
    await scope.idle()
    assert [(failure.name, str(failure.error)) for failure in heard] == [("load", "broken")]


async def test_cancelling_logs_nothing():
    scope = TaskScope()
    heard: list[TaskFailure] = []
    scope.failed.connect(heard.append)
    scope.start("send", forever)
    await asyncio.sleep(0)
    scope.cancel("send")
    await scope.idle()
    assert heard == []


async def test_a_second_cancel_does_not_cut_the_cleanup_short():
    scope = TaskScope()
    log: list[str] = []
    may_end = asyncio.Event()

    async def slow_to_end():
        try:
            await asyncio.Event().wait()
        finally:
            await may_end.wait()
            log.append("whole")

    scope.start("send", slow_to_end)
    await asyncio.sleep(0)
    scope.cancel("send")
    await asyncio.sleep(0)
    scope.cancel("send")
    assert scope.is_busy("send")
    may_end.set()
    await scope.idle()
    assert log == ["whole"]


async def test_closing_ends_all_tasks_and_starts_no_more():
    scope = TaskScope()
    log: list[str] = []
    for number in range(3):
        scope.start(f"send {number}", forever, log)
    await asyncio.sleep(0)
    await scope.aclose()
    scope.start("late", forever, log)
    assert scope.names() == ()
    assert log == ["cleaned up"] * 3
