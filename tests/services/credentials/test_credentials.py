"""The credentials of a profile."""

import asyncio
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from msgspec.structs import replace

from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import PRODUCTION_2020, SANDBOX, Environment
from aiurdesk.core.errors import KeyringFailure, ProblemError, StorageError
from aiurdesk.core.problem import Problem
from aiurdesk.services.credentials.credential_secrets import CredentialSecrets
from aiurdesk.services.credentials.credentials import Credentials, free_name, new_id
from aiurdesk.services.sandbox_host import RunningSandbox
from aiurdesk.storage.credentials import CredentialStore, StoredCredentials
from tests.fakes import CountingSecrets

APP_ID, NEW_ID = "a0000000000000000000000000000001", "a0000000000000000000000000000002"
SECRET = Secret("5ec5e000000000000000000000000001")
OTHER = Secret("5ec5e000000000000000000000000002")
SECRETS = {"app_secret": SECRET}
WORK = Credential("w", "Work", "app", ("https://archon.aiursoft.com",), (("app_id", APP_ID),))
RUNNING = RunningSandbox(
    Environment("Sandbox", is_sandbox=True), (), "", Path(), "ready-id", "ready-secret", "e", "p"
)


@pytest.fixture
def store():
    return CountingSecrets()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "profile" / "credentials.json"


@pytest.fixture
def credentials(file, store):
    return Credentials(CredentialStore(file), CredentialSecrets(lambda: store))


def names(listed):
    return [credential.name for credential in listed]


async def test_an_added_credential_is_there_in_the_next_run(credentials, file, store):
    await credentials.add(replace(WORK, name="  Work "), SECRETS)
    again = Credentials(CredentialStore(file), CredentialSecrets(lambda: store))
    assert await again.load() == ()
    assert again.by_name("WORK") == again.by_id("w") == WORK
    assert await again.reveal("w", "app_secret") == SECRET
    assert await again.reveal("nobody", "app_secret") is None


class LateStore(CredentialStore):
    """Tells what it read some time after it was read."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.has_read = threading.Event()
        self.may_tell = threading.Event()

    def read(self, *, sets_aside: bool = False) -> StoredCredentials:
        stored = super().read(sets_aside=sets_aside)
        self.has_read.set()
        self.may_tell.wait()
        return stored


async def test_an_older_read_does_not_undo_a_change(file, store):
    late = LateStore(file)
    credentials = Credentials(late, CredentialSecrets(lambda: store))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(credentials.load())
        await asyncio.sleep(0)
        adding = tasks.create_task(credentials.add(WORK, SECRETS))
        await asyncio.wait({adding}, timeout=0.3)
        late.may_tell.set()
    assert credentials.by_id("w") == WORK


async def test_what_changes_after_it_was_read_counts_as_a_change(file, store):
    late = LateStore(file)
    credentials = Credentials(late, CredentialSecrets(lambda: store))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(credentials.load())
        await asyncio.to_thread(late.has_read.wait)
        CredentialStore(file).put(WORK)
        late.may_tell.set()
    assert credentials.by_id("w") is None
    assert credentials.is_outdated
    await credentials.load()
    assert credentials.by_id("w") == WORK
    assert not credentials.is_outdated


async def test_a_rename_keeps_what_the_command_line_changed_meanwhile(credentials, file, store):
    await credentials.add(WORK, SECRETS)
    other = Credentials(CredentialStore(file), CredentialSecrets(lambda: store))
    await other.load()
    await other.allow("w", "https://x.example")
    await credentials.rename("w", "Job")
    assert credentials.by_name("Job") == replace(
        WORK, name="Job", origins=(*WORK.origins, "https://x.example")
    )
    await other.delete("w")
    with pytest.raises(ProblemError, match="no longer exists"):
        await credentials.rename("w", "Work")


async def test_a_name_that_the_command_line_gave_meanwhile_is_refused(credentials, file, store):
    other = Credentials(CredentialStore(file), CredentialSecrets(lambda: store))
    await credentials.add(WORK, SECRETS)
    await other.add(replace(WORK, id="x", name="Job"), SECRETS)
    with pytest.raises(ProblemError, match="already a credential named Job"):
        await credentials.rename("w", "job")
    with pytest.raises(ProblemError, match="already a credential named Job"):
        await credentials.add(replace(WORK, id="y", name="JOB"), SECRETS)
    assert await store.get("y/app_secret") is None
    await credentials.load()
    assert {credential.name for credential in credentials.all} >= {"Work", "Job"}


async def test_a_secret_among_the_plain_values_is_refused(credentials):
    with pytest.raises(ProblemError, match="no field app_secret"):
        await credentials.add(replace(WORK, id="x", name="X", values=(("app_secret", "s"),)), {})


async def test_names_are_sorted_and_the_ready_ones_are_offered_in_the_sandbox_only(credentials):
    await credentials.add(WORK, SECRETS)
    await credentials.add(replace(WORK, id="b", name="apple"), SECRETS)
    assert names(credentials.all) == [
        "apple",
        "Sandbox app",
        "Sandbox session",
        "Sandbox sign-in",
        "Work",
    ]
    assert credentials.offered(SANDBOX) == credentials.all
    assert names(credentials.offered(PRODUCTION_2020)) == ["apple", "Work"]


@pytest.mark.parametrize("name", ["work", " WORK ", "sandbox APP"])
async def test_a_name_that_is_taken_is_refused(credentials, name):
    await credentials.add(WORK, SECRETS)
    with pytest.raises(ProblemError, match="already"):
        await credentials.add(replace(WORK, id="x", name=name), SECRETS)
    await credentials.add(replace(WORK, id="y", name="Other"), SECRETS)
    with pytest.raises(ProblemError, match="already"):
        await credentials.rename("y", name)
    await credentials.rename("w", "WORK")
    assert names(credentials.offered(PRODUCTION_2020)) == ["Other", "WORK"]


@pytest.mark.parametrize("name", ["", "  ", "two\nlines"])
async def test_a_name_is_one_line_of_text(credentials, name):
    with pytest.raises(ProblemError, match="Enter a name"):
        await credentials.add(replace(WORK, name=name), SECRETS)


@pytest.mark.parametrize(
    ("values", "secrets", "words"),
    [
        ((), SECRETS, "Enter app id for Work"),
        ((("app_id", ""),), {}, "Enter app id and app secret for Work"),
        (WORK.values, {"app_secret": Secret("")}, "Enter app secret for Work"),
        (WORK.values, {**SECRETS, "pass": SECRET}, "has no field pass"),
        ((*WORK.values, ("colour", "red")), SECRETS, "has no field colour"),
    ],
)
async def test_fields_are_the_fields_of_the_scheme(credentials, store, values, secrets, words):
    with pytest.raises(ProblemError, match=words):
        await credentials.add(replace(WORK, values=values), secrets)
    assert store.calls == []


async def test_values_are_checked_as_in_a_form_and_choices_become_their_values(credentials):
    for values in ((("token_server", "Telepathy"), *WORK.values), (("app_id", " "),)):
        with pytest.raises(ProblemError, match=r"Token server: Choose one of|App id: "):
            await credentials.add(replace(WORK, values=values), SECRETS)
    key = Credential("k", "Key", "header", (), (("header", "X-Key"),))
    with pytest.raises(ProblemError, match="Value: Enter text on one line") as refused:
        await credentials.add(key, {"value": Secret("two\nlines")})
    assert "two" not in str(refused.value)
    named = (("token_server", "directory (2023)"), *WORK.values)
    await credentials.add(replace(WORK, values=named), SECRETS)
    assert credentials.by_id("w").value("token_server") == "directory"


async def test_an_invalid_credential_is_refused(credentials):
    with pytest.raises(ProblemError, match="no scheme named telepathy"):
        await credentials.add(Credential("x", "X", "telepathy"), {})
    with pytest.raises(ProblemError, match="ftp://a.example is not an address"):
        await credentials.add(replace(WORK, origins=("ftp://a.example",)), SECRETS)
    await credentials.add(WORK, SECRETS)
    with pytest.raises(ProblemError, match="exists already"):
        await credentials.add(replace(WORK, name="Other"), SECRETS)
    with pytest.raises(ProblemError, match="cannot be changed"):
        await credentials.replace(replace(WORK, scheme="browser"), {})


async def test_origins_are_kept_in_one_spelling(credentials):
    origins = (" HTTPS://Archon.aiursoft.com:443/API", "https://archon.aiursoft.com", IN_SANDBOX)
    await credentials.add(replace(WORK, origins=origins), SECRETS)
    assert credentials.by_id("w").origins == ("https://archon.aiursoft.com", IN_SANDBOX)
    await credentials.allow("w", "https://x.example:8443")
    await credentials.allow("w", "https://x.example:8443")
    assert credentials.by_id("w").origins[2:] == ("https://x.example:8443",)


async def test_replacing_without_secrets_keeps_them(credentials):
    told: list[str] = []
    await credentials.add(WORK, SECRETS)
    credentials.on_change(told.append)
    await credentials.replace(replace(WORK, values=(("app_id", NEW_ID),)), {})
    assert credentials.by_id("w").value("app_id") == NEW_ID
    assert await credentials.reveal("w", "app_secret") == SECRET
    await credentials.replace(WORK, {"app_secret": OTHER})
    assert await credentials.reveal("w", "app_secret") == OTHER
    assert told == ["w", "w"]


async def test_deleting_forgets_the_secret_too(credentials, store, file):
    told: list[str] = []
    await credentials.add(WORK, SECRETS)
    credentials.on_change(told.append)
    await credentials.delete("w")
    assert credentials.by_id("w") is None
    assert await store.get("w/app_secret") is None
    assert json.loads(file.read_text(encoding="utf-8")) == {"credentials": []}
    assert told == ["w"]
    with pytest.raises(ProblemError, match="no longer exists"):
        await credentials.delete("w")


async def test_a_keyring_that_fails_leaves_nothing_half_done(credentials, store, file):
    store.failing = {"set"}
    with pytest.raises(KeyringFailure):
        await credentials.add(WORK, SECRETS)
    assert not file.exists()
    store.failing.clear()
    await credentials.add(WORK, SECRETS)
    before = file.read_bytes()
    store.failing = {"delete", "set"}
    with pytest.raises(KeyringFailure):
        await credentials.delete("w")
    with pytest.raises(KeyringFailure):
        await credentials.replace(WORK, {"app_secret": OTHER})
    store.failing.clear()
    assert file.read_bytes() == before
    assert await credentials.reveal("w", "app_secret") == SECRET


async def test_a_file_that_cannot_be_written_leaves_nothing_half_done(credentials, store, file):
    file.parent.write_text("no folder", encoding="utf-8")
    with pytest.raises(StorageError):
        await credentials.add(WORK, SECRETS)
    assert await store.get("w/app_secret") is None
    file.parent.unlink()
    await credentials.add(WORK, SECRETS)
    file.unlink()
    file.mkdir()
    with pytest.raises(StorageError):
        await credentials.replace(WORK, {"app_secret": OTHER})
    with pytest.raises(StorageError):
        await credentials.delete("w")
    assert await credentials.reveal("w", "app_secret") == SECRET


async def test_mistakes_in_the_file_are_told_with_their_key(credentials, file):
    file.parent.mkdir()
    file.write_text('{"credentials": [{"id": "a", "name": "A", "scheme": 5}]}', encoding="utf-8")
    assert await credentials.load() == (
        f"{file}, credential A: scheme should be text that is not blank, not 5.",
    )
    assert credentials.mistakes == await credentials.load()


async def test_the_ready_ones_learn_from_the_running_sandbox_and_touch_no_keyring(
    credentials, store, file
):
    told: list[str] = []
    credentials.on_change(told.append)
    credentials.offer_sandbox(RUNNING)
    credentials.offer_sandbox(RUNNING)
    app = credentials.by_name("Sandbox app")
    assert app.value("app_id") == "ready-id"
    assert await credentials.reveal(app.id, "app_secret") == Secret("ready-secret")
    assert sorted(told) == ["sandbox-app", "sandbox-session", "sandbox-sign-in"]
    assert (store.calls, file.exists()) == ([], False)


async def test_a_file_of_an_earlier_version_is_read(credentials, file):
    file.parent.mkdir()
    values = {"authority": "directory", "app_id": "0123"}
    entry = {"id": "a", "name": "Mine", "scheme": "app", "values": values}
    file.write_text(json.dumps({"credentials": [entry]}), encoding="utf-8")
    assert await credentials.load() == ()
    assert credentials.by_id("a").value("token_server") == "directory"
    await credentials.rename("a", "Other")
    assert json.loads(file.read_text(encoding="utf-8"))["credentials"][0]["values"] == values
    assert credentials.by_name("Other").value("token_server") == "directory"


async def test_the_ready_ones_stay_as_they_are(credentials):
    app = credentials.by_name("Sandbox app")
    for change in (
        credentials.delete(app.id),
        credentials.rename(app.id, "Mine"),
        credentials.replace(app, SECRETS),
        credentials.allow(app.id, "https://evil.example"),
    ):
        with pytest.raises(ProblemError, match="belongs to the sandbox"):
            await change


async def test_a_file_cannot_change_a_ready_one(credentials, file):
    file.parent.mkdir()
    entry = {"id": "sandbox-app", "name": "Evil", "scheme": "app", "origins": ["https://e.example"]}
    file.write_text(json.dumps({"credentials": [entry]}), encoding="utf-8")
    await credentials.load()
    assert credentials.by_id("sandbox-app").origins == (IN_SANDBOX,)
    assert names(credentials.all) == ["Sandbox app", "Sandbox session", "Sandbox sign-in"]


def test_ids_are_never_the_same():
    assert len({new_id() for _ in range(100)}) == 100


@pytest.fixture
def ended_process():
    """Return the number of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


async def test_secrets_of_a_process_that_was_killed_are_deleted_with_the_next_change(
    credentials, store, file, ended_process
):
    file.parent.mkdir()
    file.write_text(json.dumps({"begun": {"x": ended_process}}))
    await store.set("x/token", Secret("orphan"))
    await credentials.add(WORK, SECRETS)
    assert await store.get("x/token") is None
    assert "begun" not in json.loads(file.read_text())


def test_a_free_name_has_a_number_where_there_is_another():
    taken = {"host", "host 2"}
    assert free_name("host", lambda name: Problem("Taken.") if name in taken else None) == "host 3"
    assert free_name("else", lambda name: Problem("Taken.") if name in taken else None) == "else"
    assert free_name("bad", lambda _name: Problem("No name.")) == "bad"


async def test_a_secret_in_a_plain_field_is_refused(credentials, file):
    values = (("grant", "client"), ("issuer", "https://id.example"), ("client_id", "c"))
    public = (*values, ("client_auth", "none"))
    stray = Credential("s", "Shop", "oauth2", (), (*public, ("parameters", "a=1&api_key=hush")))
    with pytest.raises(ProblemError, match="Parameters holds a secret") as refused:
        await credentials.add(stray, {})
    assert "hush" not in str(refused.value)
    assert not file.exists()
    # What another value leaves out need not be given.
    await credentials.add(Credential("s", "Shop", "oauth2", (), public), {})
    with pytest.raises(ProblemError, match="Enter secret for"):
        await credentials.add(Credential("t", "Other", "oauth2", (), values), {})


async def test_what_signing_in_finds_out_is_saved_without_a_sign_out(credentials, store, file):
    heard: list[str] = []
    public = (("issuer", "https://id.example"), ("client_id", "c"), ("client_auth", "none"))
    await credentials.add(Credential("s", "Shop", "oauth2", (), public), {})
    credentials.on_change(heard.append)
    await credentials.learn("s", (("token_hosts", "https://t.example"),))
    assert credentials.by_id("s").value("token_hosts") == "https://t.example"
    assert heard == []


async def test_a_secret_comes_and_goes_with_the_value_that_asks_for_it(credentials, store):
    public = (("issuer", "https://id.example"), ("client_id", "c"), ("client_auth", "none"))
    await credentials.add(Credential("s", "Shop", "oauth2", (), public), {})
    hidden = Credential("s", "Shop", "oauth2", (), (*public[:2], ("client_auth", "body")))
    # None is stored yet, so it cannot be left out.
    with pytest.raises(ProblemError, match="Enter secret for Shop"):
        await credentials.replace(hidden, {})
    await credentials.replace(hidden, {"client_secret": Secret("hush")})
    assert await store.get("s/client_secret") == Secret("hush")
    await credentials.replace(hidden, {})
    assert await store.get("s/client_secret") == Secret("hush")
    await credentials.replace(Credential("s", "Shop", "oauth2", (), public), {})
    assert await store.get("s/client_secret") is None
