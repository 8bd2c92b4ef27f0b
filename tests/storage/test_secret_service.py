"""The store over a real Secret Service: gnome-keyring on a bus of the tests' own."""

import asyncio
import contextlib
import gc
import os
import signal
import subprocess
import sys

import pytest
from keyring.backends import SecretService as backends
from keyring.backends import null
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringLocked

from aiurdesk.core.credentials.secret import KeyringWait, Secret
from aiurdesk.core.errors import KeyringFailure, KeyringReason
from aiurdesk.storage import keyring_worker
from aiurdesk.storage.keyring_worker import GRACE_S, CallConnection
from aiurdesk.storage.secret_service import InterruptibleKeyring
from aiurdesk.storage.secrets import MEMORY_NAME, SERVICE, KeyringSecrets
from tests.child_process import wait_until
from tests.prompt_screen import PromptScreen
from tests.secret_service import BUS_NAME, PASSWORD, SecretService, require_programs

TURNS_TO_CANCEL = 5
"""Iterations of the loop after which a cancelled call has ended, whatever its thread waits for."""


@pytest.fixture
def store():
    store = KeyringSecrets()
    yield store
    store.close()


async def failure_of(verb) -> KeyringReason:
    with pytest.raises(KeyringFailure) as caught:
        await verb
    assert "marked" not in repr(caught.value)
    return caught.value.reason


async def test_the_store_says_which_keyring_it_is(secret_service, store):
    await store.detect()
    assert (store.name, store.is_persistent, store.note) == ("Secret Service", True, "")
    assert store.failure is None
    assert secret_service.entries() == {}


async def test_a_secret_is_in_the_keyring_under_its_key_also_in_the_next_run(secret_service, store):
    await store.set("one.secret", Secret("näedle\0"))
    assert secret_service.entries() == {"one.secret": "näedle\0"}
    store.close()
    again = KeyringSecrets()
    assert await again.get("one.secret") == Secret("näedle\0")
    assert await again.delete("one.secret") is True
    assert secret_service.entries() == {}
    again.close()


async def test_a_locked_keyring_without_a_display_is_reported_and_loses_nothing(
    secret_service, store
):
    await store.set("one.secret", Secret("before"))
    secret_service.lock()
    assert await failure_of(store.get("one.secret")) is KeyringReason.LOCKED
    assert await failure_of(store.set("one.secret", Secret("marked"))) is KeyringReason.LOCKED
    assert await failure_of(store.delete("one.secret")) is KeyringReason.LOCKED
    assert (store.name, store.is_persistent) == ("Secret Service", True)
    secret_service.unlock()
    assert await store.get("one.secret") == Secret("before")


async def test_a_keyring_that_is_locked_at_the_first_call_is_used(secret_service, store):
    secret_service.lock()
    assert await failure_of(store.set("one.secret", Secret("marked"))) is KeyringReason.LOCKED
    assert store.is_persistent


class Item:
    """An entry of a service that locks it again a number of times after it was unlocked."""

    def __init__(self, locks: int, *, is_dismissed: bool = False) -> None:
        self.locks = locks
        self.unlocked = 0
        self._is_dismissed = is_dismissed

    def is_locked(self) -> bool:
        return self.locks > 0

    def unlock(self) -> bool:
        self.unlocked += 1
        self.locks -= not self._is_dismissed
        return self._is_dismissed


@pytest.mark.parametrize(
    ("item", "is_open", "asked"),
    [
        (Item(0), True, 0),
        (Item(1), True, 1),
        (Item(2), True, 2),
        (Item(3), False, 2),
        # A person who closed the prompt is not asked again.
        (Item(1, is_dismissed=True), False, 1),
    ],
)
def test_what_is_locked_again_at_once_is_unlocked_once_more(item, is_open, asked):
    ring = InterruptibleKeyring(CallConnection(lambda: True))
    with contextlib.nullcontext() if is_open else pytest.raises(KeyringLocked):
        ring.unlock(item)
    assert item.unlocked == asked


async def test_a_restarted_keyring_is_used_again(secret_service, store):
    await store.set("one.secret", Secret("text"))
    secret_service.kill_keyring()
    # The bus starts another one, which is locked.
    assert await failure_of(store.get("one.secret")) is KeyringReason.LOCKED
    secret_service.unlock()
    assert await store.get("one.secret") == Secret("text")


def test_a_keyring_that_aborts_is_there_again_for_the_next_test():
    with SecretService() as service:
        service.start()
        process_id = service.process_id()
        assert process_id is not None
        os.kill(process_id, signal.SIGKILL)
        wait_until(lambda: service.process_id() is None)
        service.recover()
        # Its process was waited for: one that is collected instead would fail a later test.
        gc.collect()
        assert service.entries() == {}
        assert service.process_id() not in (None, process_id)


def test_it_shows_whether_the_keyring_aborted_or_was_killed_by_a_test():
    with SecretService() as service:
        service.start()
        service.recover()
        assert not service.was_replaced()
        process_id = service.process_id()
        assert process_id is not None
        os.kill(process_id, signal.SIGKILL)
        wait_until(service.was_replaced)
        service.recover()
        service.kill_keyring()
        assert not service.was_replaced()


class AbortingService(SecretService):
    """Its keyring aborts once, after it was unlocked and before it is emptied."""

    has_aborted = False

    def unlock(self):
        super().unlock()
        process_id = self.process_id()
        if process_id is not None and not self.has_aborted:
            self.has_aborted = True
            os.kill(process_id, signal.SIGKILL)


async def test_a_keyring_that_aborts_while_it_is_emptied_is_started_again(monkeypatch):
    with AbortingService() as service:
        service.start()
        monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
        for name, value in service.variables.items():
            monkeypatch.setenv(name, value)
        store = KeyringSecrets()
        await store.set("one.secret", Secret("text"))
        store.close()
        service.recover()
        assert service.has_aborted
        assert service.entries() == {}
        assert service.process_id() is not None
        gc.collect()


async def test_a_keyring_that_is_killed_in_a_call_ends_the_call(secret_service, store):
    await store.set("one.secret", Secret("text"))
    reports: asyncio.Queue[KeyringWait] = asyncio.Queue()
    store.on_waiting = reports.put_nowait
    secret_service.freeze()
    call = asyncio.get_running_loop().create_task(store.get("one.secret"))
    assert await reports.get() is KeyringWait.KEYRING
    secret_service.kill_keyring()
    assert await failure_of(call) is KeyringReason.LOST
    assert await reports.get() is KeyringWait.NOTHING
    secret_service.unlock()
    assert await store.get("one.secret") == Secret("text")


async def test_a_keyring_that_is_open_and_slow_is_not_called_locked(secret_service, store):
    await store.set("one.secret", Secret("text"))
    reports: asyncio.Queue[KeyringWait] = asyncio.Queue()
    store.on_waiting = reports.put_nowait
    secret_service.freeze()
    call = asyncio.get_running_loop().create_task(store.get("one.secret"))
    assert await reports.get() is KeyringWait.KEYRING
    secret_service.thaw()
    assert await call == Secret("text")
    assert await reports.get() is KeyringWait.NOTHING
    assert reports.empty()


async def test_a_frozen_keyring_has_a_limit_and_a_sentence(secret_service, store, monkeypatch):
    await store.set("one.secret", Secret("text"))
    monkeypatch.setattr(keyring_worker, "RESPONDS_WITHIN_S", 0.1)
    secret_service.freeze()
    with pytest.raises(KeyringFailure, match="did not respond") as caught:
        await store.get("one.secret")
    assert caught.value.reason is KeyringReason.LOST
    secret_service.thaw()
    monkeypatch.setattr(keyring_worker, "RESPONDS_WITHIN_S", 30)
    assert await store.get("one.secret") == Secret("text")


async def test_a_keyring_that_is_frozen_at_the_first_call_is_not_taken_for_an_empty_one(
    secret_service, store, monkeypatch
):
    monkeypatch.setattr(keyring_worker, "RESPONDS_WITHIN_S", 0.1)
    secret_service.freeze()
    assert await store.get("one.secret") is None
    assert store.failure is not None
    assert store.failure.reason is KeyringReason.LOST
    secret_service.thaw()


async def test_a_busy_bus_is_waited_for(secret_service, store):
    await store.set("one.secret", Secret("text"))
    secret_service.freeze_bus()
    call = asyncio.get_running_loop().create_task(store.get("one.secret"))
    # Longer than the second that is the default of the library.
    done, _ = await asyncio.wait([call], timeout=1.3)
    assert not done
    secret_service.thaw_bus()
    assert await call == Secret("text")


async def test_a_restarted_bus_is_used_again(secret_service, store, monkeypatch):
    await store.set("one.secret", Secret("text"))
    secret_service.kill_bus()
    assert await failure_of(store.get("one.secret")) is KeyringReason.LOST
    assert await failure_of(store.set("one.secret", Secret("marked"))) is KeyringReason.LOST
    secret_service.start()
    address = secret_service.variables["DBUS_SESSION_BUS_ADDRESS"]
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert await store.get("one.secret") == Secret("text")


async def test_an_entry_deleted_by_another_program_is_not_there(secret_service, store):
    await store.set("one.secret", Secret("text"))
    secret_service.empty()
    assert await store.get("one.secret") is None
    assert await store.delete("one.secret") is False
    await store.set("one.secret", Secret("again"))
    assert await store.get("one.secret") == Secret("again")


async def test_an_entry_of_another_program_is_left_alone(secret_service, store):
    from aiurdesk.storage.keyring_backend import find_backend
    from aiurdesk.storage.keyring_worker import CallConnection

    stored = find_backend(CallConnection(lambda: True))
    assert stored is not None
    stored.keyring.set_password("other", "one.secret", "theirs")
    await store.set("one.secret", Secret("ours"))
    assert await store.delete("one.secret") is True
    assert stored.keyring.get_password("other", "one.secret") == "theirs"
    assert SERVICE == "aiurdesk"


async def test_eight_calls_at_once_all_succeed(secret_service, store):
    await asyncio.gather(*(store.set(f"{n}.secret", Secret(f"text {n}")) for n in range(8)))
    stored = await asyncio.gather(*(store.get(f"{n}.secret") for n in range(8)))
    assert stored == [Secret(f"text {n}") for n in range(8)]
    assert await asyncio.gather(*(store.delete(f"{n}.secret") for n in range(8))) == [True] * 8


async def cancel(call: asyncio.Task[object]) -> None:
    """Cancel a call, which must not wait for its thread."""
    call.cancel()
    for _ in range(TURNS_TO_CANCEL):
        await asyncio.sleep(0)
    assert call.cancelled()


async def test_a_call_that_hangs_and_is_cancelled_does_not_block_the_loop(secret_service, store):
    reports: asyncio.Queue[KeyringWait] = asyncio.Queue()
    store.on_waiting = reports.put_nowait
    secret_service.freeze()
    loop = asyncio.get_running_loop()
    call = loop.create_task(store.get("one.secret"))
    # The loop goes on while the call hangs.
    assert await reports.get() is KeyringWait.KEYRING
    await cancel(call)
    # The call that hung was aborted, so the next one runs as soon as the keyring continues.
    behind = loop.create_task(store.get("one.secret"))
    secret_service.thaw()
    assert await behind is None


LEAVES_WHILE_A_CALL_HANGS = """
import asyncio
from aiurdesk.storage.secrets import KeyringSecrets

async def main():
    store = KeyringSecrets()
    reports = asyncio.Queue()
    store.on_waiting = reports.put_nowait
    call = asyncio.get_running_loop().create_task(store.get("one.secret"))
    assert await reports.get()
    store.close()

asyncio.run(main())
print("left")
"""


def test_a_call_that_hangs_does_not_delay_the_exit(secret_service):
    secret_service.freeze()
    command = [sys.executable, "-W", "error", "-c", LEAVES_WHILE_A_CALL_HANGS]
    run = subprocess.run(
        command,
        env=secret_service.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "left\n", "")


async def test_the_system_keyring_of_a_chain_is_used(secret_service, store, monkeypatch):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.chainer.ChainerBackend")
    members = (null.Keyring(), backends.Keyring())
    monkeypatch.setattr(ChainerBackend, "backends", members)
    await store.set("one.secret", Secret("text"))
    assert store.name == "Secret Service"
    assert secret_service.entries() == {"one.secret": "text"}


async def test_without_a_keyring_on_the_bus_memory_is_used(monkeypatch, store):
    with SecretService(services={}) as service:
        await check_fallback(service, monkeypatch, store)


async def test_if_the_keyring_does_not_start_memory_is_used(monkeypatch, store):
    with SecretService(services={BUS_NAME: "/bin/false"}) as service:
        await check_fallback(service, monkeypatch, store)


async def check_fallback(service, monkeypatch, store) -> None:
    service.start_bus()
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    for name, value in service.variables.items():
        monkeypatch.setenv(name, value)
    await store.set("one.secret", Secret("marked"))
    assert store.name == MEMORY_NAME
    assert await store.get("one.secret") == Secret("marked")


@pytest.fixture(scope="module")
def screen():
    require_programs()
    with PromptScreen() as screen:
        yield screen


@pytest.fixture
def locked(screen, monkeypatch):
    """Return a locked keyring whose prompts are shown; it holds what ``one.secret`` is."""
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    with SecretService(display=screen.display) as service:
        service.start()
        for name, value in service.variables.items():
            monkeypatch.setenv(name, value)
        yield service


async def prompted(store, screen, locked) -> asyncio.Task[Secret | None]:
    """Return a call for the secret that waits at a prompt on the screen."""
    await store.set("one.secret", Secret("text"))
    locked.lock()
    reports: asyncio.Queue[KeyringWait] = asyncio.Queue()
    store.on_waiting = reports.put_nowait
    call = asyncio.get_running_loop().create_task(store.get("one.secret"))
    await asyncio.to_thread(screen.wait_for_prompt)
    # It says that it takes long before it asks, where the computer is busy.
    while (waiting := await reports.get()) is KeyringWait.KEYRING:
        pass
    assert waiting is KeyringWait.UNLOCKING
    return call


async def test_the_password_typed_at_the_prompt_gives_the_secret(store, screen, locked):
    call = await prompted(store, screen, locked)
    await asyncio.to_thread(screen.answer, PASSWORD)
    assert await call == Secret("text")


async def test_a_dismissed_prompt_is_reported(store, screen, locked):
    call = await prompted(store, screen, locked)
    await asyncio.to_thread(screen.send_away)
    assert await failure_of(call) is KeyringReason.LOCKED


async def test_the_prompt_of_a_cancelled_call_is_used_by_the_next_call(store, screen, locked):
    call = await prompted(store, screen, locked)
    prompts = screen.prompts()
    await cancel(call)
    reports: asyncio.Queue[KeyringWait] = asyncio.Queue()
    store.on_waiting = reports.put_nowait
    again = asyncio.get_running_loop().create_task(store.get("one.secret"))
    while await reports.get() is not KeyringWait.UNLOCKING:
        pass
    assert screen.prompts() == prompts
    await asyncio.to_thread(screen.answer, PASSWORD)
    assert await again == Secret("text")
    # After the prompt it may still take a moment.
    while await reports.get() is not KeyringWait.NOTHING:
        pass


async def test_cancelling_at_a_prompt_does_not_crash_the_keyring(store, screen, locked):
    before = locked.process_id()
    call = await prompted(store, screen, locked)
    call.cancel()
    await asyncio.wait([call])
    # A second call runs when the first one is aborted, and then shows another prompt.
    behind = asyncio.get_running_loop().create_task(store.get("two.secret"))
    await asyncio.wait([behind], timeout=2 * GRACE_S)
    first = screen.prompts()
    await asyncio.to_thread(screen.send_away)
    await asyncio.to_thread(screen.wait_for_prompt, after=first)
    await asyncio.to_thread(screen.send_away)
    assert await failure_of(behind) is KeyringReason.LOCKED
    assert locked.process_id() == before


async def test_a_keyring_killed_at_its_prompt_can_be_cancelled(store, screen, locked):
    call = await prompted(store, screen, locked)
    locked.kill_keyring()
    call.cancel()
    await asyncio.wait([call])
    locked.start_keyring()
    assert await store.get("one.secret") == Secret("text")
