"""The table is complete over all that keyring and what lies below it can raise."""

import importlib
import inspect
import sys

import keyring.errors
import pytest

from aiurdesk.core.errors import KeyringFailure, KeyringReason
from aiurdesk.storage.keyring_failures import DBUS_ERRORS, TABLE, explain

MODULES = ["keyring.errors"]
if sys.platform == "linux":
    MODULES += ["secretstorage.exceptions", "jeepney.wrappers"]


def exceptions() -> list[type[Exception]]:
    found = []
    for module in MODULES:
        for _, member in inspect.getmembers(importlib.import_module(module), inspect.isclass):
            if issubclass(member, Exception) and member.__module__ == module:
                found.append(member)
    return found


def raised(kind: type[Exception]) -> Exception:
    error = kind.__new__(kind)
    error.args = ("needle",)
    return error


def test_every_exception_has_a_row():
    assert {f"{each.__module__}.{each.__qualname__}" for each in exceptions()} - set(TABLE) == set()


def test_every_row_is_of_an_exception_that_exists():
    known = {f"{each.__module__}.{each.__qualname__}" for each in exceptions()}
    rows = {name for name in TABLE if name.rpartition(".")[0] in MODULES}
    assert rows <= known


@pytest.mark.parametrize(
    "kind",
    [*exceptions(), FileNotFoundError, ConnectionResetError, TimeoutError, EOFError, KeyError],
    ids=str,
)
def test_every_exception_becomes_a_sentence_without_its_text(kind):
    found = explain(raised(kind))
    assert str(found)[0].isupper()
    assert "." in str(found)
    assert "needle" not in repr(found)
    assert found.__cause__ is found.__context__ is None


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
    assert explain(raised(kind)).reason is reason


def test_the_cause_says_more_than_the_exception():
    error = keyring.errors.InitError("needle")
    error.__cause__ = ConnectionResetError("needle")
    assert explain(error).reason is KeyringReason.LOST


class NamedError(Exception):
    """An exception with a name, like that of a D-Bus error."""

    def __init__(self, name: str) -> None:
        super().__init__("needle")
        self.name = name


@pytest.mark.parametrize("name", DBUS_ERRORS)
def test_the_name_of_a_bus_error_says_more(name):
    assert explain(NamedError(name)).reason is DBUS_ERRORS[name]


def test_a_bus_error_of_another_name_is_one_all_the_same():
    assert "(NamedError)" in str(explain(NamedError("org.example.Error.Odd")))


def test_a_failure_stays_what_it_is():
    failure = KeyringFailure(KeyringReason.TOO_LONG)
    assert explain(failure) is failure
