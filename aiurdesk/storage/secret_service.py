"""keyring's Secret Service backend with calls that can be interrupted at a prompt.

Importing this module imports keyring, so only the keyring thread imports it.
"""

from contextlib import closing
from typing import Any

import secretstorage
from jeepney import DBusErrorResponse
from jeepney.io.blocking import open_dbus_connection
from keyring.backends import SecretService
from keyring.errors import InitError, KeyringLocked
from secretstorage.util import add_match_rules

from aiurdesk.storage import kwallet
from aiurdesk.storage.keyring_worker import CallConnection

_BUS_S = 10.0
"""How long the bus may take to let the program in. A busy computer, such as one that has just
started, may take longer than a second, and the program would find no keyring."""


class InterruptibleKeyring(SecretService.Keyring):
    """The Secret Service backend of keyring, with calls that another thread can end.

    keyring opens a D-Bus connection for each call. Here that connection is registered, and closing
    it ends the call. The prompt stays on the screen, and the next call waits at the same prompt.
    It is not dismissed, because ``Prompt.Dismiss`` crashes gnome-keyring 48, which locks the
    keyring for all programs.

    keyring's own version also leaves the connection open when the collection stays locked.
    """

    def __init__(self, call_connection: CallConnection) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._call_connection = call_connection
        self.is_kwallet = False
        """Whether the service is KWallet; known after ``is_responding``."""

    def is_responding(self) -> bool:
        """Tell whether the service starts and responds; its bus name alone does not mean that."""
        try:
            with closing(self._open()) as connection:
                self._await_response(connection)
                self.is_kwallet = kwallet.is_secret_service(connection)
        except (secretstorage.SecretStorageException, DBusErrorResponse, OSError):
            return False
        return True

    def get_preferred_collection(self) -> Any:
        """Return the default collection, unlocked.

        Raises:
            KeyringLocked: The collection was not unlocked.
            InitError: There is no collection, and none was created.
        """
        connection = self._open()
        try:
            self._await_response(connection)
            collection = self._unlocked(self._collection(connection))
            if self.is_kwallet:
                collection.session = kwallet.plain_session(connection)
        except BaseException:
            connection.close()
            raise
        return collection

    def _open(self) -> Any:
        connection = _connected()
        try:
            # Before anything is asked: from here on the call can be ended from another thread.
            self._call_connection.attach(connection.sock)
            add_match_rules(connection)
            if not secretstorage.check_service_availability(connection):
                kwallet.activate(connection)
        except (OSError, DBusErrorResponse):
            connection.close()
            raise
        return connection

    def _await_response(self, connection: Any) -> None:
        # Reads a property of the service, which needs no prompt.
        next(secretstorage.get_all_collections(connection), None)
        self._call_connection.has_responded = True

    def _collection(self, connection: Any) -> Any:
        try:
            # keyring sets the attribute from KEYRING_PROPERTY_PREFERRED_COLLECTION.
            if hasattr(self, "preferred_collection"):
                return secretstorage.Collection(connection, self.preferred_collection)
            return secretstorage.get_default_collection(connection)
        except secretstorage.SecretStorageException as error:
            raise InitError("No collection") from error

    def unlock(self, item: Any) -> None:
        """Unlock an item, where its collection alone was unlocked.

        Raises:
            KeyringLocked: It was not unlocked.
        """
        self._unlocked(item)

    def _unlocked(self, locked: Any) -> Any:
        # Unlocking may show a prompt. Where none was closed, it is tried once more before the
        # keyring is called locked: a service may lock what it has just unlocked.
        for _ in range(2):
            if not locked.is_locked():
                return locked
            with self._call_connection.at_prompt():
                if locked.unlock():
                    break
        if locked.is_locked():
            raise KeyringLocked("Not unlocked")
        return locked


def _connected() -> Any:
    """Connect to the bus as ``secretstorage.dbus_init``, which waits for a second only."""
    try:
        return open_dbus_connection(auth_timeout=_BUS_S)
    except (KeyError, ValueError) as error:
        # The environment names no bus, or none that can be reached from here.
        raise secretstorage.SecretServiceNotAvailableException("No bus") from error
