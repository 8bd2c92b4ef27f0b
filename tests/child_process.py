"""Starts a program for the length of a ``with`` block, and ends it with the block."""

import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any


@contextmanager
def running(command: Sequence[object], **options: Any) -> Iterator["subprocess.Popen[str]"]:
    """Run a program; it is killed at the end of the block if it still runs.

    A failed test must not leave its program behind: later tests search the child processes.

    Args:
        options: Arguments of ``subprocess.Popen``; pipes are text in UTF-8.
    """
    # A shell starts its background jobs with SIGINT ignored, and child processes inherit that.
    # A handler is not inherited: exec() replaces it by the default action.
    before = signal.getsignal(signal.SIGINT)
    is_changed = threading.current_thread() is threading.main_thread()
    if is_changed:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(list(map(str, command)), encoding="utf-8", **options)
    finally:
        if is_changed:
            signal.signal(signal.SIGINT, before)
    with process:
        try:
            yield process
        finally:
            process.kill()
