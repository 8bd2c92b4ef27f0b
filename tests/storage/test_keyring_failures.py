"""The table is complete over all that keyring and what lies below it can raise."""

import importlib
import inspect
import re
import sys

import keyring.errors
import pytest

from aiurdesk.core.errors import KeyringFailure, KeyringReason
from aiurdesk.storage.keyring_worker import DBUS_ERRORS, TABLE, may_pass, to_keyring_failure

SENTENCE = re.compile(r"[A-Z].*\.")
MODULES = ["keyring.errors"]
if sys.platform == "linux":
    MODULES += ["secretstorage.exceptions", "jeepney.wrappers"]


def exceptions() -> list[type[Exception]]:
    kinds = []
    for module in MODULES:
        for _, member in inspect.getmembers(importlib.import_module(module), inspect.isclass):
            if issubclass(member, Exception) and member.__module__ == module:
                kinds.append(member)
    return kinds


def raised(kind: type[Exception]) -> Exception:
    error = kind.__new__(kind)
    error.args = ("marked",)
    return error


def test_every_exception_has_a_row_in_the_table():
    assert {f"{kind.__module__}.{kind.__qualname__}" for kind in exceptions()} - set(TABLE) == set()


def test_every_row_names_an_existing_exception():
    existing = {f"{kind.__module__}.{kind.__qualname__}" for kind in exceptions()}
    rows = {name for name in TABLE if name.rpartition(".")[0] in MODULES}
    assert rows <= existing


def test_every_exception_becomes_a_sentence_without_its_text():
    others = [FileNotFoundError, ConnectionResetError, TimeoutError, EOFError, KeyError]
    failures = [to_keyring_failure(raised(kind)) for kind in (*exceptions(), *others)]
    assert [str(failure) for failure in failures if not SENTENCE.match(str(failure))] == []
    assert "marked" not in repr(failures)
    assert {failure.__cause__ or failure.__context__ for failure in failures} == {None}


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (keyring.errors.KeyringLocked, KeyringReason.LOCKED),
        (keyring.errors.NoKeyringError, KeyringReason.NO_KEYRING),
        (keyring.errors.InitError, KeyringReason.OTHER),
        (keyring.errors.PasswordSetError, KeyringReason.OTHER),
        (BrokenPipeError, KeyringReason.LOST),
        (ValueError, KeyringReason.OTHER),
    ],
)
def test_an_exception_has_its_reason(kind, reason):
    assert to_keyring_failure(raised(kind)).reason is reason


def test_the_reason_of_the_cause_is_used():
    error = keyring.errors.InitError("marked")
    error.__cause__ = ConnectionResetError("marked")
    assert to_keyring_failure(error).reason is KeyringReason.LOST


class NamedError(Exception):
    """An exception with a name, like that of a D-Bus error."""

    def __init__(self, name: str) -> None:
        super().__init__("marked")
        self.name = name


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        # Locked, or another process, since the call had begun.
        (NamedError("org.freedesktop.Secret.Error.IsLocked"), True),
        (NamedError("org.freedesktop.Secret.Error.NoSession"), True),
        (ConnectionResetError(), True),
        # A prompt was closed, or could not be shown.
        (keyring.errors.KeyringLocked(), False),
        (keyring.errors.InitError(), False),
        (KeyringFailure(KeyringReason.TOO_LONG), False),
    ],
)
def test_only_what_may_be_over_a_moment_later_is_tried_again(error, passes):
    assert may_pass(error) is passes


@pytest.mark.parametrize("name", DBUS_ERRORS)
def test_the_name_of_a_dbus_error_gives_the_reason(name):
    assert to_keyring_failure(NamedError(name)).reason is DBUS_ERRORS[name]


def test_an_unknown_dbus_error_is_reported_by_its_class():
    assert "(NamedError)" in str(to_keyring_failure(NamedError("org.example.Error.Odd")))


def test_a_keyring_failure_is_returned_unchanged():
    failure = KeyringFailure(KeyringReason.TOO_LONG)
    assert to_keyring_failure(failure) is failure
