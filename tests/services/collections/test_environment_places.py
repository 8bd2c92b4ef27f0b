import pytest

from aiurdesk.core.collection.environment_file import SavedEnvironment
from aiurdesk.core.errors import AiurdeskError
from aiurdesk.services.collections.collection_folders import CollectionFolders
from aiurdesk.services.collections.environment_places import EnvironmentPlaces
from aiurdesk.services.environments import Environments


@pytest.fixture
def collection(tmp_path):
    folder = tmp_path / "checks"
    (folder / "environments").mkdir(parents=True)
    (folder / "collection.toml").write_text(
        '# ours\nformat = 1\nname = "Checks"\nenvironment = "staging"  # default\n'
    )
    (folder / "environments" / "Staging.toml").write_text("careful = true\n")
    return folder


async def opened(tmp_path, collection) -> EnvironmentPlaces:
    own = Environments(lambda: tmp_path / "profile")
    reading = await CollectionFolders().read([str(collection)], ())
    return EnvironmentPlaces(own, lambda: reading.collections)


async def test_environments_of_a_collection_are_found_by_the_name_that_is_offered(
    tmp_path, collection
):
    places = await opened(tmp_path, collection)
    assert [(each.title, each.collection) for each in places.all] == [
        ("Your own", ""),
        ("Checks", str(collection)),
    ]
    await places.all[0].environments.create(SavedEnvironment("Staging"))
    for offered, title in (("Staging", "Your own"), ("Staging · Checks", "Checks")):
        found = await places.find(offered)
        assert found is not None
        assert (found[0].title, found[1]) == (title, "Staging")
    assert await places.find("Production") is None


async def test_a_collection_follows_the_new_name_of_its_environment(tmp_path, collection):
    (_, place) = (await opened(tmp_path, collection)).all
    text = (collection / "collection.toml").read_text()
    # A collection may have one that is named as one of the program.
    await place.rename("Staging", "Sandbox")
    assert [each.name for each in (collection / "environments").iterdir()] == ["Sandbox.toml"]
    file = collection / "collection.toml"
    assert file.read_text() == text.replace("staging", "Sandbox")
    await place.environments.create(SavedEnvironment("Other"))
    await place.rename("Other", "Another")
    assert 'environment = "Sandbox"' in file.read_text()
    file.write_text("name = 1\n")
    with pytest.raises(AiurdeskError, match="collection.toml, line 1: name"):
        await place.rename("Sandbox", "Staging")
