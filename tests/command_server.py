"""Starts commands of the program for ``tests/command_line.py``, each as a fork of this process.

Standard input is a socket. Each message on it is JSON with the members of ``Order``, and brings
four file descriptors: standard input, output and error of the command, and a pipe to which its
process id and then its exit status are written, a line each. The exit status is negative for a
signal, as in ``subprocess``.
"""

import gc
import importlib
import io
import json
import os
import pkgutil
import runpy
import signal
import socket
import sys
from typing import TypedDict

import aiurdesk

MESSAGE_BYTES = 1_000_000


class Order(TypedDict):
    """A command to start."""

    module: str
    """What ``python -m`` would start: the program, or pytest."""
    arguments: list[str]
    environment: dict[str, str]
    folder: str


def serve() -> str:
    """Start commands until the socket is closed.

    Returns:
        The module to run, in the process of each command.
    """
    _import_program()
    asked = socket.socket(fileno=os.dup(0))
    # The processes that wait for a command are not waited for themselves.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, descriptors, _, _ = socket.recv_fds(asked, MESSAGE_BYTES, 4)
        if not message:
            os._exit(0)
        if os.fork() == 0:
            asked.close()
            *streams, report = descriptors
            if _is_command(report, streams):
                order: Order = json.loads(message)
                _take_over(order, streams)
                return order["module"]
        for descriptor in descriptors:
            os.close(descriptor)


def _import_program() -> None:
    # All but the window, what starts something when it is imported, and the process of a load:
    # Locust replaces parts of the standard library.
    of_load = "aiurdesk.services.runs.load."
    left_out = tuple(of_load + name for name in ("load_user", "program", "received"))
    for module in pkgutil.walk_packages(aiurdesk.__path__, "aiurdesk."):
        if not module.name.startswith(
            ("aiurdesk.ui", "aiurdesk.__main__", "aiurdesk.pytest", *left_out)
        ):
            importlib.import_module(module.name)
    importlib.import_module("pytest")
    gc.collect()
    gc.freeze()


def _is_command(report: int, streams: list[int]) -> bool:
    """Fork once more: True in the command; its parent reports the exit status and ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    command = os.fork()
    if command == 0:
        os.close(report)
        return True
    for stream in streams:
        os.close(stream)
    os.write(report, f"{command}\n".encode())
    _, status = os.waitpid(command, 0)
    os.write(report, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _take_over(order: Order, streams: list[int]) -> None:
    """Become the process that a shell would start with this command."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0)), encoding="utf-8")
    sys.stdout = _writer(1, "strict")
    sys.stderr = _writer(2, "backslashreplace")
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv[1:] = order["arguments"]
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _writer(number: int, errors: str) -> io.TextIOWrapper:
    stream = io.BufferedWriter(io.FileIO(number, "w"))
    return io.TextIOWrapper(stream, encoding="utf-8", errors=errors, line_buffering=number == 2)


if __name__ == "__main__":
    # Ends this process as it ends an interpreter that was started for the command.
    runpy.run_module(serve(), run_name="__main__", alter_sys=True)
