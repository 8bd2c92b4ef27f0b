"""The store with KWallet, on a private bus, if KWallet is installed."""

import asyncio
from collections.abc import Coroutine
from contextlib import closing
from typing import TypeVar

import pytest

from aiurdesk.core.credentials.secret import KeyringWait, Secret
from aiurdesk.core.errors import KeyringFailure, KeyringReason
from aiurdesk.storage.keyring_worker import CallConnection
from aiurdesk.storage.kwallet import NAMES
from aiurdesk.storage.secret_service import InterruptibleKeyring
from aiurdesk.storage.secrets import MEMORY_NAME, KeyringSecrets, SecretStore
from tests.coroutines import run_test
from tests.kwallet import WalletScreen, kwallet
from tests.secret_service import SecretService, require_programs
from tests.storage import test_secrets

T = TypeVar("T")


@pytest.fixture(scope="module")
def screen():
    require_programs()
    with WalletScreen() as screen:
        yield screen


@pytest.fixture(scope="module")
def running_wallet(screen):
    """Return KWallet with an open wallet, for the tests that leave it so."""
    with kwallet(screen) as service, closing(KeyringSecrets()) as store:
        with pytest.MonkeyPatch.context() as patch:
            start(service, patch)
            run_test(lambda: keep_the_first(store, screen, "text"))
        yield service


@pytest.fixture
def wallet(running_wallet, monkeypatch):
    """Return KWallet with a wallet that is open and empty."""
    use(running_wallet, monkeypatch)
    running_wallet.empty()
    return running_wallet


@pytest.fixture
def fresh(screen, monkeypatch):
    """Return KWallet without a wallet, for a test that may do what it likes to it."""
    with kwallet(screen) as service:
        start(service, monkeypatch)
        yield service


@pytest.fixture
def store():
    store = KeyringSecrets()
    yield store
    store.close()


@pytest.fixture
def subject(wallet, store):
    return test_secrets.Subject(store)


class TestContract(test_secrets.TestContract):
    """The contract of all stores, with KWallet."""


def start(service: SecretService, patch: pytest.MonkeyPatch) -> None:
    service.start_bus()
    use(service, patch)


def use(service: SecretService, patch: pytest.MonkeyPatch) -> None:
    patch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    for name, value in service.variables.items():
        patch.setenv(name, value)


async def keep_the_first(store: SecretStore, screen: WalletScreen, text: str) -> None:
    """Keep a secret under ``one.secret``, for which KWallet makes its wallet."""
    call = calling(store.set("one.secret", Secret(text)))
    await asyncio.to_thread(screen.make_wallet)
    await call


def calling(verb: Coroutine[object, object, T]) -> asyncio.Task[T]:
    return asyncio.get_running_loop().create_task(verb)


async def failure_of(verb) -> KeyringFailure:
    with pytest.raises(KeyringFailure) as caught:
        await verb
    assert "marked" not in repr(caught.value)
    return caught.value


async def test_kwallet_is_started_and_called_by_its_name(fresh, store):
    assert fresh.process_id() is None
    await store.detect()
    assert fresh.process_id() is not None
    assert (store.name, store.is_persistent, store.note) == ("KWallet", True, "")


async def test_a_secret_is_still_there_in_the_next_run(wallet, store):
    await store.set("one.secret", Secret("näedle\0"))
    store.close()
    again = KeyringSecrets()
    assert await again.get("one.secret") == Secret("näedle\0")
    again.close()


def test_the_session_with_kwallet_is_not_encrypted(wallet):
    ring = InterruptibleKeyring(CallConnection(lambda: True))
    assert ring.is_responding()
    collection = ring.get_preferred_collection()
    with closing(collection.connection):
        assert collection.session.encrypted is False


async def test_an_entry_deleted_by_another_program_is_not_there(wallet, store):
    await store.set("one.secret", Secret("text"))
    wallet.empty()
    assert await store.get("one.secret") is None
    assert await store.delete("one.secret") is False
    await store.set("one.secret", Secret("again"))
    assert await store.get("one.secret") == Secret("again")


async def test_a_wallet_that_is_not_created_is_reported_and_asked_for_again(screen, fresh, store):
    call = calling(store.set("one.secret", Secret("marked")))
    await asyncio.to_thread(screen.refuse)
    failure = await failure_of(call)
    assert failure.reason is KeyringReason.DISMISSED
    assert "Try again and complete it." in str(failure)
    assert not list(fresh.data_folder.rglob("*.kwl"))
    assert store.is_persistent
    await keep_the_first(store, screen, "text")
    assert await store.get("one.secret") == Secret("text")


async def test_a_prompt_of_a_cancelled_call_is_used_by_the_next_call(screen, fresh, store):
    call = calling(store.set("one.secret", Secret("left")))
    await asyncio.to_thread(screen.wait_for_prompt)
    call.cancel()
    await asyncio.wait([call])
    await keep_the_first(store, screen, "text")
    assert await store.get("one.secret") == Secret("text")


async def opened(store: SecretStore, screen: WalletScreen) -> Secret | None:
    """Return what ``one.secret`` is after KWallet has asked for the password of its wallet."""
    call = calling(store.get("one.secret"))
    await asyncio.to_thread(screen.open_wallet)
    return await call


async def test_a_locked_wallet_is_reported_and_loses_nothing(screen, fresh, store):
    await keep_the_first(store, screen, "before")
    fresh.lock()
    call = calling(store.set("one.secret", Secret("marked")))
    await asyncio.to_thread(screen.refuse)
    assert (await failure_of(call)).reason is KeyringReason.LOCKED
    assert await opened(store, screen) == Secret("before")


async def test_kwallet_killed_in_a_call_ends_it_and_the_next_one_works(screen, fresh, store):
    await keep_the_first(store, screen, "before")
    # KWallet writes its file a few seconds later by itself, or when it is locked.
    fresh.lock()
    assert await opened(store, screen) == Secret("before")
    reports: asyncio.Queue[KeyringWait] = asyncio.Queue()
    store.on_waiting = reports.put_nowait
    fresh.freeze()
    call = calling(store.set("one.secret", Secret("marked")))
    assert await reports.get() is KeyringWait.KEYRING
    fresh.kill_keyring()
    assert (await failure_of(call)).reason is KeyringReason.LOST
    assert await opened(store, screen) == Secret("before")


async def test_kwallet_that_does_not_start_means_this_run_only(monkeypatch, store):
    with SecretService(services=dict.fromkeys(NAMES, "/bin/false")) as service:
        start(service, monkeypatch)
        await store.detect()
        assert store.name == MEMORY_NAME


async def test_kwallet_that_may_not_be_the_secret_service_means_this_run_only(screen, store):
    with kwallet(screen) as service, pytest.MonkeyPatch.context() as patch:
        start(service, patch)
        settings = service.folder / "config" / "kwalletrc"
        settings.write_text("[org.freedesktop.secrets]\napiEnabled=false\n")
        await store.detect()
        assert store.name == MEMORY_NAME
