"""One contract for every store; the Secret Service has further tests in its own file."""

import asyncio
import inspect
import subprocess
import sys
from collections.abc import Awaitable
from typing import NamedTuple

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import KeyringFailure, KeyringReason
from aiurdesk.storage.keyring_backend import Backend
from aiurdesk.storage.secrets import (
    MEMORY_NAME,
    KeyringSecrets,
    MemorySecrets,
    SecretStore,
)
from tests.fakes import FailingSecrets, NullSecrets


class Subject(NamedTuple):
    store: SecretStore
    keeps: bool = True
    fails: bool = False

    def outcome(self, stored: object, otherwise: object = None) -> object:
        """Return what a verb should end with, by what the store does with secrets."""
        if self.fails:
            return KeyringReason.LOCKED
        return stored if self.keeps else otherwise


STORES = ["memory", "falling back", "null", "failing"]
if sys.platform == "linux":
    STORES.append("keyring")


@pytest.fixture(params=STORES)
def subject(request):
    if request.param == "keyring":
        request.getfixturevalue("secret_service")
    made = {
        "memory": lambda: Subject(MemorySecrets()),
        "falling back": lambda: Subject(KeyringSecrets()),
        "null": lambda: Subject(NullSecrets(), keeps=False),
        "failing": lambda: Subject(FailingSecrets(), fails=True),
        "keyring": lambda: Subject(KeyringSecrets()),
    }[request.param]()
    yield made
    made.store.close()


async def outcome_of(verb: Awaitable[object]) -> object:
    """Return what a verb says; a failure is the one exception it may end with."""
    try:
        return await verb
    except KeyringFailure as failure:
        return failure.reason


class TestContract:
    async def test_a_secret_that_was_never_set_is_none(self, subject):
        assert await outcome_of(subject.store.get("nobody.secret")) == subject.outcome(None)

    async def test_deleting_a_secret_that_was_never_set_returns_false(self, subject):
        deleted = await outcome_of(subject.store.delete("nobody.secret"))
        assert deleted == subject.outcome(False, False)

    async def test_a_secret_comes_back_exactly(self, subject):
        for text in ("plain", "", "zwölf 鍵 🔑", "a\0b", "two\nlines", "+/=&%20", "x" * 65_536):
            await outcome_of(subject.store.set("one.secret", Secret(text)))
            stored = await outcome_of(subject.store.get("one.secret"))
            assert stored == subject.outcome(Secret(text))

    async def test_setting_a_key_replaces_its_secret_only(self, subject):
        for key, text in [("ä.secret", "1"), ("b.secret", "2"), ("ä.secret", "3")]:
            await outcome_of(subject.store.set(key, Secret(text)))
        stored = [await outcome_of(subject.store.get(key)) for key in ("ä.secret", "b.secret")]
        assert stored == [subject.outcome(Secret("3")), subject.outcome(Secret("2"))]

    async def test_a_deleted_secret_is_none(self, subject):
        await outcome_of(subject.store.set("one.secret", Secret("text")))
        outcomes = [await outcome_of(subject.store.delete("one.secret")) for _ in range(2)]
        assert outcomes == [subject.outcome(True, False), subject.outcome(False, False)]
        assert await outcome_of(subject.store.get("one.secret")) == subject.outcome(None)

    async def test_a_lone_surrogate_is_refused_and_nothing_is_lost(self, subject):
        await outcome_of(subject.store.set("one.secret", Secret("before")))
        with pytest.raises(KeyringFailure, match="half a character") as caught:
            await subject.store.set("one.secret", Secret("marked\ud800"))
        assert caught.value.__cause__ is None
        assert "marked" not in repr(caught.value)
        stored = await outcome_of(subject.store.get("one.secret"))
        assert stored == subject.outcome(Secret("before"))

    async def test_it_has_a_name_and_a_note_if_it_is_not_persistent(self, subject):
        await subject.store.detect()
        assert subject.store.name
        assert subject.store.is_persistent == (subject.store.note == "")

    async def test_it_has_the_methods_of_the_protocol(self, subject):
        for name, verb in inspect.getmembers(SecretStore, inspect.isfunction):
            if not name.startswith("_"):
                mine = getattr(type(subject.store), name)
                assert inspect.signature(mine) == inspect.signature(verb), name


@pytest.fixture
def no_keyring(monkeypatch, tmp_path):
    """Take away every way to a keyring."""
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/stale")


async def test_a_chosen_keyring_that_is_not_of_the_system_is_not_used():
    store = KeyringSecrets()
    assert store.name == "system keyring"
    assert store.note == ""
    await store.set("one.secret", Secret("text"))
    assert (store.name, store.is_persistent) == (MEMORY_NAME, False)
    assert "only until the program ends" in store.note
    assert await store.get("one.secret") == Secret("text")


async def test_many_first_calls_at_once_use_the_same_memory():
    store = KeyringSecrets()
    await asyncio.gather(*(store.set(f"{n}.secret", Secret(str(n))) for n in range(8)))
    stored = await asyncio.gather(*(store.get(f"{n}.secret") for n in range(8)))
    assert stored == [Secret(str(n)) for n in range(8)]


def test_a_store_that_is_never_called_does_not_import_keyring():
    code = (
        "import sys, aiurdesk.storage.secrets as s; s.KeyringSecrets().close();"
        "print([n for n in ('keyring', 'secretstorage', 'jeepney') if n in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("[]\n", "")


class OddRing(KeyringBackend):
    """A keyring that deletes nothing and raises the error that some raise for any trouble."""

    priority = 1

    def __init__(self, stored: str | None) -> None:
        super().__init__()
        self.stored = stored

    def get_password(self, service, username):
        return self.stored

    def set_password(self, service, username, password):
        self.stored = password

    def delete_password(self, service, username):
        raise PasswordDeleteError("marked")


async def test_the_first_call_decides_where_secrets_are_for_the_whole_run():
    backends = [None, Backend(OddRing("of the keyring"), "odd")]
    store = KeyringSecrets(lambda _connection: backends.pop(0))
    await store.set("one.secret", Secret("text"))
    assert await store.get("one.secret") == Secret("text")
    assert len(backends) == 1
    store.close()


class VanishingRing(OddRing):
    """A keyring whose item is deleted between the search and the call."""

    def get_password(self, service, username):
        raise KeyringFailure(KeyringReason.GONE)

    def delete_password(self, service, username):
        raise KeyringFailure(KeyringReason.GONE)


async def test_a_secret_that_vanishes_meanwhile_is_absent():
    store = KeyringSecrets(lambda _connection: Backend(VanishingRing("text"), "odd"))
    assert await store.get("one.secret") is None
    assert await store.delete("one.secret") is False
    store.close()


@pytest.mark.parametrize("stored", ["", "marked"])
async def test_a_refused_deletion_is_not_reported_as_absence(stored):
    store = KeyringSecrets(lambda _connection: Backend(OddRing(stored), "odd"))
    with pytest.raises(KeyringFailure) as caught:
        await store.delete("one.secret")
    assert caught.value.reason is KeyringReason.OTHER
    assert "marked" not in str(caught.value)
    store.close()


async def test_a_secret_too_long_for_windows_is_refused():
    ring = OddRing("before")
    store = KeyringSecrets(lambda _connection: Backend(ring, "Windows Credential Manager"))
    await store.set("one.secret", Secret("x" * 1280))
    with pytest.raises(KeyringFailure) as caught:
        await store.set("one.secret", Secret("y" * 1281))
    assert caught.value.reason is KeyringReason.TOO_LONG
    assert ring.stored == "x" * 1280
    store.close()


async def test_a_closed_keyring_store_cannot_be_called():
    store = KeyringSecrets(lambda _connection: Backend(OddRing("text"), "odd"))
    assert await store.get("one.secret") == Secret("text")
    store.close()
    with pytest.raises(RuntimeError, match="closed"):
        await store.get("one.secret")


@pytest.mark.usefixtures("no_keyring")
async def test_without_a_session_bus_secrets_are_kept_in_memory(tmp_path):
    store = KeyringSecrets()
    await store.set("one.secret", Secret("marked"))
    assert store.name == MEMORY_NAME
    assert await store.get("one.secret") == Secret("marked")
    assert list(tmp_path.iterdir()) == []
