"""A private accessibility bus, and a client that reads the trees of programs without a pause."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from typing import Any, Self

from jeepney import DBusAddress, DBusErrorResponse, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.prompt_screen import PromptScreen

PROGRAMS = {
    "dbus-daemon": "dbus",
    "Xvfb": "xvfb",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
}
"""What is needed, and the Debian package that brings it."""
_INTERFACE = "org.a11y.atspi.Accessible"
_REGISTRY = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_BUS = ("org.a11y.Bus", "/org/a11y/bus", "GetAddress", "org.a11y.Bus")
_MOST_OBJECTS = 2000
_PATIENCE_S = 60
_REPLY_S = 1
"""A program that is being read may end before it replies."""


def missing_packages() -> list[str]:
    """Return the packages of the programs that are missing."""
    return [package for program, package in PROGRAMS.items() if not shutil.which(program)]


class TreeWalker:
    """An X server and a session bus with the accessibility bus on it, and a client of that one."""

    def __init__(self) -> None:
        self._screen = PromptScreen()
        self._folder = tempfile.mkdtemp()
        self.variables = {
            "DISPLAY": self._screen.display,
            "XDG_RUNTIME_DIR": self._folder,
            "HOME": self._folder,
            "QT_QPA_PLATFORM": "xcb",
            "QT_ACCESSIBILITY": "1",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }
        self._bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"],
            stdout=subprocess.PIPE,
            env=os.environ | self.variables,
            text=True,
        )
        assert self._bus.stdout is not None
        address = self._bus.stdout.readline().strip()
        self.variables["DBUS_SESSION_BUS_ADDRESS"] = address
        with open_dbus_connection(address, auth_timeout=_PATIENCE_S) as bus:
            # The bus starts the launcher of the other bus first.
            (self._address,) = _call(bus, *_BUS, limit_s=_PATIENCE_S)
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._walk_until_over)
        self.names: Counter[str] = Counter()
        """Names of the objects that were read, with how often."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End everything."""
        self._is_over.set()
        self._thread.join()
        self._bus.terminate()
        self._bus.communicate()
        self._screen.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start_window(self, delay_s: float) -> tuple[int, str]:
        """Open the window, end it some time after it was found, and return status and errors."""
        with tempfile.TemporaryDirectory() as profile:
            process = subprocess.Popen(
                [sys.executable, "-X", "faulthandler", "-m", "aiurdesk", "--profile", profile],
                env=os.environ | self.variables,
                stderr=subprocess.PIPE,
                text=True,
            )
            self.names.clear()
            deadline_s = time.monotonic() + _PATIENCE_S
            while not (self.names["aiurdesk"] or process.poll()) and time.monotonic() < deadline_s:
                _wait(process, 0.01)
            _wait(process, delay_s)
            process.terminate()
            try:
                _, errors = process.communicate(timeout=_PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                return process.returncode, "It did not end."
        # Objects come and go while the client reads.
        told = (line for line in errors.splitlines() if "Could not find accessible" not in line)
        return process.returncode, "\n".join(filter(None, told))

    def _walk_until_over(self) -> None:
        with open_dbus_connection(self._address, auth_timeout=_PATIENCE_S) as bus:
            while not self._is_over.is_set():
                with contextlib.suppress(DBusErrorResponse, TimeoutError):
                    for program in _children(bus, *_REGISTRY):
                        self._walk(bus, program)

    def _walk(self, bus: DBusConnection, top: tuple[str, str]) -> None:
        nodes, count = [top], 0
        while nodes and count < _MOST_OBJECTS and not self._is_over.is_set():
            name, path = nodes.pop()
            count += 1
            address = DBusAddress(path, bus_name=name, interface=_INTERFACE)
            message = Properties(address).get("Name")
            reply = bus.send_and_get_reply(message, timeout=_REPLY_S)
            text = reply.body[0]
            if isinstance(text, tuple) and text[1]:
                self.names[text[1]] += 1
            _call(bus, name, path, "GetState", _INTERFACE)
            nodes += _children(bus, name, path)


def _wait(process: "subprocess.Popen[str]", limit_s: float) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(limit_s)


def _children(bus: DBusConnection, name: str, path: str) -> list[tuple[str, str]]:
    children: list[tuple[str, str]]
    (children,) = _call(bus, name, path, "GetChildren", _INTERFACE)
    return children


def _call(
    bus: DBusConnection,
    name: str,
    path: str,
    method: str,
    interface: str,
    limit_s: float = _REPLY_S,
) -> Any:
    message = new_method_call(DBusAddress(path, bus_name=name, interface=interface), method)
    reply = bus.send_and_get_reply(message, timeout=limit_s)
    if reply.header.message_type.name == "error":
        raise DBusErrorResponse(reply)
    return reply.body
