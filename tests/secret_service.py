"""A private session bus with gnome-keyring on it: a real keyring that belongs to the tests."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Self

PASSWORD = "test-pass"
BUS_NAME = "org.freedesktop.secrets"
LIMIT_S = 60
_FOLDERS = {
    "XDG_RUNTIME_DIR": "run",
    "XDG_DATA_HOME": "data",
    "XDG_CONFIG_HOME": "config",
    "XDG_CACHE_HOME": "cache",
}
_OF_THE_PERSON = ("PYTHON_KEYRING_BACKEND", "GNOME_KEYRING_CONTROL")
# The last one hides the questions of KWallet, which is a program of Qt like ours.
_OF_THE_SCREEN = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <servicedir>{folder}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
PROGRAMS = {
    "dbus-daemon": "dbus-daemon",
    "gnome-keyring-daemon": "gnome-keyring",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
}
"""What the tests of the keyring run, and the Debian package that brings it."""


def require_programs() -> None:
    """Fail with the names of the packages when a program is missing."""
    missing = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    if missing:
        raise AssertionError(f"The tests of the keyring need: apt-get install {' '.join(missing)}")


class SecretService:
    """One bus and one gnome-keyring, unlocked and empty at first, never those of the person.

    Args:
        display: X display on which prompts to unlock appear; without one they are refused.
        services: Commands that the bus starts for names that nobody has; None means those that
            are installed, of which gnome-keyring is one.
    """

    def __init__(
        self, display: str | None = None, services: Mapping[str, str] | None = None
    ) -> None:
        # A socket's path holds 107 bytes, so not below the folder of a test.
        self.folder = Path(tempfile.mkdtemp(prefix="ss-", dir="/tmp"))
        self.variables = {name: str(self.folder / path) for name, path in _FOLDERS.items()}
        """What a process needs in its environment to use this keyring."""
        self._display = display
        self._services = services
        self._bus: subprocess.Popen[str] | None = None
        self._daemon: subprocess.Popen[bytes] | None = None
        self._recovered: int | None = None
        """The process of the keyring when it was last recovered, unless a test killed it since."""

    @property
    def environment(self) -> dict[str, str]:
        """Return a whole environment for a subprocess that uses this keyring."""
        kept = {name: value for name, value in os.environ.items() if name not in _OF_THE_PERSON}
        return kept | self.variables

    @property
    def data_folder(self) -> Path:
        """Return where the files of the keyring lie."""
        return self.folder / "data"

    def start(self) -> None:
        """Start the bus and the keyring; calls may be made as soon as this returns."""
        self.start_bus()
        self.start_keyring()

    def start_bus(self) -> None:
        """Start the bus alone."""
        for name in _FOLDERS.values():
            (self.folder / name).mkdir(mode=0o700, exist_ok=True)
        self._bus = subprocess.Popen(
            ["dbus-daemon", self._configuration(), "--nofork", "--nopidfile", "--print-address=1"]
            + [f"--address=unix:dir={self.folder}/run"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._of_the_daemons(),
            text=True,
        )
        assert self._bus.stdout is not None
        address = self._bus.stdout.readline().strip()
        assert address, "The bus did not start"
        self.variables["DBUS_SESSION_BUS_ADDRESS"] = address

    def start_keyring(self) -> None:
        """Start gnome-keyring, unlocked; what an earlier one kept is there."""
        # One that aborted by itself is still to be waited for.
        self._kill_daemon()
        command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
        self._daemon = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._of_the_daemons(),
        )
        assert self._daemon.stdin is not None
        self._daemon.stdin.write(PASSWORD.encode())
        self._daemon.stdin.close()
        # An earlier call would make the bus start a second keyring, a locked one.
        self._wait_until(self._is_owned, "gnome-keyring did not come to the bus")

    def stop(self) -> None:
        """End everything that was started, and remove its files."""
        if self._bus is not None and self._bus.poll() is None:
            self._kill_clients()
        self.kill_bus()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        """Return this; the block has to start it."""
        return self

    def __exit__(self, *_: object) -> None:
        """End everything at the end of the block."""
        self.stop()

    def recover(self) -> None:
        """Make it unlocked and empty again, whatever was done to it."""
        from secretstorage.exceptions import LockedException, SecretServiceNotAvailableException

        # gnome-keyring aborts now and then, also while it is asked here. The bus may have started
        # a locked one by then.
        with contextlib.suppress(SecretServiceNotAvailableException, LockedException):
            self._recover_once()
            return
        self._recover_once()

    def _recover_once(self) -> None:
        if self._bus is None or self._bus.poll() is not None:
            self.start()
        self.thaw_bus()
        if self._is_owned():
            self.thaw()
        else:
            self.start_keyring()
        self.unlock()
        self.empty()
        self._recovered = self.process_id()

    def was_replaced(self) -> bool:
        """Tell whether the keyring is another process than it was, and no test did that."""
        return self._recovered is not None and self.process_id() != self._recovered

    def kill_bus(self) -> None:
        """Let the bus vanish; its address stays in the environment, stale."""
        self._recovered = None
        if self._bus is not None:
            self._bus.kill()
            self._bus.wait()
            assert self._bus.stdout is not None
            self._bus.stdout.close()
        self._kill_daemon()

    def kill_keyring(self, name: str = BUS_NAME) -> None:
        """Let the keyring vanish in the middle; the bus starts a locked one at the next call."""
        self._recovered = None
        process_id = self.process_id(name)
        if process_id is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process_id, signal.SIGKILL)
        self._kill_daemon()
        self._wait_until(lambda: not self._is_owned(name), "The keyring stayed on the bus")

    def freeze(self) -> None:
        """Let every call to the keyring hang until ``thaw``."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let the keyring go on after ``freeze``."""
        self._signal(signal.SIGCONT)

    def freeze_bus(self) -> None:
        """Let the bus do nothing until ``thaw_bus``, as on a busy computer."""
        assert self._bus is not None
        self._bus.send_signal(signal.SIGSTOP)

    def thaw_bus(self) -> None:
        """Let the bus go on after ``freeze_bus``."""
        assert self._bus is not None
        self._bus.send_signal(signal.SIGCONT)

    def lock(self) -> None:
        """Lock the keyring, as a person or a screen saver would."""
        with self.connection() as connection:
            self._collection(connection).lock()

    def unlock(self) -> None:
        """Unlock the keyring with its password, without a prompt."""
        import secretstorage
        from secretstorage.util import DBusAddressWrapper, format_secret, open_session

        with self.connection() as connection:
            session = open_session(connection)
            service = DBusAddressWrapper(
                "/org/freedesktop/secrets",
                "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface",
                connection,
            )
            secret = format_secret(session, PASSWORD.encode(), "text/plain")
            # The path that has the alias in it does not do here.
            path = secretstorage.get_collection_by_alias(connection, "default").collection_path
            service.call("UnlockWithMasterPassword", "o(oayays)", path, secret)

    def empty(self) -> None:
        """Delete every entry; the keyring has to be unlocked."""
        with self.connection() as connection:
            for item in list(self._collection(connection).get_all_items()):
                item.delete()

    def entries(self) -> dict[str, str]:
        """Return what is kept, by the name that it is kept under."""
        with self.connection() as connection:
            items = list(self._collection(connection).get_all_items())
            return {item.get_attributes()["username"]: item.get_secret().decode() for item in items}

    def connection(self) -> AbstractContextManager[Any]:
        """Return a connection of another program to the bus, for ``secretstorage``."""
        from jeepney.io.blocking import open_dbus_connection

        address = self.variables["DBUS_SESSION_BUS_ADDRESS"]
        connection = open_dbus_connection(address, auth_timeout=LIMIT_S)
        return contextlib.closing(connection)

    def _configuration(self) -> str:
        if self._services is None:
            return "--session"
        folder = self.folder / "services"
        folder.mkdir(exist_ok=True)
        for name, command in self._services.items():
            text = f"[D-BUS Service]\nName={name}\nExec={command}\n"
            (folder / f"{name}.service").write_text(text)
        path = self.folder / "bus.conf"
        path.write_text(_BUS.format(folder=folder))
        return f"--config-file={path}"

    def _of_the_daemons(self) -> dict[str, str]:
        # The prompter would start a bus for accessibility that outlives it.
        inherited = self.environment | {"NO_AT_BRIDGE": "1"}
        for name in _OF_THE_SCREEN:
            inherited.pop(name, None)
        return inherited if self._display is None else inherited | {"DISPLAY": self._display}

    @staticmethod
    def _collection(connection: Any) -> Any:
        import secretstorage

        return secretstorage.Collection(connection)

    def _kill_daemon(self) -> None:
        # It would end with its bus, but not when it is frozen.
        if self._daemon is not None:
            self._daemon.kill()
            self._daemon.wait()
            self._daemon = None

    def _kill_clients(self) -> None:
        """Kill every program on the bus but this one: the bus itself starts keyrings, too."""
        from jeepney.wrappers import DBusErrorResponse

        for name in self._ask_bus("ListNames"):
            # One that was listed may be gone by now, and so have no process.
            with contextlib.suppress(ProcessLookupError, DBusErrorResponse):
                process_id = self._ask_bus("GetConnectionUnixProcessID", name)
                if process_id not in (os.getpid(), self._bus_process_id):
                    os.kill(process_id, signal.SIGKILL)

    @property
    def _bus_process_id(self) -> int | None:
        return self._bus.pid if self._bus is not None else None

    def _signal(self, number: int) -> None:
        process_id = self.process_id()
        assert process_id is not None
        os.kill(process_id, number)

    def _is_owned(self, name: str = BUS_NAME) -> bool:
        return bool(self._ask_bus("NameHasOwner", name))

    def process_id(self, name: str = BUS_NAME) -> int | None:
        """Return the process of the keyring, if there is one."""
        from jeepney.wrappers import DBusErrorResponse

        # In one call: the keyring may be gone by the second one.
        try:
            return int(self._ask_bus("GetConnectionUnixProcessID", name))
        except DBusErrorResponse as error:
            if error.name != "org.freedesktop.DBus.Error.NameHasNoOwner":
                raise
            return None

    def _ask_bus(self, method: str, *names: str) -> Any:
        from jeepney import DBusAddress, new_method_call
        from jeepney.wrappers import unwrap_msg

        bus = DBusAddress(
            "/org/freedesktop/DBus",
            bus_name="org.freedesktop.DBus",
            interface="org.freedesktop.DBus",
        )
        with self.connection() as connection:
            message = new_method_call(bus, method, "s" * len(names) or None, names)
            return unwrap_msg(connection.send_and_get_reply(message, timeout=LIMIT_S))[0]

    @staticmethod
    def _wait_until(is_so: Any, complaint: str) -> None:
        deadline = time.monotonic() + LIMIT_S
        while not is_so():
            assert time.monotonic() < deadline, complaint
            time.sleep(0.02)
