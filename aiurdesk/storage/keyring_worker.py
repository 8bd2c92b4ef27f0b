"""A thread that makes all calls to the keyring, one after another."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from aiurdesk.core.credentials.secret import KeyringWait
from aiurdesk.core.errors import KeyringFailure, KeyringReason
from aiurdesk.storage.worker_thread import WorkerThread

_AFTER_A_PROMPT = "keyring.errors.KeyringLocked"
TABLE = {
    # First, because keyring wraps it: a prompt that was closed arrives as ``InitError``.
    "secretstorage.exceptions.PromptDismissedException": KeyringReason.DISMISSED,
    "secretstorage.exceptions.LockedException": KeyringReason.LOCKED,
    _AFTER_A_PROMPT: KeyringReason.LOCKED,
    "keyring.errors.NoKeyringError": KeyringReason.NO_KEYRING,
    "secretstorage.exceptions.SecretServiceNotAvailableException": KeyringReason.LOST,
    "builtins.OSError": KeyringReason.LOST,
    "secretstorage.exceptions.ItemNotFoundException": KeyringReason.GONE,
    "keyring.errors.PasswordSetError": KeyringReason.OTHER,
    "keyring.errors.PasswordDeleteError": KeyringReason.OTHER,
    "keyring.errors.InitError": KeyringReason.OTHER,
    # Base classes come after their subclasses.
    "keyring.errors.KeyringError": KeyringReason.OTHER,
    "secretstorage.exceptions.SecretStorageException": KeyringReason.OTHER,
    # Raised bare where the service is broken inside, such as KWallet without its libraries.
    "jeepney.wrappers.DBusErrorResponse": KeyringReason.OTHER,
}
"""In order: the first class that an exception or one of its causes is an instance of counts.

Classes are given by name, because the libraries below keyring differ between platforms and are
imported late.
"""

DBUS_ERRORS = {
    "org.freedesktop.Secret.Error.IsLocked": KeyringReason.LOCKED,
    "org.freedesktop.Secret.Error.NoSuchObject": KeyringReason.GONE,
    # Another process of the service took over in the middle of a call.
    "org.freedesktop.Secret.Error.NoSession": KeyringReason.LOST,
    "org.freedesktop.DBus.Error.NoReply": KeyringReason.LOST,
    "org.freedesktop.DBus.Error.Disconnected": KeyringReason.LOST,
    "org.freedesktop.DBus.Error.ServiceUnknown": KeyringReason.LOST,
    "org.freedesktop.DBus.Error.NameHasNoOwner": KeyringReason.LOST,
}
"""Names of D-Bus errors with a known reason; they are more exact than the class.

Source: Secret Service API 0.2, "Errors"; D-Bus, ``dbus-protocol.h``.
"""


def to_keyring_failure(error: Exception) -> KeyringFailure:
    """Translate an exception. Its text is not used, because it may contain a secret."""
    if isinstance(error, KeyringFailure):
        return error
    chain = list(_chain(error))
    for cause in chain:
        reason = DBUS_ERRORS.get(str(getattr(cause, "name", "")))
        if reason is not None:
            return KeyringFailure(reason)
    names = {_full_name(cls) for cause in chain for cls in type(cause).__mro__}
    for name, reason in TABLE.items():
        if name in names:
            return KeyringFailure(reason, _class_name(error, reason))
    return KeyringFailure(KeyringReason.OTHER, _class_name(error, KeyringReason.OTHER))


def may_pass(error: Exception) -> bool:
    """Tell whether a call may succeed a moment later.

    gnome-keyring 48 aborts now and then, such as when a program that uses it is killed, and the bus
    starts it again. And a service may lock what it has just unlocked; then it is unlocked again.

    Source: Secret Service API 0.2, "Locking and Unlocking".
    """
    reason = to_keyring_failure(error).reason
    # After a prompt that was closed, or could not be shown, the person is not asked again.
    was_asked = any(_full_name(type(cause)) == _AFTER_A_PROMPT for cause in _chain(error))
    return reason is KeyringReason.LOST or (reason is KeyringReason.LOCKED and not was_asked)


def _class_name(error: Exception, reason: KeyringReason) -> str:
    return type(error).__name__ if reason is KeyringReason.OTHER else ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _full_name(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


T = TypeVar("T")
OnWaiting = Callable[[KeyringWait], None]
"""Called when a call takes long, when what it waits for changes, and when none does any more."""

WAITING_AFTER_S = 0.3
"""A call that takes longer is told to the person."""
RESPONDS_WITHIN_S = 30.0
"""How long a keyring may take for its first response. The bus gives up starting one after 25 s."""
AGAIN_AFTER_S = 0.2
"""Before a call that failed at once is made again, where the trouble may have passed by then."""
GRACE_S = 1.0
"""How long a cancelled call may take to end by itself before its connection is closed."""


def ignore_waiting(_waiting: KeyringWait) -> None:
    """Do nothing; the ``on_waiting`` callback until another one is set."""


class _NoResponse(Exception):
    """The keyring did not say anything within its time."""


class CallConnection:
    """The connection that the running call uses, so that another thread can end the call."""

    def __init__(self, is_wanted: Callable[[], bool]) -> None:
        self._is_wanted = is_wanted
        self._socket: socket.socket | None = None
        self.has_responded = True
        """False from the moment that a connection is attached until the keyring says anything.
        From then on it may be a person who takes long."""
        self.on_prompt: Callable[[bool], None] = lambda _is_open: None
        """Called on the thread of the call when it begins and ends to wait at a prompt."""

    def attach(self, connection: socket.socket) -> None:
        """Set the connection; called on the thread of the call.

        Raises:
            ConnectionAbortedError: The call was cancelled.
        """
        self._socket = connection
        self.has_responded = False
        if not self._is_wanted():
            raise ConnectionAbortedError

    @contextlib.contextmanager
    def at_prompt(self) -> Iterator[None]:
        """Tell that the keyring is locked and asks the person to unlock it."""
        self.on_prompt(True)
        try:
            yield
        finally:
            self.on_prompt(False)

    def abort(self) -> None:
        """Make the running call fail with a broken connection, if it has a connection."""
        if self._socket is not None:
            # shutdown and not close: only shutdown wakes a thread that waits in recv.
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


class KeyringWorker:
    """Runs blocking calls one after another on a daemon thread.

    There is one thread for all calls, because gnome-keyring 48 crashes when several clients use it
    at the same time. It is a daemon thread, because a call at an unanswered prompt blocks forever
    and must not keep the program from exiting.

    A call that fails for a reason that may be gone a moment later is made once more, unless it took
    long. What else it raises becomes a ``KeyringFailure``.
    """

    def __init__(self) -> None:
        self.on_waiting: OnWaiting = ignore_waiting
        self.connection = CallConnection(self._is_wanted)
        self.connection.on_prompt = self._tell_prompt
        """A call attaches its socket here, to be ended when it is cancelled."""
        # Started with the first call: most runs of the command line need no keyring.
        self._thread = WorkerThread("keyring")
        self._lock = threading.Lock()
        self._running: threading.Event | None = None
        """Set when its caller does not want its result any more."""
        self._slow_calls = 0
        self._is_unlocking = False
        self._told = KeyringWait.NOTHING
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_closed = False

    async def call(self, function: Callable[[], T]) -> T:
        """Run a function on the thread and return its result.

        Cancelling returns at once. A call that has not started is skipped. The connection of a
        running call is closed after a moment. A call without a connection keeps running, and later
        calls wait for it.

        Raises:
            KeyringFailure: The call failed, or the keyring does not respond.
        """
        if self._is_closed:
            raise RuntimeError("The keyring was called after it was closed.")
        self._loop = asyncio.get_running_loop()
        cancelled = threading.Event()
        outcome = self._thread.call(lambda: self._run(cancelled, function))
        try:
            return await self._wait_for(outcome)
        except (asyncio.CancelledError, _NoResponse) as reason:
            # From here on the thread skips the call, or drops its result.
            cancelled.set()
            outcome.cancel()
            if self._running is cancelled:
                asyncio.get_running_loop().call_later(GRACE_S, self._abort, cancelled)
            if isinstance(reason, _NoResponse):
                raise KeyringFailure(KeyringReason.LOST) from None
            raise

    def close(self) -> None:
        """Let the thread end after the queued calls. Further calls raise ``RuntimeError``."""
        self._is_closed = True
        self._thread.end()

    async def _wait_for(self, outcome: "asyncio.Future[T]") -> T:
        # ``wait`` and not ``wait_for``, which would cancel the call at the end of its time.
        done, _ = await asyncio.wait([outcome], timeout=WAITING_AFTER_S)
        if done:
            return outcome.result()
        self._slow_calls += 1
        self._tell()
        try:
            # Nobody is asked to wait without an end for a keyring that is frozen.
            done, _ = await asyncio.wait([outcome], timeout=RESPONDS_WITHIN_S)
            if not done and not self.connection.has_responded:
                raise _NoResponse
            return await outcome
        finally:
            self._slow_calls -= 1
            self._tell()

    def _tell_prompt(self, is_open: bool) -> None:
        loop = self._loop
        # The loop may have ended, and the thread not yet.
        with contextlib.suppress(RuntimeError):
            if loop is not None:
                loop.call_soon_threadsafe(self._set_unlocking, is_open)

    def _set_unlocking(self, is_unlocking: bool) -> None:
        self._is_unlocking = is_unlocking
        self._tell()

    def _tell(self) -> None:
        slow = KeyringWait.UNLOCKING if self._is_unlocking else KeyringWait.KEYRING
        now = slow if self._slow_calls else KeyringWait.NOTHING
        if now is not self._told:
            self._told = now
            self.on_waiting(now)

    def _abort(self, cancelled: threading.Event) -> None:
        # The lock keeps the thread from starting the next call, which must not be aborted.
        with self._lock:
            if self._running is cancelled:
                self.connection.abort()

    def _is_wanted(self) -> bool:
        return self._running is not None and not self._running.is_set()

    def _run(self, cancelled: threading.Event, function: Callable[[], T]) -> T:
        with self._lock:
            self._running = cancelled
            self.connection.has_responded = True
        try:
            return self._repeated(cancelled, function)
        except Exception as error:  # noqa: BLE001 - a keyring backend may raise anything
            raise to_keyring_failure(error) from None
        finally:
            with self._lock:
                self._running = None

    def _repeated(self, cancelled: threading.Event, function: Callable[[], T]) -> T:
        # Cancelled while it waited in the queue: no prompt must appear for it.
        if cancelled.is_set():
            raise ConnectionAbortedError
        started = time.monotonic()
        try:
            return function()
        except Exception as error:
            is_short = time.monotonic() - started < WAITING_AFTER_S
            if not (is_short and may_pass(error)):
                raise
        time.sleep(AGAIN_AFTER_S)
        if cancelled.is_set():
            raise ConnectionAbortedError
        return function()
