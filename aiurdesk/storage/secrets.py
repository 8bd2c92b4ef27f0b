"""Stores secrets in the keyring of the system, or in memory for this run; never in a file."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from aiurdesk import storage
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import KeyringFailure, KeyringReason
from aiurdesk.core.translation import tr
from aiurdesk.storage.keyring_failures import may_pass, to_keyring_failure
from aiurdesk.storage.keyring_worker import (
    CallConnection,
    KeyringWorker,
    OnWaiting,
    ignore_waiting,
)

if TYPE_CHECKING:
    from aiurdesk.storage.keyring_backend import Backend

T = TypeVar("T")
SERVICE = "aiurdesk"
"""The service name of all secrets of the program in the keyring."""

UNDETECTED_NAME = tr("system keyring")
MEMORY_NAME = tr("memory until the program ends")
MEMORY_NOTE = tr(
    "No system keyring is available: secrets are stored only until the "
    "program ends. To store them permanently, install and unlock one, such "
    "as gnome-keyring, then start aiurdesk again."
)


class SecretStore(Protocol):
    """Stores one secret for each key; a key is a credential's id and the name of a field.

    Every async method may wait for a person at a prompt and can be cancelled at any time. A failed
    call raises ``KeyringFailure`` with a sentence for the person, and changes nothing.
    """

    on_waiting: OnWaiting
    """Called in the event loop when a call starts or stops waiting for a person."""

    @property
    def name(self) -> str:
        """The name of the store for the status line."""
        ...

    @property
    def is_persistent(self) -> bool:
        """Whether secrets are kept after the program ends."""
        ...

    @property
    def note(self) -> str:
        """A message for the person if secrets are not kept, otherwise empty."""
        ...

    async def detect(self) -> None:
        """Find the keyring of the system. Until then name, note and persistence are not known.

        The other methods do this as well. No secret is read, and no prompt is shown.
        """
        ...

    async def get(self, key: str) -> Secret | None:
        """Return a secret, or None if there is none.

        Raises:
            KeyringFailure: The secret could not be read.
        """
        ...

    async def set(self, key: str, secret: Secret) -> None:
        """Store a secret and replace an earlier one.

        Raises:
            KeyringFailure: The secret was not stored; an earlier one is still there.
        """
        ...

    async def delete(self, key: str) -> bool:
        """Delete a secret; return False if there was none.

        Raises:
            KeyringFailure: The secret was not deleted.
        """
        ...

    def close(self) -> None:
        """Release what the store uses, without waiting."""
        ...


class MemorySecrets:
    """Stores secrets in memory, for this run only."""

    name = MEMORY_NAME
    is_persistent = False
    note = MEMORY_NOTE

    def __init__(self) -> None:
        self.on_waiting: OnWaiting = ignore_waiting
        self._secrets: dict[str, Secret] = {}

    async def detect(self) -> None:
        """Do nothing: memory is always available."""

    async def get(self, key: str) -> Secret | None:
        """Return a secret, or None if there is none."""
        return self._secrets.get(key)

    async def set(self, key: str, secret: Secret) -> None:
        """Store a secret and replace an earlier one.

        Raises:
            KeyringFailure: The secret contains a lone surrogate, as in every other store.
        """
        reject_lone_surrogates(secret)
        self._secrets[key] = secret

    async def delete(self, key: str) -> bool:
        """Delete a secret; return False if there was none."""
        return self._secrets.pop(key, None) is not None

    def close(self) -> None:
        """Delete all secrets."""
        self._secrets.clear()


class KeyringSecrets:
    """Stores secrets in the keyring of the system.

    keyring is imported at the first call. It is called on a thread of its own, one call at a time.
    Every call opens a new connection, so calls work again after the keyring was restarted.
    """

    is_persistent = True
    note = ""

    def __init__(self, find: "Callable[[CallConnection], Backend | None] | None" = None) -> None:
        """Create a store that has not looked for a keyring yet.

        Args:
            find: Returns the keyring to use; called on the keyring thread. None means
                ``keyring_backend.find_backend``.
        """
        self._find = find or _find_backend
        self._backend: Backend | None = None
        # One thread for all calls: gnome-keyring 48 aborts when several clients talk to it at once.
        self._worker = KeyringWorker(to_keyring_failure, may_pass)

    @property
    def name(self) -> str:
        """The name of the keyring."""
        return UNDETECTED_NAME if self._backend is None else self._backend.name

    @property
    def on_waiting(self) -> OnWaiting:
        """Called in the event loop when a call starts or stops waiting for a person."""
        return self._worker.on_waiting

    @on_waiting.setter
    def on_waiting(self, callback: OnWaiting) -> None:
        self._worker.on_waiting = callback

    async def detect(self) -> None:
        """Find the keyring.

        Raises:
            KeyringFailure: There is no keyring.
        """
        await self._worker.call(self._get_backend)

    async def get(self, key: str) -> Secret | None:
        """Return a secret, or None if there is none.

        Raises:
            KeyringFailure: The secret could not be read.
        """
        try:
            text = await self._worker.call(
                lambda: self._get_backend().keyring.get_password(SERVICE, key)
            )
        except KeyringFailure as failure:
            # The item vanished between the search and the reading: there is no secret then.
            if failure.reason is KeyringReason.GONE:
                return None
            raise
        return None if text is None else Secret(text)

    async def set(self, key: str, secret: Secret) -> None:
        """Store a secret and replace an earlier one.

        Raises:
            KeyringFailure: The secret was not stored; an earlier one is still there.
        """
        # Before the thread: keyring would fail with a UnicodeEncodeError that quotes the secret.
        reject_lone_surrogates(secret)
        await self._worker.call(lambda: self._set(key, secret))

    async def delete(self, key: str) -> bool:
        """Delete a secret; return False if there was none.

        Raises:
            KeyringFailure: The secret was not deleted.
        """
        try:
            return await self._worker.call(lambda: self._get_backend().delete(SERVICE, key))
        except KeyringFailure as failure:
            if failure.reason is KeyringReason.GONE:
                return False
            raise

    def close(self) -> None:
        """Let the keyring thread end after its queued calls. It never delays the exit."""
        self._worker.close()

    def _get_backend(self) -> "Backend":
        # If there is no keyring, the next call searches again: one may have been started.
        if self._backend is None:
            self._backend = self._find(self._worker.connection)
        if self._backend is None:
            raise KeyringFailure(KeyringReason.NO_KEYRING)
        return self._backend

    def _set(self, key: str, secret: Secret) -> None:
        backend = self._get_backend()
        # Only Windows has a limit. Asked before, so that the failure can name it.
        if not backend.accepts(secret.reveal()):
            raise KeyringFailure(KeyringReason.TOO_LONG)
        backend.keyring.set_password(SERVICE, key, secret.reveal())


class FallbackSecrets:
    """Uses the keyring of the system if there is a usable one, otherwise memory.

    The first call decides this for the whole run. A locked keyring is usable.
    """

    def __init__(self, keyring: KeyringSecrets, memory: MemorySecrets) -> None:
        self._keyring = keyring
        self._memory = memory
        self._chosen: KeyringSecrets | MemorySecrets | None = None

    @property
    def name(self) -> str:
        """The name of the store."""
        return UNDETECTED_NAME if self._chosen is None else self._chosen.name

    @property
    def is_persistent(self) -> bool:
        """Whether secrets are kept after the program ends; False until the first call."""
        return self._chosen is not None and self._chosen.is_persistent

    @property
    def note(self) -> str:
        """A message for the person if there is no keyring."""
        return "" if self._chosen is None else self._chosen.note

    @property
    def on_waiting(self) -> OnWaiting:
        """Called in the event loop when a call starts or stops waiting for a person."""
        return self._keyring.on_waiting

    @on_waiting.setter
    def on_waiting(self, callback: OnWaiting) -> None:
        self._keyring.on_waiting = callback

    async def detect(self) -> None:
        """Choose the store, unless it is already chosen."""
        await self._store()

    async def get(self, key: str) -> Secret | None:
        """Return a secret, or None if there is none.

        Raises:
            KeyringFailure: The secret could not be read.
        """
        return await (await self._store()).get(key)

    async def set(self, key: str, secret: Secret) -> None:
        """Store a secret and replace an earlier one.

        Raises:
            KeyringFailure: The secret was not stored; an earlier one is still there.
        """
        await (await self._store()).set(key, secret)

    async def delete(self, key: str) -> bool:
        """Delete a secret; return False if there was none.

        Raises:
            KeyringFailure: The secret was not deleted.
        """
        return await (await self._store()).delete(key)

    def close(self) -> None:
        """Close both stores, without waiting."""
        self._keyring.close()
        self._memory.close()

    async def _store(self) -> KeyringSecrets | MemorySecrets:
        if self._chosen is None:
            try:
                await self._keyring.detect()
            # Decided once: a secret in memory and a later one in a keyring would get mixed up.
            except KeyringFailure:
                self._chosen = self._memory
            else:
                self._chosen = self._keyring
        return self._chosen


def open_secrets() -> FallbackSecrets:
    """Return the store of the program. Nothing is imported or started before the first call."""
    return FallbackSecrets(KeyringSecrets(), MemorySecrets())


def reject_lone_surrogates(secret: Secret) -> None:
    """Check that a secret can be encoded; lone surrogates cannot.

    Raises:
        KeyringFailure: The secret contains one. The failure does not contain the secret.
    """
    try:
        secret.reveal().encode()
    except UnicodeEncodeError:
        raise KeyringFailure(KeyringReason.NOT_TEXT) from None


def _find_backend(call_connection: CallConnection) -> "Backend | None":
    # Imported here, on the keyring thread: keyring takes long to import.
    return storage.keyring_backend.find_backend(call_connection)
