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


async def test_credentials_are_still_there_in_the_next_run(file):
    await CredentialStore(file).put(ADA)
    found = await CredentialStore(file).put(BOB)
    assert found == await CredentialStore(file).read()
    assert found.credentials == (ADA, BOB)


async def test_reading_without_a_file_creates_none(file):
    assert (await CredentialStore(file).read()).credentials == ()
    assert not file.parent.exists()


async def test_changing_one_credential_keeps_the_order(file):
    store = CredentialStore(file)
    await store.put(ADA)
    await store.put(BOB)
    renamed = Credential("a", "Ada Lovelace", "app")
    assert (await store.put(renamed)).credentials == (renamed, BOB)
    assert (await store.remove("a")).credentials == (BOB,)
    assert (await store.remove("a")).credentials == (BOB,)


async def test_unknown_entries_and_members_survive_a_change(file):
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
    found = await CredentialStore(file).put(Credential("a", "Ada L.", "app"))
    assert [each.name for each in found.credentials] == ["Ada L."]
    assert [
        f"{file}, credential {place}" in message
        for place, message in zip(
            ("of a later version: scheme", "3: should"), found.mistakes, strict=True
        )
    ] == [True, True]
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written["version"] == 9
    assert written["credentials"][0]["colour"] == "red"
    assert written["credentials"][1:] == stored["credentials"][1:]


async def test_a_credential_of_another_process_is_not_lost(file):
    first, second = CredentialStore(file), CredentialStore(file)
    await first.put(ADA)
    await second.put(BOB)
    assert (await first.put(Credential("c", "Cy", "app"))).credentials[:2] == (ADA, BOB)


async def test_a_change_starts_from_the_stored_credential(file):
    first, second = CredentialStore(file), CredentialStore(file)
    await first.put(ADA)
    await second.change("a", lambda stored: replace(stored, origins=(*stored.origins, "https://b")))
    found = await first.change("a", lambda stored: replace(stored, name="Ada L."))
    assert found.credentials == (replace(ADA, name="Ada L.", origins=(*ADA.origins, "https://b")),)


async def test_a_deleted_credential_is_not_created_by_a_change(file):
    await CredentialStore(file).put(BOB)
    found = await CredentialStore(file).change("a", lambda stored: replace(stored, name="Ada L."))
    assert found == await CredentialStore(file).read()
    assert found.credentials == (BOB,)


WRITING = """
import asyncio, sys
from pathlib import Path
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.storage.credentials import CredentialStore

async def main(file, name):
    store = CredentialStore(Path(file))
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(30):
        await store.put(Credential(f"{name}{number}", f"{name} {number}", "app"))
    for number in range(0, 30, 3):
        await store.remove(f"{name}{number}")

asyncio.run(main(*sys.argv[1:]))
"""


@contextmanager
def writing(file: Path, name: str) -> Iterator["subprocess.Popen[str]"]:
    """Run a process that writes as soon as it gets a signal to start."""
    command = [sys.executable, "-c", WRITING, file, name]
    with running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process


async def test_nothing_is_lost_when_two_processes_write_at_the_same_time(file):
    with writing(file, "window") as window, writing(file, "command") as command:
        for writer in (window, command):
            assert writer.stdin is not None
            writer.stdin.write("go\n")
            writer.stdin.flush()
        for writer in (window, command):
            writer.communicate(timeout=60)
            assert writer.returncode == 0
    found = await CredentialStore(file).read()
    left = {f"{name}{n}" for name in ("window", "command") for n in range(30) if n % 3}
    assert {each.id for each in found.credentials} == left
    assert found.mistakes == ()


async def test_reading_needs_no_lock(file):
    await CredentialStore(file).put(ADA)
    lock = file.with_suffix(".lock")
    lock.unlink()
    lock.mkdir()
    assert (await CredentialStore(file).read()).credentials == (ADA,)
    with pytest.raises(StorageError, match="could not be written"):
        await CredentialStore(file).put(BOB)


NOT_VALID = [b"not json", b"[]", b'{"credentials": 5}', b"[" * 99_999]


@pytest.mark.parametrize("content", NOT_VALID)
async def test_an_invalid_file_is_set_aside_only_when_that_is_shown(file, content):
    file.parent.mkdir()
    file.write_bytes(content)
    found = await CredentialStore(file).read(sets_aside=True)
    assert found.credentials == ()
    assert str(file) in found.mistakes[0]
    aside = file.with_name("credentials.json.unreadable-1")
    assert aside.read_bytes() == content
    assert (await CredentialStore(file).put(ADA)).credentials == (ADA,)


@pytest.mark.parametrize("content", NOT_VALID)
@pytest.mark.parametrize(
    "use",
    [
        lambda store: store.read(),
        lambda store: store.put(ADA),
        lambda store: store.change("a", lambda old: old),
        lambda store: store.remove("a"),
        lambda store: store.begin("a"),
        lambda store: store.unfinished(),
    ],
)
async def test_every_other_use_refuses_a_file_that_is_not_valid(file, content, use):
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(StorageError, match=r"credentials\.json could not be read: .*Correct it"):
        await use(CredentialStore(file))
    assert file.read_bytes() == content
    assert not list(file.parent.glob("*unreadable*"))


async def test_an_unreadable_file_is_never_overwritten(file):
    file.mkdir(parents=True)
    with pytest.raises(StorageError, match=r"credentials\.json"):
        await CredentialStore(file).put(ADA)
    with pytest.raises(StorageError):
        await CredentialStore(file).read()
