"""Starts a program for the length of a ``with`` block, and ends it with the block."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

EXTRAS = frozenset({"gevent", "locust", "mcp", "pydantic", "schemathesis"})
"""What the optional extras bring; a start without them pays nothing for them."""


@contextmanager
def default_signals() -> Iterator[None]:
    """Let child processes that start in the block be ended by SIGINT and SIGHUP.

    A shell starts its background jobs with SIGINT ignored, ``nohup`` ignores SIGHUP, and child
    processes inherit that. They do not inherit a handler: exec() replaces it by the default action.
    """
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    before = {number: signal.getsignal(number) for number in numbers}
    for number in numbers:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def running(command: Sequence[object], **options: Any) -> Iterator["subprocess.Popen[str]"]:
    """Run a program; it is killed at the end of the block if it still runs.

    A failed test must not leave its program behind: later tests search the child processes.

    Args:
        options: Arguments of ``subprocess.Popen``; pipes are text in UTF-8.
    """
    with default_signals():
        process = subprocess.Popen(list(map(str, command)), encoding="utf-8", **options)
    with process:
        try:
            yield process
        finally:
            process.kill()


def children(process: int = 0) -> set[int]:
    """Return the ids of the child processes of a process, of this one if none is given (Linux)."""
    tasks = Path(f"/proc/{process or os.getpid()}/task")
    try:
        return {int(pid) for task in tasks.iterdir() for pid in _children_of(task)}
    except OSError:  # the process has ended
        return set()


def _children_of(task: Path) -> list[str]:
    try:
        return (task / "children").read_text().split()
    except OSError:  # the thread has just ended
        return []


def was_ended(process: int) -> bool:
    """Tell whether a process has ended, also if nobody has asked for its exit status (Linux)."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return True
    return status.rpartition(")")[2].split()[0] == "Z"


def wait_until(condition: Callable[[], object], limit_s: float = 60) -> None:
    """Wait for something that another process does. Blocks."""
    deadline_s = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.002)
