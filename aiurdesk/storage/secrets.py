"""Stores secrets in the keyring of the system, or in memory for this run; never in a file."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from aiurdesk import storage
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import KeyringFailure, KeyringReason
from aiurdesk.core.translation import tr
from aiurdesk.storage.keyring_worker import (
    CallConnection,
    KeyringWorker,
    OnWaiting,
    ignore_waiting,
)

if TYPE_CHECKING:
    from aiurdesk.storage.keyring_backend import Backend

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
    """Called in the event loop when a call starts or stops taking long."""

    name: str
    """What the status line calls the store."""
    is_persistent: bool
    """Whether secrets are kept after the program ends."""
    note: str
    """A message for the person if secrets are not kept, otherwise empty."""

    failure: KeyringFailure | None
    """Why what was stored in an earlier run cannot be read; None where it can."""

    async def detect(self) -> None:
        """Find the keyring of the system. Until then name, note and persistence are not known.

        The other methods do this as well. No secret is read, and no prompt is shown.
        """
        ...

    async def get(self, key: str) -> Secret | None:
        """Return a secret, or None.

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

    def __init__(self) -> None:
        self.name, self.note = MEMORY_NAME, MEMORY_NOTE
        self.is_persistent = False
        self.failure: KeyringFailure | None = None
        self.on_waiting: OnWaiting = ignore_waiting
        self._secrets: dict[str, Secret] = {}

    async def detect(self) -> None:
        """Do nothing: memory is always available."""

    async def get(self, key: str) -> Secret | None:
        """Return a secret, or None."""
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


class KeyringSecrets(MemorySecrets):
    """Stores secrets in the keyring of the system if there is a usable one, otherwise in memory.

    The first call decides this for the whole run: a secret in memory and a later one in a keyring
    would get mixed up. A locked keyring is usable.

    keyring is imported at the first call. It is called on a thread of its own, one call at a time.
    Every call opens a new connection, so calls work again after the keyring was restarted.
    """

    def __init__(self, find: "Callable[[CallConnection], Backend | None] | None" = None) -> None:
        """Create a store that has not looked for a keyring yet.

        Args:
            find: Returns the keyring to use; called on the keyring thread. None means
                ``keyring_backend.find_backend``.
        """
        super().__init__()
        self.name, self.note = UNDETECTED_NAME, ""
        self._find = find or _find_backend
        self._is_detected = False
        self._backend: Backend | None = None
        # One thread for all calls: gnome-keyring 48 aborts when several clients talk to it at once.
        self._worker = KeyringWorker()
        self._worker.on_waiting = lambda waiting: self.on_waiting(waiting)

    async def detect(self) -> None:
        """Choose the store, unless it is already chosen."""
        if self._is_detected:
            return
        try:
            self._backend = await self._worker.call(lambda: self._find(self._worker.connection))
            if self._backend is None:
                self.failure = KeyringFailure(KeyringReason.NO_KEYRING)
        except KeyringFailure as failure:
            self.failure = failure
        self._is_detected = True
        self.is_persistent = self._backend is not None
        if self._backend is not None:
            self.name = self._backend.name
        else:
            self.name, self.note = MEMORY_NAME, MEMORY_NOTE

    async def get(self, key: str) -> Secret | None:
        """Return a secret, or None.

        Raises:
            KeyringFailure: The secret could not be read.
        """
        await self.detect()
        if (backend := self._backend) is None:
            return await super().get(key)
        try:
            text = await self._worker.call(lambda: backend.keyring.get_password(SERVICE, key))
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
        await self.detect()
        if (backend := self._backend) is None:
            await super().set(key, secret)
            return
        # Before the thread: keyring would fail with a UnicodeEncodeError that quotes the secret.
        reject_lone_surrogates(secret)
        # Only Windows has a limit. Asked before, so that the failure can name it.
        if not backend.accepts(secret.reveal()):
            raise KeyringFailure(KeyringReason.TOO_LONG)
        await self._worker.call(lambda: backend.keyring.set_password(SERVICE, key, secret.reveal()))

    async def delete(self, key: str) -> bool:
        """Delete a secret; return False if there was none.

        Raises:
            KeyringFailure: The secret was not deleted.
        """
        await self.detect()
        if (backend := self._backend) is None:
            return await super().delete(key)
        try:
            return await self._worker.call(lambda: backend.delete(SERVICE, key))
        except KeyringFailure as failure:
            if failure.reason is KeyringReason.GONE:
                return False
            raise

    def close(self) -> None:
        """Let the keyring thread end after its queued calls. It never delays the exit."""
        self._worker.close()
        super().close()


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
