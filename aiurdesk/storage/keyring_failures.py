"""What the exceptions of keyring and of what lies below it mean: the one place that knows."""

from collections.abc import Iterator

from aiurdesk.core.errors import KeyringFailure, KeyringReason

TABLE = {
    "secretstorage.exceptions.PromptDismissedException": KeyringReason.DISMISSED,
    "secretstorage.exceptions.LockedException": KeyringReason.LOCKED,
    "keyring.errors.KeyringLocked": KeyringReason.LOCKED,
    "keyring.errors.NoKeyringError": KeyringReason.NO_KEYRING,
    "secretstorage.exceptions.SecretServiceNotAvailableException": KeyringReason.LOST,
    "builtins.OSError": KeyringReason.LOST,
    "secretstorage.exceptions.ItemNotFoundException": KeyringReason.GONE,
    "keyring.errors.PasswordSetError": KeyringReason.OTHER,
    "keyring.errors.PasswordDeleteError": KeyringReason.OTHER,
    "keyring.errors.InitError": KeyringReason.OTHER,
    "keyring.errors.KeyringError": KeyringReason.OTHER,
    "secretstorage.exceptions.SecretStorageException": KeyringReason.OTHER,
    "jeepney.wrappers.DBusErrorResponse": KeyringReason.OTHER,
}
"""In order: the first class that an exception or one of its causes belongs to decides.

By name, because what lies below keyring differs between platforms and is loaded late.
"""

DBUS_ERRORS = {
    "org.freedesktop.Secret.Error.IsLocked": KeyringReason.LOCKED,
    "org.freedesktop.Secret.Error.NoSuchObject": KeyringReason.GONE,
    "org.freedesktop.DBus.Error.NoReply": KeyringReason.LOST,
    "org.freedesktop.DBus.Error.Disconnected": KeyringReason.LOST,
    "org.freedesktop.DBus.Error.ServiceUnknown": KeyringReason.LOST,
    "org.freedesktop.DBus.Error.NameHasNoOwner": KeyringReason.LOST,
}
"""Names of D-Bus errors that say more than that there was one.

Source: Secret Service API 0.2, "Errors"; D-Bus, ``dbus-protocol.h``.
"""


def explain(error: Exception) -> KeyringFailure:
    """Return what an exception means; nothing of its text is in it, which may hold a secret."""
    if isinstance(error, KeyringFailure):
        return error
    chain = list(_chain(error))
    for each in chain:
        reason = DBUS_ERRORS.get(str(getattr(each, "name", "")))
        if reason is not None:
            return KeyringFailure(reason)
    names = {_name(kind) for each in chain for kind in type(each).__mro__}
    for name, reason in TABLE.items():
        if name in names:
            return KeyringFailure(reason, _sort(error, reason))
    return KeyringFailure(KeyringReason.OTHER, _sort(error, KeyringReason.OTHER))


def _sort(error: Exception, reason: KeyringReason) -> str:
    return type(error).__name__ if reason is KeyringReason.OTHER else ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
