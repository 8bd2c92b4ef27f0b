"""The one way to start asynchronous work in the window."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import TypeVarTuple

import msgspec
from PySide6.QtCore import QObject, Signal

_Arguments = TypeVarTuple("_Arguments")


class TaskName(msgspec.Struct, frozen=True):
    """Names one of several tasks that people see under one title.

    Another task of the same part replaces it.
    """

    title: str
    part: Hashable

    def __str__(self) -> str:
        return self.title


class TaskFailure(msgspec.Struct, frozen=True):
    """A task ended by an exception that was not expected."""

    name: Hashable
    error: BaseException


class TaskScope(QObject):
    """Owns named tasks: holds them, replaces one by the next of its name, ends them together.

    A name is a text, or a frozen struct where one kind of task runs for several things: a
    listener asks for its type and fields, and parses nothing. people see its ``str``.

    What a person can meet is a value that the task hands over itself; what reaches ``failed`` is
    a mistake in the program or a broken disk.
    """

    failed = Signal(TaskFailure)
    """Emitted when a task ended by an exception; cancelling is silent."""
    busy_changed = Signal(object, bool)
    """Emitted with a task's name when the first of that name starts and when the last ends."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: dict[Hashable, asyncio.Task[None]] = {}
        # Tasks that were cancelled and still clean up; their names may be used again by then.
        self._ending: dict[asyncio.Task[None], Hashable] = {}
        self._is_closed = False

    def start(
        self,
        name: Hashable,
        function: Callable[[*_Arguments], Awaitable[None]],
        *arguments: *_Arguments,
    ) -> None:
        """Run ``function(*arguments)``; an earlier task of that name is cancelled first.

        A function is given, not a coroutine: one that is cancelled before its first step would
        be left unawaited. A closed scope starts nothing.
        """
        if self._is_closed:
            return
        # A task that replaces another is not news to what shows that something runs.
        was_busy = self.is_busy(name)
        self.cancel(name)
        loop = asyncio.get_running_loop()
        task = loop.create_task(self._run(name, function, *arguments), name=str(name))
        self._tasks[name] = task
        # Not at the end of ``_run``, which a task that is cancelled before its first step never
        # reaches.
        task.add_done_callback(lambda done: self._on_done(name, done))
        if not was_busy:
            self.busy_changed.emit(name, True)

    def cancel(self, name: Hashable) -> None:
        """Ask a task to stop; one that is already stopping is left to its cleanup."""
        task = self._tasks.pop(name, None)
        if task is not None:
            self._ending[task] = name
            task.cancel()

    def cancel_with(self, owner: QObject, *names: Hashable) -> None:
        """Cancel the tasks of some names when an object is deleted that they would still use."""

        def cancel_all() -> None:
            for name in names:
                self.cancel(name)

        owner.destroyed.connect(cancel_all)

    def is_busy(self, name: Hashable) -> bool:
        """Tell whether a task of that name runs or is still cleaning up."""
        return name in self._tasks or name in self._ending.values()

    def names(self) -> tuple[Hashable, ...]:
        """Return the names of the tasks that run, in the order of their start."""
        return tuple(self._tasks)

    async def idle(self) -> None:
        """Wait until nothing runs any more."""
        while running := [*self._tasks.values(), *self._ending]:
            await asyncio.wait(running)
            # The callbacks that forget a finished task run after the waiters are woken.
            await asyncio.sleep(0)

    async def aclose(self) -> None:
        """Cancel all tasks, wait for their cleanup and start none any more."""
        self._is_closed = True
        for name in self.names():
            self.cancel(name)
        await self.idle()

    async def _run(
        self,
        name: Hashable,
        function: Callable[[*_Arguments], Awaitable[None]],
        *arguments: *_Arguments,
    ) -> None:
        try:
            await function(*arguments)
        # CancelledError is not an Exception: it goes on to asyncio.
        except Exception as error:  # noqa: BLE001 - the place where mistakes are reported
            self.failed.emit(TaskFailure(name, error))

    def _on_done(self, name: Hashable, task: asyncio.Task[None]) -> None:
        self._ending.pop(task, None)
        # By now the name may belong to the task that replaced this one.
        if self._tasks.get(name) is task:
            del self._tasks[name]
        if not self.is_busy(name):
            self.busy_changed.emit(name, False)
