"""Finds the keyring of the system.

keyring itself would also use backends of plug-ins, such as a plain file or one that asks for a
password on the terminal. Here only backends of the operating system are accepted.

Importing this module imports keyring, so only the keyring thread imports it.
"""

import configparser
import importlib
import sys
from collections.abc import Iterable

import msgspec
from keyring import core
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.errors import PasswordDeleteError

from aiurdesk.storage.keyring_worker import CallConnection

SECRET_SERVICE = "Secret Service"
_KWALLET = "KWallet"
_WINDOWS = "Windows Credential Manager"
ACCEPTED = {
    "keyring.backends.SecretService": SECRET_SERVICE,
    "keyring.backends.kwallet": _KWALLET,
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.Windows": _WINDOWS,
}
"""Module of a keyring backend that belongs to the system → the name that a person knows."""

_CANDIDATES = {
    "darwin": ("keyring.backends.macOS:Keyring",),
    "win32": ("keyring.backends.Windows:WinVaultKeyring",),
}
_OTHER_CANDIDATES = (
    # The Secret Service first: with kwalletd6, KWallet is one, and the other way needs python-dbus.
    "keyring.backends.SecretService:Keyring",
    "keyring.backends.kwallet:DBusKeyring",
)
_WINDOWS_BYTES = 2560
"""Source: wincred.h, CRED_MAX_CREDENTIAL_BLOB_SIZE; keyring writes UTF-16."""


class Backend(msgspec.Struct, frozen=True):
    """A keyring of the system."""

    keyring: KeyringBackend
    name: str
    """The name that a person knows."""

    def accepts(self, text: str) -> bool:
        """Tell whether a text is short enough."""
        if self.name != _WINDOWS:
            return True
        return len(text.encode("utf-16-le")) <= _WINDOWS_BYTES

    def delete(self, service: str, key: str) -> bool:
        """Delete a secret; return False if there was none."""
        try:
            self.keyring.delete_password(service, key)
        except PasswordDeleteError:
            # Some backends raise this for any trouble, most because there is nothing to delete.
            if self.keyring.get_password(service, key) is not None:
                raise
            return False
        return True


def find_backend(call_connection: CallConnection) -> Backend | None:
    """Return the keyring of this system, or None if there is no usable one.

    If the person chose a backend for keyring, by its environment variable or configuration file,
    only that one is considered. Blocks, and may start the keyring service of the system.
    """
    chosen = _chosen()
    if chosen is None:
        return None
    for keyring in chosen or _candidates():
        name = ACCEPTED.get(type(keyring).__module__)
        # A plug-in that stores secrets in a plain file, for example.
        if name is None:
            continue
        if name == SECRET_SERVICE:
            backend = _secret_service(call_connection)
        else:
            backend = Backend(keyring, name)
        if backend is not None:
            return backend
    return None


def _chosen() -> list[KeyringBackend] | None:
    """Return the backends that the person chose for keyring.

    The list is empty if nothing was chosen. None means that the choice cannot be used.
    """
    try:
        keyring = core.load_env() or core.load_config()
    except (ImportError, AttributeError, ValueError, RuntimeError, OSError, configparser.Error):
        return None
    if keyring is None:
        return []
    if isinstance(keyring, ChainerBackend):
        # The chainer may hold a plain file beside the keyring, so each is looked at by itself.
        return list(keyring.backends) or None
    return [keyring]


def _candidates() -> Iterable[KeyringBackend]:
    for candidate in _CANDIDATES.get(sys.platform, _OTHER_CANDIDATES):
        module, name = candidate.split(":")
        try:
            cls: type[KeyringBackend] = getattr(importlib.import_module(module), name)
        except ImportError:
            continue
        # KWallet is not viable as a Secret Service until it is started, so that one is tried.
        if cls.viable or ACCEPTED[module] == SECRET_SERVICE:
            yield cls()


def _secret_service(call_connection: CallConnection) -> Backend | None:
    """Return the interruptible Secret Service backend, or None if the service does not respond."""
    try:
        # Imported here: its libraries are dependencies of keyring on Linux only.
        from aiurdesk.storage.secret_service import InterruptibleKeyring
    except ImportError:
        return None
    keyring = InterruptibleKeyring(call_connection)
    if not keyring.is_responding():
        return None
    return Backend(keyring, _KWALLET if keyring.is_kwallet else SECRET_SERVICE)
