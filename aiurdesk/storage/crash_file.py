"""File with the stack traces of all threads at a crash; the values in them are not written."""

import contextlib
import faulthandler
import os
import traceback
from collections.abc import Iterator
from pathlib import Path

from aiurdesk.storage.paths import make_private_folder
from aiurdesk.storage.regular_file import open_regular_file, read_regular_file

MAX_CRASH_BYTES = 256 * 1024
"""Python writes at most 100 frames a thread."""
_END_OF_HEAD = "\n---\n"


class CrashFile:
    """The file that a crash of this process is written to.

    Python's ``faulthandler`` writes it when the process ends by a fatal signal. It holds files,
    lines and functions, and no value and no message, which could be secret. At a proper end the
    file is deleted. Without a disk to write to, the program runs without it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.kept = path.with_name(f"last-{path.name}")
        """The last crash, until there is another one."""

    def keep_last(self) -> bool:
        """Keep what a process wrote before it crashed; return whether there was such a crash."""
        text = _read(self._path)
        # A process that was killed, or a computer without power, leaves the head alone.
        has_crashed = bool(text.partition(_END_OF_HEAD)[2].strip())
        with contextlib.suppress(OSError):
            if has_crashed:
                self._path.replace(self.kept)
            elif text:
                self._path.unlink()
        return has_crashed

    def last(self) -> str:
        """Return the last crash, empty where there was none."""
        head, _, trace = _read(self.kept).partition(_END_OF_HEAD)
        return f"{head}\n\n{trace.strip()}\n" if trace else ""

    @contextlib.contextmanager
    def recorded(self, head: str) -> Iterator[None]:
        """Write a crash of this process to the file.

        Args:
            head: What stands above it, such as the version of the program.
        """
        # Another program that asked Python for it, such as pytest, has it elsewhere.
        handle = None if faulthandler.is_enabled() else self._opened()
        if handle is None:
            yield
            return
        try:
            os.write(handle, f"{head}{_END_OF_HEAD}".encode())
            faulthandler.enable(handle)
            yield
        except Exception as error:
            os.write(handle, _frames(error).encode())
            raise
        else:
            with contextlib.suppress(OSError):
                self._path.unlink()
        finally:
            faulthandler.disable()
            os.close(handle)

    def _opened(self) -> int | None:
        try:
            make_private_folder(self._path.parent)
            return open_regular_file(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        except OSError:
            return None


def _frames(error: Exception) -> str:
    """Return where an error was raised, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f'  File "{frame.filename}", line {frame.lineno} in {frame.name}' for frame in frames]
    return "\n".join((f"{type(error).__name__} (most recent call last):", *lines, ""))


def _read(path: Path) -> str:
    try:
        return read_regular_file(path, MAX_CRASH_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
