"""Runs a program that a person has named, for what it prints."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

import msgspec

from aiurdesk.core.translation import Phrase, marked

LONGEST_S = 30.0
"""A program that waits for somebody would otherwise wait for ever."""
MOST_BYTES = 1024 * 1024
"""Of what it prints; a token has some thousand."""
_MOST_ERROR_BYTES = 64 * 1024
_AFTERWARDS_S = 1.0
"""How long processes that it left behind may hold its output open."""


class Printed(msgspec.Struct, frozen=True):
    """Output of a program, and how it ended."""

    output: bytes = b""
    errors: bytes = b""
    """What it wrote to standard error; only the beginning where that is long."""
    problem: str | Phrase = ""
    """Why its output is of no use, as the end of a sentence; empty where it is complete."""
    status: int | None = None
    """How it ended by itself; None where it did not start or was killed."""


class Surroundings(msgspec.Struct, frozen=True):
    """What a program finds around it."""

    folder: str = ""
    """Where it runs; empty for the home folder."""
    variables: Mapping[str, str | None] = msgspec.field(default_factory=dict)
    """Variables beside those of this process; None stands for one that it does not get."""
    without: tuple[str, ...] = ()
    """How the names of variables begin that it does not get."""
    data: bytes = b""
    """Its standard input."""
    cleanup_s: float = 0
    """How long it may clean up, such as remove a lock, after it was asked to end."""


AT_HOME = Surroundings()


class CommandRun:
    """One run of a program without a shell and a terminal, by default in the home folder."""

    def __init__(
        self,
        arguments: Sequence[str],
        longest_s: float = LONGEST_S,
        most_bytes: int = MOST_BYTES,
        surroundings: Surroundings = AT_HOME,
        on_errors: Callable[[bytes], None] | None = None,
    ) -> None:
        """Prepare; nothing is started.

        Args:
            arguments: The program, by its whole path or as it is found in PATH, and what it gets.
            on_errors: Called on another thread with each piece that it writes to standard error.
        """
        self._surroundings, self._on_errors = surroundings, on_errors
        self._arguments = arguments
        self._longest_s = longest_s
        self._most_bytes = most_bytes
        self._process: subprocess.Popen[bytes] | None = None
        self._is_killed = False
        self._problem: str | Phrase = ""
        # Starting and killing exclude each other: what is started after a kill would stay.
        self._turn = threading.Lock()

    def printed(self) -> Printed:
        """Run the program to its end and return what it printed. Blocks."""
        program = _program(self._arguments[0])
        if program is None:
            return Printed(
                problem=Phrase(marked("was not found. Install it, or write its whole path"))
            )
        try:
            process = self._start(program)
        except OSError as error:
            text = marked("could not be started ({value})")
            return Printed(problem=Phrase(text, {"value": error.strerror or str(error)}))
        if process is None:
            return Printed(problem=Phrase(marked("was stopped")))
        output, errors = bytearray(), bytearray()
        threads = (
            threading.Thread(target=self._read, args=(process.stdout, output), daemon=True),
            threading.Thread(
                target=self._read_beginning, args=(process.stderr, errors), daemon=True
            ),
        )
        if process.stdin is not None:
            threading.Thread(target=self._write, args=(process.stdin,), daemon=True).start()
        for thread in threads:
            thread.start()
        status: int | None = None
        try:
            status = process.wait(self._longest_s)
            if status and not self._problem:
                self._problem = Phrase(marked("ended with status {status}"), {"status": status})
        except subprocess.TimeoutExpired:
            self._problem = Phrase(
                marked("did not end within {longest_s:g} s"), {"longest_s": self._longest_s}
            )
            self._stop(process)
        self._end(process, threads)
        return Printed(
            bytes(output), bytes(errors), self._problem, None if self._is_killed else status
        )

    def kill(self) -> None:
        """End the program and what it has started; ``printed`` then returns."""
        with self._turn:
            self._is_killed = True
            self._problem = self._problem or Phrase(marked("was stopped"))
            # Not one that has ended, whose number another process may have by now.
            if self._process is None or self._process.returncode is not None:
                return
            if self._surroundings.cleanup_s:
                _kill(self._process, signal.SIGTERM)
                timer = threading.Timer(self._surroundings.cleanup_s, self._kill_at_last)
                timer.daemon = True
                timer.start()
            else:
                _kill(self._process)

    def _stop(self, process: "subprocess.Popen[bytes]") -> None:
        """End a program that takes too long."""
        if self._surroundings.cleanup_s:
            _kill(process, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(self._surroundings.cleanup_s)
        _kill(process)
        # The system may not be able to end it at once.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_AFTERWARDS_S)

    def _kill_at_last(self) -> None:
        if self._process is not None and self._process.returncode is None:
            _kill(self._process)

    def _start(self, program: str) -> "subprocess.Popen[bytes] | None":
        with self._turn:
            if self._is_killed:
                return None
            self._process = subprocess.Popen(
                [program, *self._arguments[1:]],
                stdin=subprocess.PIPE if self._surroundings.data else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # Not where the program was started: there a stranger may have put files.
                cwd=self._surroundings.folder or Path.home(),
                env=_environment(self._surroundings),
                # A group of its own, so that all of it can be killed; and no terminal to ask at.
                start_new_session=True,
            )
            return self._process

    def _read(self, pipe: IO[bytes], read: bytearray) -> None:
        with contextlib.suppress(OSError, ValueError):
            while piece := pipe.read1(65_536):  # type: ignore[attr-defined]
                read += piece
                if len(read) > self._most_bytes:
                    self._problem = Phrase(
                        marked("printed more than {most_bytes:,} bytes"),
                        {"most_bytes": self._most_bytes},
                    )
                    self.kill()
                    return

    def _read_beginning(self, pipe: IO[bytes], read: bytearray) -> None:
        """Read all, so that the program need not wait, and keep the beginning."""
        with contextlib.suppress(OSError, ValueError):
            while piece := pipe.read1(65_536):  # type: ignore[attr-defined]
                read += piece[: _MOST_ERROR_BYTES - len(read)]
                if self._on_errors is not None:
                    self._on_errors(piece)

    def _write(self, pipe: IO[bytes]) -> None:
        # A program may end before it has read everything.
        with contextlib.suppress(OSError, ValueError), pipe:
            pipe.write(self._surroundings.data)

    def _end(self, process: "subprocess.Popen[bytes]", threads: Sequence[threading.Thread]) -> None:
        """Take the rest of the output, then end what the program has left behind."""
        for thread in threads:
            thread.join(_AFTERWARDS_S)
        if any(thread.is_alive() for thread in threads):
            _kill(process)
            for thread in threads:
                thread.join(_AFTERWARDS_S)
        # Elsewhere a process that it left behind may still hold the pipe.
        if not any(thread.is_alive() for thread in threads):
            for pipe in (process.stdout, process.stderr):
                if pipe is not None:
                    pipe.close()


def _program(name: str) -> str | None:
    """Return the whole path of a program; None where there is none."""
    path = shutil.which(Path(name).expanduser())
    # Windows looks into the current folder first, and PATH may name it too.
    return path if path is not None and os.path.isabs(path) else None


def _environment(surroundings: Surroundings) -> dict[str, str]:
    """Return the variables of this process, as it was started, with those of a program."""
    left_out = surroundings.without
    variables = {n: v for n, v in os.environ.items() if not (left_out and n.startswith(left_out))}
    for name, value in surroundings.variables.items():
        if value is None:
            variables.pop(name, None)
        else:
            variables[name] = value
    # A bundled program has libraries of its own, which other programs must not load.
    if getattr(sys, "frozen", False):
        own = variables.pop("LD_LIBRARY_PATH_ORIG", None)
        variables.pop("LD_LIBRARY_PATH", None)
        variables.update({"LD_LIBRARY_PATH": own} if own else {})
    return variables


def _kill(process: "subprocess.Popen[bytes]", by: signal.Signals | None = None) -> None:
    """End a program and what it has started, at once or by another signal."""
    if sys.platform == "win32":
        process.kill()
    else:
        # Its group may have gone.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, by or signal.SIGKILL)
