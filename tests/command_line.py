"""Runs commands of the program as processes, without the time that a start of Python takes.

``python -m aiurdesk send`` takes half a second of processor time, most of it for imports, and the
tests run some hundred commands. Here a command is a fork of a process that has imported the program
(``tests/command_server.py``): a process with arguments, environment, folder, standard streams and
exit status of its own, which ends as any interpreter ends. Other systems than Linux start Python.

Not tried like this is the start itself. Tests of the start, of signals, of limits and of what the
shell does with the output start the interpreter, for example ``tests/test_main.py``,
``tests/cli/test_output.py`` and ``tests/end_to_end/test_killed_process.py``.
"""

import contextlib
import functools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from aiurdesk.cli.main import main
from tests.child_process import default_signals
from tests.command_server import Order

ROOT = Path(__file__).resolve().parents[1]
LIMIT_S = 60
_starting = threading.Lock()


def run_here(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[object, str, str]:
    """Run a command in this process; return its exit status, its output and its messages."""
    try:
        status: object = main([str(argument) for argument in arguments])
    except SystemExit as ended:
        status = ended.code
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def run_command(
    *arguments: object,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    typed: str = "",
    module: str = "aiurdesk",
) -> "subprocess.CompletedProcess[str]":
    """Run a command of the program to its end.

    Args:
        arguments: Of the command.
        environment: Its whole environment; None means the same as the tests have.
        folder: Its working folder; None means the same as the tests have.
        typed: What stands in its standard input, which then ends.
        module: ``pytest`` instead of the program.

    Raises:
        subprocess.TimeoutExpired: It took more than a minute, and was killed.
    """
    order = Order(
        module=module,
        arguments=[str(argument) for argument in arguments],
        environment=dict(os.environ if environment is None else environment),
        folder=str(folder or Path.cwd()),
    )
    command = [sys.executable, "-m", module, *order["arguments"]]
    if sys.platform != "linux":
        return subprocess.run(
            command,
            env=order["environment"],
            cwd=order["folder"],
            input=typed,
            capture_output=True,
            encoding="utf-8",
            timeout=LIMIT_S,
            check=False,
        )
    (of_input, to_input), *pipes = [os.pipe() for _ in range(4)]
    given = [of_input, *(writable for _, writable in pipes)]
    with _starting:
        _, asking = _server()
    socket.send_fds(asking, [json.dumps(order).encode()], given)
    for descriptor in given:
        os.close(descriptor)
    output, errors, report = (os.fdopen(readable, encoding="utf-8") for readable, _ in pipes)
    with output, errors, report, ThreadPoolExecutor(3) as pool:
        process = int(report.readline())
        with contextlib.suppress(BrokenPipeError), open(to_input, "w", encoding="utf-8") as writer:
            writer.write(typed)
        reads = [pool.submit(reader.read) for reader in (output, errors, report)]
        if wait(reads, LIMIT_S).not_done:
            os.kill(process, signal.SIGKILL)
            raise subprocess.TimeoutExpired(command, LIMIT_S)
        printed, reported, status = (read.result() for read in reads)
    return subprocess.CompletedProcess(command, int(status), printed, reported)


def stop_server() -> None:
    """End the process that commands are forks of, if it was started."""
    if _server.cache_info().currsize:
        process, asking = _server()
        asking.close()
        process.wait()
        _server.cache_clear()


@functools.cache
def _server() -> tuple["subprocess.Popen[bytes]", socket.socket]:
    asking, asked = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-m", "tests.command_server"]
    with asked, default_signals():
        return subprocess.Popen(command, cwd=ROOT, stdin=asked.fileno()), asking
