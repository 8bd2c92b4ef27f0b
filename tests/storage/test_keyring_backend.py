"""Only keyrings of the system are accepted, whatever else is installed or chosen."""

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend

from aiurdesk.storage.keyring_backend import ACCEPTED, Backend, find_backend
from aiurdesk.storage.keyring_worker import CallConnection


class PlainFile(KeyringBackend):
    """A keyring as plug-ins bring them."""

    priority = 9

    def get_password(self, service, username):
        return "plain"

    def set_password(self, service, username, password):
        """Keep nothing."""


class Chain(ChainerBackend):
    """A chain of the plug-in and nothing else."""

    backends = (PlainFile(),)


def call_connection() -> CallConnection:
    return CallConnection(lambda: True)


@pytest.mark.parametrize(
    "chosen",
    [
        "keyring.backends.null.Keyring",
        "keyring.backends.fail.Keyring",
        f"{__name__}.PlainFile",
        "keyring.backends.nowhere.Keyring",
        "keyring.backends.null.Nothing",
        "nonsense",
    ],
)
def test_a_chosen_keyring_that_is_not_usable_is_not_found(monkeypatch, chosen):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", chosen)
    assert find_backend(call_connection()) is None


def test_a_chain_without_a_keyring_of_the_system_is_not_found(monkeypatch):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{__name__}.Chain")
    assert find_backend(call_connection()) is None


def test_the_configuration_file_of_keyring_is_used(monkeypatch, tmp_path):
    (tmp_path / "python_keyring").mkdir()
    file = tmp_path / "python_keyring" / "keyringrc.cfg"
    file.write_text("[backend]\ndefault-keyring=keyring.backends.null.Keyring\n")
    monkeypatch.setattr("keyring.util.platform_.config_root", lambda: file.parent)
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    assert find_backend(call_connection()) is None


def test_every_accepted_module_has_a_name():
    assert set(ACCEPTED.values()) == {
        "Secret Service",
        "KWallet",
        "macOS Keychain",
        "Windows Credential Manager",
    }


@pytest.mark.parametrize(
    ("name", "length", "is_taken"),
    [
        ("Windows Credential Manager", 1280, True),
        ("Windows Credential Manager", 1281, False),
        ("Secret Service", 65_536, True),
    ],
)
def test_only_windows_has_a_limit(name, length, is_taken):
    assert Backend(PlainFile(), name).accepts("x" * length) is is_taken
