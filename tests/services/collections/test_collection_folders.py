import os
import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from aiurdesk.core.collection.environment_file import SavedEnvironment, SavedVariable
from aiurdesk.core.collection.folder_file import FolderSettings
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import ProblemError, StorageError
from aiurdesk.core.preparing.cookie import Cookie, environment_jar
from aiurdesk.services.collections.collection_folders import (
    Changes,
    CollectionFolders,
    EnvironmentPlaces,
    root_for,
)
from aiurdesk.services.collections.collection_plans import ChangeSettings
from aiurdesk.services.environments import Environments, environments_of
from aiurdesk.services.runs.run_environment import environment_of_run
from aiurdesk.services.sending.connections import Connections
from aiurdesk.services.sending.kept_cookies import KeptCookies
from aiurdesk.services.sending.reach import collection_reach
from aiurdesk.services.sending.trust import Reach, Trust
from aiurdesk.storage.secrets import MemorySecrets
from aiurdesk.transport.http import HttpTransport
from tests.fakes import FailingSecrets

A_REQUEST = 'method = "GET"\nurl = "https://localhost/{}"\n'


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "checks"
    (folder / "inner").mkdir(parents=True)
    (folder / "collection.toml").write_text("format = 1\n")
    for name in ("A", "B", "inner/C"):
        put(folder / f"{name}.request.toml", name)
    return folder


def put(file: Path, text: str) -> None:
    file.write_text(A_REQUEST.format(text))


async def test_what_was_changed_since_is_known(folder):
    folders = CollectionFolders()
    first = await folders.read([str(folder)], ())
    assert first.is_new
    assert first.changes == Changes()
    same = await folders.read([str(folder)], first.collections)
    assert not same.is_new
    put(folder / "A.request.toml", "other")
    put(folder / "D.request.toml", "new")
    (folder / "B.request.toml").rename(folder / "inner" / "E.request.toml")
    (folder / "inner" / "C.request.toml").unlink()
    changes = (await folders.read([str(folder)], first.collections)).changes
    assert changes.changed == (str(folder / "A.request.toml"),)
    assert changes.added == (str(folder / "D.request.toml"),)
    assert changes.removed == (str(folder / "inner" / "C.request.toml"),)
    old, new = folder / "B.request.toml", folder / "inner" / "E.request.toml"
    assert changes.moved == ((str(old), str(new)),)


async def test_what_is_offered_watched_and_said_of_a_collection(folder):
    (opened,) = (await CollectionFolders().read([str(folder)], ())).collections
    inner = str(folder / "inner")
    assert list(opened.folders()) == [("checks", str(folder)), ("checks / inner", inner)]
    environments = str(folder / "environments")
    assert set(opened.watched()) == {str(folder), inner, environments, str(folder.parent)}
    lost = replace(opened, collection=None)
    assert (list(lost.folders()), list(lost.watched())) == ([], [str(folder.parent)])
    changes = Changes(
        added=("/a/A.request.toml", "/a/B.request.toml", "/b/C.request.toml"),
        moved=(("/a/D.request.toml", "/a/E.request.toml"),),
        lost=("/c",),
    )
    assert list(changes.sentences(lambda path: path[1])) == [
        "The folder /c cannot be read any more. It is shown again when it can be read.",
        "In a, outside aiurdesk: 2 requests were added, E was moved.",
        "In b, outside aiurdesk: C was added.",
    ]


async def test_a_change_within_the_time_step_of_the_disk_is_seen(folder):
    folders = CollectionFolders()
    reading = await folders.read([str(folder)], ())
    for text in ("one", "two", "six"):
        put(folder / "A.request.toml", text)
        reading = await folders.read([str(folder)], reading.collections)
        assert reading.changes.changed == (str(folder / "A.request.toml"),)


async def test_a_folder_that_is_gone_stays_in_the_list_until_it_is_back(folder, tmp_path):
    folders = CollectionFolders()
    first = await folders.read([str(folder)], ())
    folder.rename(tmp_path / "elsewhere")
    gone = await folders.read([str(folder)], first.collections)
    (opened,) = gone.collections
    assert gone.changes.lost == (str(folder),)
    assert (opened.name, opened.collection) == ("checks", None)
    assert str(folder) in opened.problem
    again = await folders.read([str(folder)], gone.collections)
    assert again.changes.lost == ()
    shutil.copytree(tmp_path / "elsewhere", folder)
    back = await folders.read([str(folder)], again.collections)
    assert len(back.collections[0].rows) == 3


async def test_a_link_that_leads_back_is_told_and_the_rest_is_read(folder):
    os.symlink(folder, folder / "inner" / "loop")
    (opened,) = (await CollectionFolders().read([str(folder)], ())).collections
    assert opened.collection is not None
    assert len(opened.rows) == 3
    assert "loop" in opened.collection.mistakes[0].sentence


async def test_the_root_of_a_file_is_found_or_refused(folder, tmp_path):
    assert await root_for(str(folder / "inner" / "C.request.toml")) == str(folder)
    assert await root_for(str(folder / "inner")) == str(folder)
    (tmp_path / "x.png").write_bytes(b"")
    for path in (tmp_path / "x.png", tmp_path / "gone"):
        with pytest.raises(StorageError):
            await root_for(str(path))


@pytest.fixture
def collection(tmp_path):
    folder = tmp_path / "checks"
    (folder / "environments").mkdir(parents=True)
    (folder / "collection.toml").write_text(
        '# ours\nformat = 1\nname = "Checks"\nenvironment = "staging"  # default\n'
    )
    (folder / "environments" / "Staging.toml").write_text("careful = true\n")
    return folder


async def opened(
    tmp_path, *collections, kept: KeptCookies | None = None, trust: Trust | None = None
) -> EnvironmentPlaces:
    own = Environments(lambda: tmp_path / "profile")
    reading = await CollectionFolders().read([*map(str, collections)], ())
    kept = kept or KeptCookies(Connections(HttpTransport), MemorySecrets)
    return EnvironmentPlaces(own, lambda: reading.collections, kept, trust or Trust())


async def test_environments_of_a_collection_are_found_by_the_name_that_is_offered(
    tmp_path, collection
):
    places = await opened(tmp_path, collection)
    assert [(entry.title, entry.collection) for entry in places.all] == [
        ("Your own", ""),
        ("Checks", str(collection)),
    ]
    await places.all[0].environments.create(SavedEnvironment("Staging"))
    for offered, title in (("Staging", "Your own"), ("Staging · Checks", "Checks")):
        match = await places.find(offered)
        assert match is not None
        assert (match[0].title, match[1]) == (title, "Staging")
    assert await places.find("Production") is None


async def test_a_collection_follows_the_new_name_of_its_environment(tmp_path, collection):
    (_, owner) = (await opened(tmp_path, collection)).all
    text = (collection / "collection.toml").read_text()
    # A collection may have one that is named as one of the program.
    await owner.rename("Staging", "Sandbox")
    assert [entry.name for entry in (collection / "environments").iterdir()] == ["Sandbox.toml"]
    file = collection / "collection.toml"
    assert file.read_text() == text.replace("staging", "Sandbox")
    await owner.environments.create(SavedEnvironment("Other"))
    await owner.rename("Other", "Another")
    assert 'environment = "Sandbox"' in file.read_text()
    file.write_text("name = 1\n")
    with pytest.raises(ProblemError, match="collection.toml, line 1: name"):
        await owner.rename("Sandbox", "Staging")


LASTING = Cookie(
    "sid", Secret("s3cret"), "https://a.example", "a.example", "/",
    datetime.now(UTC).replace(microsecond=0) + timedelta(days=1),
)  # fmt: skip


def cookies_of(connections, owner, name):
    jar = environment_jar(owner.cookie_jar(name))
    return [cookie.value.reveal() for cookie in connections.jars.cookies(jar)]


@pytest.mark.parametrize("is_on", [False, True])
async def test_cookies_follow_a_new_name_and_are_deleted_with_the_environment(
    tmp_path, collection, is_on
):
    store, connections = MemorySecrets(), Connections(HttpTransport)
    kept = KeptCookies(connections, lambda: store)
    kept.turn(is_on=is_on)
    for number in (0, 1):
        owner = (await opened(tmp_path, collection, kept=kept)).all[number]
        await owner.environments.create(SavedEnvironment("First"))
        connections.jars.opened(environment_jar(owner.cookie_jar("First"))).put(LASTING)
        if is_on:
            await kept.keep(owner.cookie_jar("First"))
        await owner.rename("First", "Second")
        assert cookies_of(connections, owner, "First") == []
        assert cookies_of(connections, owner, "Second") == ["s3cret"]
        key = f"cookies/{owner.cookie_jar('Second')}/0"
        assert (await store.get(key) is not None) is is_on
        await owner.delete("Second")
        assert cookies_of(connections, owner, "Second") == []
        assert await store.get(key) is None
    if is_on:
        assert store._secrets == {}


async def test_environments_of_two_collections_share_no_cookies(tmp_path, collection):
    other = tmp_path / "other" / "checks"
    shutil.copytree(collection, other)
    places = await opened(tmp_path, collection, other)
    _, one, another = places.all
    assert one.offered_name("Staging") == another.offered_name("Staging") == "Staging · Checks"
    assert one.cookie_jar("Staging") != another.cookie_jar("Staging")
    reading = await CollectionFolders().read([str(collection), str(other)], ())
    read = [item.collection for item in reading.collections if item.collection]
    jars = [environment_of_run(item, None).cookie_jar for item in read]
    assert jars == [one.cookie_jar("Staging"), another.cookie_jar("Staging")]
    assert [environment.cookie_jar for environment in environments_of(read)] == jars


async def test_without_a_keyring_a_rename_goes_on_and_nothing_is_half_deleted(tmp_path, collection):
    connections = Connections(HttpTransport)
    kept = KeptCookies(connections, FailingSecrets)
    kept.turn(is_on=True)
    (_, owner) = (await opened(tmp_path, collection, kept=kept)).all
    connections.jars.opened(environment_jar(owner.cookie_jar("Staging"))).put(LASTING)
    await owner.rename("Staging", "Live")
    assert cookies_of(connections, owner, "Live") == ["s3cret"]
    with pytest.raises(ProblemError, match="keyring is locked"):
        await owner.delete("Live")
    assert [file.name for file in (collection / "environments").iterdir()] == ["Live.toml"]


async def test_what_a_person_lets_an_environment_use_is_not_asked_about(tmp_path, collection):
    trust = Trust(
        lambda: tmp_path / "trusted.json",
        partial(collection_reach, keeps_unresolved=True),
    )
    trust.add(collection)
    file = collection / "environments" / "Staging.toml"
    # Another program.
    file.write_text('variables = { theirs = "{{env:THEIRS}}" }\n')
    (_, owner) = (await opened(tmp_path, collection, trust=trust)).all
    await owner.environments.set_variable("Staging", "mine", "{{env:MINE}}")
    await owner.environments.create(
        SavedEnvironment("New", variables=(SavedVariable("a", "{{env:ALSO_MINE}}"),))
    )
    before, after = FolderSettings(), FolderSettings(variables=(("b", "{{env:IN_FOLDER}}"),))
    change = ChangeSettings(str(collection), before, after)
    trust.learn(collection, change.new_reach)
    (collection / "A.request.toml").write_text(
        'method = "GET"\nurl = "http://h/{{mine}}{{theirs}}{{a}}{{b}}"\n'
    )
    (collection / "collection.toml").write_text('variables = { b = "{{env:IN_FOLDER}}" }\n')
    uses = Reach(("MINE", "ALSO_MINE", "IN_FOLDER", "THEIRS"))
    question = trust.question([str(collection)], uses)
    assert question is not None
    assert question.reach == Reach(("THEIRS",))
