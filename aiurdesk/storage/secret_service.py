"""keyring's Secret Service backend, such that no call waits at a prompt without end.

This module costs the import of keyring; it is imported on the thread of the keyring only.
"""

from contextlib import closing
from typing import Any

import secretstorage
from jeepney import DBusErrorResponse
from keyring.backends import SecretService
from keyring.errors import InitError, KeyringLocked

from aiurdesk.storage import kwallet
from aiurdesk.storage.keyring_worker import Line


class InterruptibleKeyring(SecretService.Keyring):
    """The backend of keyring with an end to every call.

    keyring opens a connection for each call; here another thread can cut it. A prompt stays on
    the screen then, and the next call waits at the same one: taking it back (``Prompt.Dismiss``)
    aborts gnome-keyring 48, with everything that other programs have unlocked in it.
    Its own version also leaves connections open when the collection stays locked.
    """

    def __init__(self, line: Line) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._line = line
        self.is_kwallet = False
        """Whether KDE's wallet is the service that answered."""

    def answers(self) -> bool:
        """Tell whether the service not only has a name on the bus but starts and answers."""
        try:
            with closing(self._open()) as connection:
                next(secretstorage.get_all_collections(connection), None)
                self.is_kwallet = kwallet.is_secret_service(connection)
        except (secretstorage.SecretStorageException, DBusErrorResponse, OSError):
            return False
        return True

    def get_preferred_collection(self) -> Any:
        """Return the collection of the person, unlocked.

        Raises:
            KeyringLocked: Nobody unlocked it.
            InitError: There is none, and none was made.
        """
        connection = self._open()
        try:
            collection = self._unlocked(self._collection(connection))
            if self.is_kwallet:
                collection.session = kwallet.plain_session(connection)
        except BaseException:
            connection.close()
            raise
        return collection

    def _open(self) -> Any:
        connection = secretstorage.dbus_init()
        try:
            self._line.hold(connection.sock)
            if not secretstorage.check_service_availability(connection):
                kwallet.wake(connection)
        except (OSError, DBusErrorResponse):
            connection.close()
            raise
        return connection

    def _collection(self, connection: Any) -> Any:
        try:
            if hasattr(self, "preferred_collection"):
                return secretstorage.Collection(connection, self.preferred_collection)
            return secretstorage.get_default_collection(connection)
        except secretstorage.SecretStorageException as error:
            raise InitError("No collection") from error

    @staticmethod
    def _unlocked(collection: Any) -> Any:
        if collection.is_locked():
            collection.unlock()
            if collection.is_locked():
                raise KeyringLocked("Not unlocked")
        return collection
