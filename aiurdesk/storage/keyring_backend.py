"""Find the keyring of the system, and take no other.

keyring alone would also take what a plug-in brings, such as a plain file or one that asks for
a password on the terminal.
"""

import importlib
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from aiurdesk.storage.keyring_worker import Line

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SECRET_SERVICE = "Secret Service"
_KWALLET = "KWallet"
_WINDOWS = "Windows Credential Manager"
ACCEPTED = {
    "keyring.backends.SecretService": SECRET_SERVICE,
    "keyring.backends.kwallet": _KWALLET,
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.Windows": _WINDOWS,
}
"""Modules of keyring whose backends belong to the system, and what a person calls them."""

_CANDIDATES = {
    "darwin": ("keyring.backends.macOS:Keyring",),
    "win32": ("keyring.backends.Windows:WinVaultKeyring",),
}
_ELSEWHERE = ("keyring.backends.SecretService:Keyring", "keyring.backends.kwallet:DBusKeyring")
_WINDOWS_BYTES = 2560
"""Source: wincred.h, CRED_MAX_CREDENTIAL_BLOB_SIZE; keyring writes UTF-16."""


class Backend(msgspec.Struct, frozen=True):
    """A keyring of the system."""

    ring: "KeyringBackend"
    name: str
    """What a person calls it."""

    def takes(self, text: str) -> bool:
        """Tell whether a text is short enough."""
        if self.name != _WINDOWS:
            return True
        return len(text.encode("utf-16-le")) <= _WINDOWS_BYTES


def find_backend(line: Line) -> Backend | None:
    """Return the keyring of this system, or None when there is no usable one.

    A backend that the person chose for keyring (in its variable or its file) is the only one
    considered. Blocks: it asks the system, and starts a keyring that the system has ready.
    """
    chosen = _chosen()
    if chosen is None:
        return None
    for ring in chosen or _candidates():
        name = accepted_name(ring)
        if name is None:
            continue
        found = _secret_service(line) if name == SECRET_SERVICE else Backend(ring, name)
        if found is not None:
            return found
    return None


def accepted_name(ring: "KeyringBackend") -> str | None:
    """Return what a person calls a backend of the system, or None for any other backend."""
    return ACCEPTED.get(type(ring).__module__)


def _chosen() -> "list[KeyringBackend] | None":
    """Return what the person chose for keyring: empty for nothing, None for nothing that works."""
    import configparser

    from keyring import core
    from keyring.backends.chainer import ChainerBackend

    try:
        ring = core.load_env() or core.load_config()
    except (ImportError, AttributeError, ValueError, RuntimeError, OSError, configparser.Error):
        return None
    if ring is None:
        return []
    return (list(ring.backends) or None) if isinstance(ring, ChainerBackend) else [ring]


def _candidates() -> "Iterable[KeyringBackend]":
    for place in _CANDIDATES.get(sys.platform, _ELSEWHERE):
        module, name = place.split(":")
        try:
            kind: type[KeyringBackend] = getattr(importlib.import_module(module), name)
        except ImportError:
            continue
        # That of KDE is no Secret Service before it is woken, which happens when it is asked.
        if kind.viable or ACCEPTED[module] == SECRET_SERVICE:
            yield kind()


def _secret_service(line: Line) -> Backend | None:
    """Return the Secret Service such that its calls can be cut, or None when it is broken."""
    try:
        from aiurdesk.storage.secret_service import InterruptibleKeyring
    except ImportError:
        # What lies below it belongs to keyring on Linux only.
        return None
    ring = InterruptibleKeyring(line)
    if not ring.answers():
        return None
    return Backend(ring, _KWALLET if ring.is_kwallet else SECRET_SERVICE)
