"""The file of credentials."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.errors import StorageError
from aiurdesk.storage.credentials import CredentialStore
from tests.child_process import running

ADA = Credential("a", "Ada", "app", ("https://a.example",), (("app_id", "é零"),))
BOB = Credential("b", "Bob", "session")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "profile" / "credentials.json"


def test_credentials_are_still_there_in_the_next_run(file):
    CredentialStore(file).put(ADA)
    stored_now = CredentialStore(file).put(BOB)
    assert stored_now == CredentialStore(file).read()
    assert stored_now.credentials == (ADA, BOB)


def test_reading_without_a_file_creates_none(file):
    assert CredentialStore(file).read().credentials == ()
    assert not file.parent.exists()


def test_changing_one_credential_keeps_the_order(file):
    store = CredentialStore(file)
    store.put(ADA)
    store.put(BOB)
    renamed = Credential("a", "Ada Lovelace", "app")
    assert store.put(renamed).credentials == (renamed, BOB)
    assert store.remove("a").credentials == (BOB,)
    assert store.remove("a").credentials == (BOB,)


def test_unknown_entries_and_members_survive_a_change(file):
    file.parent.mkdir()
    stored: dict[str, Any] = {
        "version": 9,
        "credentials": [
            {"id": "a", "name": "Ada", "scheme": "app", "colour": "red"},
            {"id": "z", "name": "of a later version"},
            17,
        ],
    }
    file.write_text(json.dumps(stored), encoding="utf-8")
    stored_now = CredentialStore(file).put(Credential("a", "Ada L.", "app"))
    assert [credential.name for credential in stored_now.credentials] == ["Ada L."]
    assert [
        f"{file}, credential {entry}" in message
        for entry, message in zip(
            ("of a later version: scheme", "3: should"), stored_now.mistakes, strict=True
        )
    ] == [True, True]
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written["version"] == 9
    assert written["credentials"][0]["colour"] == "red"
    assert written["credentials"][1:] == stored["credentials"][1:]


def test_a_credential_of_another_process_is_not_lost(file):
    first, second = CredentialStore(file), CredentialStore(file)
    first.put(ADA)
    second.put(BOB)
    assert first.put(Credential("c", "Cy", "app")).credentials[:2] == (ADA, BOB)


def test_a_change_starts_from_the_stored_credential(file):
    first, second = CredentialStore(file), CredentialStore(file)
    first.put(ADA)
    second.alter("a", lambda stored: replace(stored, origins=(*stored.origins, "https://b")))
    stored_now = first.alter("a", lambda stored: replace(stored, name="Ada L."))
    assert stored_now.credentials == (
        replace(ADA, name="Ada L.", origins=(*ADA.origins, "https://b")),
    )


def test_a_deleted_credential_is_not_created_by_a_change(file):
    CredentialStore(file).put(BOB)
    stored_now = CredentialStore(file).alter("a", lambda stored: replace(stored, name="Ada L."))
    assert stored_now == CredentialStore(file).read()
    assert stored_now.credentials == (BOB,)


WRITING = """
import sys
from pathlib import Path
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.storage.credentials import CredentialStore

def main(file, name):
    store = CredentialStore(Path(file))
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(30):
        store.put(Credential(f"{name}{number}", f"{name} {number}", "app"))
    for number in range(0, 30, 3):
        store.remove(f"{name}{number}")

main(*sys.argv[1:])
"""


@contextmanager
def writing(file: Path, name: str) -> Iterator["subprocess.Popen[str]"]:
    """Run a process that writes as soon as it gets a signal to start."""
    command = [sys.executable, "-c", WRITING, file, name]
    with running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process


def test_nothing_is_lost_when_two_processes_write_at_the_same_time(file):
    with writing(file, "window") as window, writing(file, "command") as command:
        for writer in (window, command):
            assert writer.stdin is not None
            writer.stdin.write("go\n")
            writer.stdin.flush()
        for writer in (window, command):
            writer.communicate(timeout=60)
            assert writer.returncode == 0
    stored_now = CredentialStore(file).read()
    left = {f"{name}{n}" for name in ("window", "command") for n in range(30) if n % 3}
    assert {credential.id for credential in stored_now.credentials} == left
    assert stored_now.mistakes == ()


def test_reading_needs_no_lock(file):
    CredentialStore(file).put(ADA)
    lock = file.with_suffix(".lock")
    lock.unlink()
    lock.mkdir()
    assert CredentialStore(file).read().credentials == (ADA,)
    with pytest.raises(StorageError, match="could not be written"):
        CredentialStore(file).put(BOB)


NOT_VALID = [b"not json", b"[]", b'{"credentials": 5}', b"[" * 99_999]


@pytest.mark.parametrize("content", NOT_VALID)
def test_an_invalid_file_is_set_aside_only_when_that_is_shown(file, content):
    file.parent.mkdir()
    file.write_bytes(content)
    stored_now = CredentialStore(file).read(sets_aside=True)
    assert stored_now.credentials == ()
    assert str(file) in stored_now.mistakes[0]
    aside = file.with_name("credentials.json.unreadable-1")
    assert aside.read_bytes() == content
    assert CredentialStore(file).put(ADA).credentials == (ADA,)


@pytest.mark.parametrize("content", NOT_VALID)
def test_every_other_use_refuses_a_file_that_is_not_valid(file, content):
    file.parent.mkdir()
    file.write_bytes(content)
    store = CredentialStore(file)
    for use in (
        store.read,
        lambda: store.put(ADA),
        lambda: store.alter("a", lambda old: old),
        lambda: store.remove("a"),
        lambda: store.begin("a"),
        store.unfinished,
    ):
        with pytest.raises(StorageError, match=r"json could not be read: .*Correct it"):
            use()
    assert file.read_bytes() == content
    assert not list(file.parent.glob("*unreadable*"))


def test_an_unreadable_file_is_never_overwritten(file):
    file.mkdir(parents=True)
    with pytest.raises(StorageError, match=r"credentials\.json"):
        CredentialStore(file).put(ADA)
    with pytest.raises(StorageError):
        CredentialStore(file).read()
