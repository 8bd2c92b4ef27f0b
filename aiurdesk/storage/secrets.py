"""Keep secrets in the keyring of the system, or for this run only; never in a file of ours."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import KeyringFailure, KeyringReason
from aiurdesk.storage.keyring_backend import Backend, find_backend
from aiurdesk.storage.keyring_failures import explain
from aiurdesk.storage.keyring_worker import KeyringWorker, Line, OnWaiting, nobody_listens

T = TypeVar("T")
SERVICE = "aiurdesk"
"""The name under which the keyring lists all secrets of the program."""

UNSETTLED_NAME = "system keyring"
MEMORY_NAME = "none: kept for this run only"
MEMORY_NOTE = (
    "No system keyring is available: secrets are kept for this run only. "
    "Install and unlock one, such as gnome-keyring, and start aiurdesk again to keep them."
)


class SecretStore(Protocol):
    """Keeps one secret under each key; a key is a credential's id and the name of a field.

    Every verb may wait for a person at a prompt and may be cancelled at once. What fails raises
    KeyringFailure, whose text is a sentence for the person, and changes nothing.
    """

    on_waiting: OnWaiting
    """Set by whoever shows it; called on the loop."""

    @property
    def name(self) -> str:
        """What a person calls the place where secrets lie, for the status line."""
        ...

    @property
    def is_persistent(self) -> bool:
        """Whether secrets outlive the program."""
        ...

    @property
    def note(self) -> str:
        """What the person has to know about that; mostly empty."""
        ...

    async def settle(self) -> None:
        """Find out which keyring there is; name, note and persistence are right from then on.

        The first verb does so too. No secret is read and nobody is asked.
        """
        ...

    async def get(self, key: str) -> Secret | None:
        """Return a secret, or None when there is none.

        Raises:
            KeyringFailure: It could not be read.
        """
        ...

    async def set(self, key: str, secret: Secret) -> None:
        """Keep a secret, in place of an earlier one.

        Raises:
            KeyringFailure: It was not kept; an earlier one still is.
        """
        ...

    async def delete(self, key: str) -> bool:
        """Forget a secret; False says that there was none.

        Raises:
            KeyringFailure: It is still kept.
        """
        ...

    def close(self) -> None:
        """End what runs for it, without waiting."""
        ...


class MemorySecrets:
    """Keeps secrets for this run only."""

    name = MEMORY_NAME
    is_persistent = False
    note = MEMORY_NOTE

    def __init__(self) -> None:
        self.on_waiting: OnWaiting = nobody_listens
        self._secrets: dict[str, Secret] = {}

    async def settle(self) -> None:
        """Do nothing: memory is always there."""

    async def get(self, key: str) -> Secret | None:
        """Return a secret, or None when there is none."""
        return self._secrets.get(key)

    async def set(self, key: str, secret: Secret) -> None:
        """Keep a secret, in place of an earlier one.

        Raises:
            KeyringFailure: It holds half a character, as in every other store.
        """
        refuse_half_characters(secret)
        self._secrets[key] = secret

    async def delete(self, key: str) -> bool:
        """Forget a secret; False says that there was none."""
        return self._secrets.pop(key, None) is not None

    def close(self) -> None:
        """Forget everything."""
        self._secrets.clear()


class KeyringSecrets:
    """Keeps secrets in the keyring of the system.

    keyring is loaded at the first call, and called on a thread of its own, one call at a time.
    Every call makes its own connection, so the next one works when a keyring comes back.
    """

    is_persistent = True
    note = ""

    def __init__(self, find: Callable[[Line], Backend | None] = find_backend) -> None:
        self._find = find
        self._backend: Backend | None = None
        self._worker = KeyringWorker(explain)

    @property
    def name(self) -> str:
        """What a person calls the keyring of this system."""
        return UNSETTLED_NAME if self._backend is None else self._backend.name

    @property
    def on_waiting(self) -> OnWaiting:
        """Told when a call waits for a person, and when none does any more."""
        return self._worker.on_waiting

    @on_waiting.setter
    def on_waiting(self, listener: OnWaiting) -> None:
        self._worker.on_waiting = listener

    async def settle(self) -> None:
        """Find the keyring.

        Raises:
            KeyringFailure: There is none.
        """
        await self._worker.call(self._found)

    async def get(self, key: str) -> Secret | None:
        """Return a secret, or None when there is none.

        Raises:
            KeyringFailure: It could not be read.
        """
        try:
            text = await self._worker.call(lambda: self._found().ring.get_password(SERVICE, key))
        except KeyringFailure as failure:
            if failure.reason is KeyringReason.GONE:
                return None
            raise
        return None if text is None else Secret(text)

    async def set(self, key: str, secret: Secret) -> None:
        """Keep a secret, in place of an earlier one.

        Raises:
            KeyringFailure: It was not kept; an earlier one still is.
        """
        refuse_half_characters(secret)
        await self._worker.call(lambda: self._set(key, secret))

    async def delete(self, key: str) -> bool:
        """Forget a secret; False says that there was none.

        Raises:
            KeyringFailure: It is still kept.
        """
        try:
            return await self._worker.call(lambda: self._delete(key))
        except KeyringFailure as failure:
            if failure.reason is KeyringReason.GONE:
                return False
            raise

    def close(self) -> None:
        """End the thread after what it is told to do; it never holds the exit."""
        self._worker.close()

    def _found(self) -> Backend:
        if self._backend is None:
            self._backend = self._find(self._worker.line)
        if self._backend is None:
            raise KeyringFailure(KeyringReason.NO_KEYRING)
        return self._backend

    def _set(self, key: str, secret: Secret) -> None:
        backend = self._found()
        if not backend.takes(secret.reveal()):
            raise KeyringFailure(KeyringReason.TOO_LONG)
        backend.ring.set_password(SERVICE, key, secret.reveal())

    def _delete(self, key: str) -> bool:
        from keyring.errors import PasswordDeleteError

        ring = self._found().ring
        try:
            ring.delete_password(SERVICE, key)
        except PasswordDeleteError:
            # Some backends say so for every trouble, most because there is nothing to delete.
            if ring.get_password(SERVICE, key) is not None:
                raise
            return False
        return True


class FallingBackSecrets:
    """The keyring of the system where there is a usable one, else memory, said plainly.

    The first call decides, for the whole run: a keyring that is merely locked is usable.
    """

    def __init__(self, keyring: KeyringSecrets, memory: MemorySecrets) -> None:
        self._keyring = keyring
        self._memory = memory
        self._chosen: KeyringSecrets | MemorySecrets | None = None

    @property
    def name(self) -> str:
        """What a person calls the place where secrets lie."""
        return UNSETTLED_NAME if self._chosen is None else self._chosen.name

    @property
    def is_persistent(self) -> bool:
        """Whether secrets outlive the program; no as long as it is unknown."""
        return self._chosen is not None and self._chosen.is_persistent

    @property
    def note(self) -> str:
        """What the person has to know when there is no keyring."""
        return "" if self._chosen is None else self._chosen.note

    @property
    def on_waiting(self) -> OnWaiting:
        """Told when a call waits for a person, and when none does any more."""
        return self._keyring.on_waiting

    @on_waiting.setter
    def on_waiting(self, listener: OnWaiting) -> None:
        self._keyring.on_waiting = listener

    async def settle(self) -> None:
        """Decide, if that is still open."""
        await self._store()

    async def get(self, key: str) -> Secret | None:
        """Return a secret, or None when there is none.

        Raises:
            KeyringFailure: It could not be read.
        """
        return await (await self._store()).get(key)

    async def set(self, key: str, secret: Secret) -> None:
        """Keep a secret, in place of an earlier one.

        Raises:
            KeyringFailure: It was not kept; an earlier one still is.
        """
        await (await self._store()).set(key, secret)

    async def delete(self, key: str) -> bool:
        """Forget a secret; False says that there was none.

        Raises:
            KeyringFailure: It is still kept.
        """
        return await (await self._store()).delete(key)

    def close(self) -> None:
        """End what runs for either, without waiting."""
        self._keyring.close()
        self._memory.close()

    async def _store(self) -> KeyringSecrets | MemorySecrets:
        if self._chosen is None:
            try:
                await self._keyring.settle()
            except KeyringFailure:
                self._chosen = self._memory
            else:
                self._chosen = self._keyring
        return self._chosen


def open_secrets() -> FallingBackSecrets:
    """Return the store of the program; it costs nothing until it is first asked."""
    return FallingBackSecrets(KeyringSecrets(), MemorySecrets())


def refuse_half_characters(secret: Secret) -> None:
    """Refuse a text with a lone surrogate, which no store can write.

    Raises:
        KeyringFailure: It has one; the text of the secret is not in it.
    """
    try:
        secret.reveal().encode()
    except UnicodeEncodeError:
        raise KeyringFailure(KeyringReason.NOT_TEXT) from None
