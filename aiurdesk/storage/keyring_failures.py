"""The one table from the exceptions of keyring and the libraries below it to failures."""

from collections.abc import Iterator

from aiurdesk.core.errors import KeyringFailure, KeyringReason

_AFTER_A_PROMPT = "keyring.errors.KeyringLocked"
TABLE = {
    # First, because keyring wraps it: a prompt that was closed arrives as ``InitError``.
    "secretstorage.exceptions.PromptDismissedException": KeyringReason.DISMISSED,
    "secretstorage.exceptions.LockedException": KeyringReason.LOCKED,
    _AFTER_A_PROMPT: KeyringReason.LOCKED,
    "keyring.errors.NoKeyringError": KeyringReason.NO_KEYRING,
    "secretstorage.exceptions.SecretServiceNotAvailableException": KeyringReason.LOST,
    "builtins.OSError": KeyringReason.LOST,
    "secretstorage.exceptions.ItemNotFoundException": KeyringReason.GONE,
    "keyring.errors.PasswordSetError": KeyringReason.OTHER,
    "keyring.errors.PasswordDeleteError": KeyringReason.OTHER,
    "keyring.errors.InitError": KeyringReason.OTHER,
    # Base classes come after their subclasses.
    "keyring.errors.KeyringError": KeyringReason.OTHER,
    "secretstorage.exceptions.SecretStorageException": KeyringReason.OTHER,
    # Raised bare where the service is broken inside, such as KWallet without its libraries.
    "jeepney.wrappers.DBusErrorResponse": KeyringReason.OTHER,
}
"""In order: the first class that an exception or one of its causes is an instance of counts.

Classes are given by name, because the libraries below keyring differ between platforms and are
imported late.
"""

DBUS_ERRORS = {
    "org.freedesktop.Secret.Error.IsLocked": KeyringReason.LOCKED,
    "org.freedesktop.Secret.Error.NoSuchObject": KeyringReason.GONE,
    # Another process of the service took over in the middle of a call.
    "org.freedesktop.Secret.Error.NoSession": KeyringReason.LOST,
    "org.freedesktop.DBus.Error.NoReply": KeyringReason.LOST,
    "org.freedesktop.DBus.Error.Disconnected": KeyringReason.LOST,
    "org.freedesktop.DBus.Error.ServiceUnknown": KeyringReason.LOST,
    "org.freedesktop.DBus.Error.NameHasNoOwner": KeyringReason.LOST,
}
"""Names of D-Bus errors with a known reason; they are more exact than the class.

Source: Secret Service API 0.2, "Errors"; D-Bus, ``dbus-protocol.h``.
"""


def to_keyring_failure(error: Exception) -> KeyringFailure:
    """Translate an exception. Its text is not used, because it may contain a secret."""
    if isinstance(error, KeyringFailure):
        return error
    chain = list(_chain(error))
    for cause in chain:
        reason = DBUS_ERRORS.get(str(getattr(cause, "name", "")))
        if reason is not None:
            return KeyringFailure(reason)
    names = {_full_name(cls) for cause in chain for cls in type(cause).__mro__}
    for name, reason in TABLE.items():
        if name in names:
            return KeyringFailure(reason, _class_name(error, reason))
    return KeyringFailure(KeyringReason.OTHER, _class_name(error, KeyringReason.OTHER))


def may_pass(error: Exception) -> bool:
    """Tell whether a call may succeed a moment later.

    gnome-keyring 48 aborts now and then, such as when a program that uses it is killed, and the bus
    starts it again. And a service may lock what it has just unlocked; then it is unlocked again.

    Source: Secret Service API 0.2, "Locking and Unlocking".
    """
    reason = to_keyring_failure(error).reason
    # After a prompt that was closed, or could not be shown, the person is not asked again.
    was_asked = any(_full_name(type(cause)) == _AFTER_A_PROMPT for cause in _chain(error))
    return reason is KeyringReason.LOST or (reason is KeyringReason.LOCKED and not was_asked)


def _class_name(error: Exception, reason: KeyringReason) -> str:
    return type(error).__name__ if reason is KeyringReason.OTHER else ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _full_name(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"
