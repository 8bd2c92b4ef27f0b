import asyncio
import importlib
import inspect
import re
import socket
import sys
import threading

import keyring.errors
import pytest

from aiurdesk.core.credentials.secret import KeyringWait
from aiurdesk.core.errors import KeyringFailure, KeyringReason
from aiurdesk.storage import keyring_worker
from aiurdesk.storage.keyring_worker import (
    DBUS_ERRORS,
    TABLE,
    KeyringWorker,
    may_pass,
    to_keyring_failure,
)


@pytest.fixture
def gate():
    """Return an event that every hanging call waits for; it is set when the test ends."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def worker(gate):
    worker = KeyringWorker()
    yield worker
    worker.close()
    gate.set()


async def hanging(worker, gate, entered):
    """Start a call that hangs, and return its task once it does."""

    def hang() -> str:
        loop.call_soon_threadsafe(entered.set)
        gate.wait()
        return "at last"

    loop = asyncio.get_running_loop()
    entered.clear()
    task = loop.create_task(worker.call(hang))
    await entered.wait()
    return task


async def test_calls_run_in_order_one_at_a_time_on_one_thread(worker):
    seen: list[tuple[int, str, int]] = []
    lock = threading.Lock()

    def call(number: int) -> int:
        assert lock.acquire(blocking=False)
        seen.append((number, threading.current_thread().name, threading.get_ident()))
        lock.release()
        return number

    numbers = await asyncio.gather(*(worker.call(lambda n=n: call(n)) for n in range(20)))
    assert numbers == [number for number, _, _ in seen] == list(range(20))
    assert {name for _, name, _ in seen} == {"keyring"}
    assert {ident for _, _, ident in seen} != {threading.get_ident()}


async def test_an_exception_of_a_call_is_translated(worker):
    def fail() -> None:
        raise KeyError("marked")

    with pytest.raises(Exception, match="KeyError") as caught:
        await worker.call(fail)
    assert "marked" not in str(caught.value)
    assert await worker.call(lambda: 1) == 1


def failing(times: int, reason: KeyringReason, gate: threading.Event | None = None):
    """Return a call that fails a number of times, after a gate where there is one."""
    calls: list[int] = []

    def call() -> int:
        calls.append(len(calls))
        if gate is not None:
            gate.wait()
        if len(calls) <= times:
            raise KeyringFailure(reason)
        return len(calls)

    return call, calls


@pytest.mark.parametrize("reason", [KeyringReason.LOCKED, KeyringReason.LOST])
async def test_what_may_pass_is_tried_once_more(worker, reason):
    call, _ = failing(1, reason)
    assert await worker.call(call) == 2
    call, calls = failing(2, reason)
    with pytest.raises(KeyringFailure) as caught:
        await worker.call(call)
    assert (caught.value.reason, len(calls)) == (reason, 2)


async def test_what_does_not_pass_is_not_tried_again(worker):
    call, calls = failing(1, KeyringReason.TOO_LONG)
    with pytest.raises(KeyringFailure):
        await worker.call(call)
    assert len(calls) == 1


async def test_a_call_that_took_long_is_not_tried_again(worker, gate):
    worker.on_waiting = lambda waiting: gate.set() if waiting else None
    call, calls = failing(1, KeyringReason.LOST, gate)
    with pytest.raises(KeyringFailure):
        await worker.call(call)
    assert len(calls) == 1


async def test_a_cancelled_call_is_not_tried_again(worker, gate):
    call, calls = failing(1, KeyringReason.LOST, gate)
    has_begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    def begin() -> object:
        loop.call_soon_threadsafe(has_begun.set)
        return call()

    task = loop.create_task(worker.call(begin))
    await has_begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    gate.set()
    # A later call waits for it.
    assert await worker.call(lambda: len(calls)) == 1


async def test_a_call_that_hangs_is_reported_and_does_not_block_the_loop(worker, gate):
    reports: asyncio.Queue[KeyringWait] = asyncio.Queue()
    worker.on_waiting = reports.put_nowait
    task = await hanging(worker, gate, asyncio.Event())
    assert await reports.get() is KeyringWait.KEYRING
    gate.set()
    assert await task == "at last"
    assert await reports.get() is KeyringWait.NOTHING
    assert reports.empty()


async def test_a_short_call_is_not_reported(worker, monkeypatch):
    # On a busy machine a thread may take longer to start.
    monkeypatch.setattr(keyring_worker, "WAITING_AFTER_S", 60)
    reports: list[KeyringWait] = []
    worker.on_waiting = reports.append
    await worker.call(lambda: None)
    assert reports == []


async def test_cancelling_returns_at_once_and_later_calls_wait(worker, gate):
    reports: asyncio.Queue[KeyringWait] = asyncio.Queue()
    worker.on_waiting = reports.put_nowait
    first = await hanging(worker, gate, asyncio.Event())
    assert await reports.get() is KeyringWait.KEYRING
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert await reports.get() is KeyringWait.NOTHING
    second = asyncio.get_running_loop().create_task(worker.call(lambda: "second"))
    assert await reports.get() is KeyringWait.KEYRING
    gate.set()
    assert await second == "second"
    assert await reports.get() is KeyringWait.NOTHING


async def test_a_call_cancelled_before_it_starts_is_skipped(worker, gate):
    done: list[str] = []
    first = await hanging(worker, gate, asyncio.Event())
    second = asyncio.get_running_loop().create_task(worker.call(lambda: done.append("second")))
    third = asyncio.get_running_loop().create_task(worker.call(lambda: done.append("third")))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.wait([second])
    gate.set()
    await asyncio.gather(first, third)
    assert second.cancelled()
    assert done == ["third"]


async def test_closing_ends_the_thread(worker):
    thread = await worker.call(threading.current_thread)
    worker.close()
    thread.join(10)
    assert not thread.is_alive()
    with pytest.raises(RuntimeError, match="closed"):
        await worker.call(lambda: None)


def test_a_result_for_a_closed_loop_is_dropped(worker, gate):
    async def begin() -> None:
        await hanging(worker, gate, asyncio.Event())

    async def go_on() -> str:
        return str(await worker.call(lambda: "fine"))

    asyncio.run(begin())
    gate.set()
    assert asyncio.run(go_on()) == "fine"


async def test_aborting_a_call_without_a_connection_does_nothing(worker, gate):
    task = await hanging(worker, gate, asyncio.Event())
    worker.connection.abort()
    gate.set()
    assert await task == "at last"


async def test_a_cancelled_call_cannot_attach_a_connection(worker, gate):
    ended: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    entered = asyncio.Event()

    def connect() -> None:
        loop.call_soon_threadsafe(entered.set)
        gate.wait()
        with socket.socket() as connection:
            try:
                worker.connection.attach(connection)
            except ConnectionAbortedError:
                loop.call_soon_threadsafe(ended.put_nowait, "aborted")

    task = loop.create_task(worker.call(connect))
    await entered.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    gate.set()
    assert await ended.get() == "aborted"


SENTENCE = re.compile(r"[A-Z].*\.")
MODULES = ["keyring.errors"]
if sys.platform == "linux":
    MODULES += ["secretstorage.exceptions", "jeepney.wrappers"]


def exceptions() -> list[type[Exception]]:
    kinds = []
    for module in MODULES:
        for _, member in inspect.getmembers(importlib.import_module(module), inspect.isclass):
            if issubclass(member, Exception) and member.__module__ == module:
                kinds.append(member)
    return kinds


def raised(kind: type[Exception]) -> Exception:
    error = kind.__new__(kind)
    error.args = ("marked",)
    return error


def test_every_exception_has_a_row_in_the_table():
    assert {f"{kind.__module__}.{kind.__qualname__}" for kind in exceptions()} - set(TABLE) == set()


def test_every_row_names_an_existing_exception():
    existing = {f"{kind.__module__}.{kind.__qualname__}" for kind in exceptions()}
    rows = {name for name in TABLE if name.rpartition(".")[0] in MODULES}
    assert rows <= existing


def test_every_exception_becomes_a_sentence_without_its_text():
    others = [FileNotFoundError, ConnectionResetError, TimeoutError, EOFError, KeyError]
    failures = [to_keyring_failure(raised(kind)) for kind in (*exceptions(), *others)]
    assert [str(failure) for failure in failures if not SENTENCE.match(str(failure))] == []
    assert "marked" not in repr(failures)
    assert {failure.__cause__ or failure.__context__ for failure in failures} == {None}


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (keyring.errors.KeyringLocked, KeyringReason.LOCKED),
        (keyring.errors.NoKeyringError, KeyringReason.NO_KEYRING),
        (keyring.errors.InitError, KeyringReason.OTHER),
        (keyring.errors.PasswordSetError, KeyringReason.OTHER),
        (BrokenPipeError, KeyringReason.LOST),
        (ValueError, KeyringReason.OTHER),
    ],
)
def test_an_exception_has_its_reason(kind, reason):
    assert to_keyring_failure(raised(kind)).reason is reason


def test_the_reason_of_the_cause_is_used():
    error = keyring.errors.InitError("marked")
    error.__cause__ = ConnectionResetError("marked")
    assert to_keyring_failure(error).reason is KeyringReason.LOST


class NamedError(Exception):
    """An exception with a name, like that of a D-Bus error."""

    def __init__(self, name: str) -> None:
        super().__init__("marked")
        self.name = name


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        # Locked, or another process, since the call had begun.
        (NamedError("org.freedesktop.Secret.Error.IsLocked"), True),
        (NamedError("org.freedesktop.Secret.Error.NoSession"), True),
        (ConnectionResetError(), True),
        # A prompt was closed, or could not be shown.
        (keyring.errors.KeyringLocked(), False),
        (keyring.errors.InitError(), False),
        (KeyringFailure(KeyringReason.TOO_LONG), False),
    ],
)
def test_only_what_may_be_over_a_moment_later_is_tried_again(error, passes):
    assert may_pass(error) is passes


@pytest.mark.parametrize("name", DBUS_ERRORS)
def test_the_name_of_a_dbus_error_gives_the_reason(name):
    assert to_keyring_failure(NamedError(name)).reason is DBUS_ERRORS[name]


def test_an_unknown_dbus_error_is_reported_by_its_class():
    assert "(NamedError)" in str(to_keyring_failure(NamedError("org.example.Error.Odd")))


def test_a_keyring_failure_is_returned_unchanged():
    failure = KeyringFailure(KeyringReason.TOO_LONG)
    assert to_keyring_failure(failure) is failure
