import json
from pathlib import Path

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.core.errors import ProblemError
from tests.importers.openapi.sample import description


def write(path: Path, paths, **members) -> str:
    path.write_text(json.dumps(description(paths, **members)))
    return str(path)


async def test_a_service_is_added_updated_and_removed(tmp_path):
    services = build_services(tmp_path / "p")
    own, library = services.api_services, services.library
    source = write(tmp_path / "api.json", {"/a": {"get": {}}, "/b": {"get": {}}})
    read = await own.read(source)
    assert library.endpoint("lamp-shop.a.get-a") is None
    assert await own.write(read) == ()
    assert library.endpoint("lamp-shop.a.get-a") is not None
    rows, mistakes = await own.list()
    assert ([(row.name, row.endpoint_count, row.source) for row in rows], mistakes) == (
        [("lamp-shop", 2, source)],
        (),
    )
    collection = tmp_path / "c"
    collection.mkdir()
    (collection / "x.request.toml").write_text('endpoint = "lamp-shop.b.get-b"\n')
    write(tmp_path / "api.json", {"/a": {"get": {}}})
    update = await own.read_update("lamp-shop", searched=[collection])
    assert update.read.changes.removed == ("lamp-shop.b.get-b",)
    assert update.touched == (str(collection / "x.request.toml"),)
    await own.write(update)
    assert library.endpoint("lamp-shop.b.get-b") is None
    await own.remove("lamp-shop")
    assert library.endpoint("lamp-shop.a.get-a") is None
    await services.aclose()


async def test_a_service_of_a_collection_lies_in_its_folder(tmp_path):
    services = build_services(tmp_path / "p")
    collection = tmp_path / "c"
    servers = [{"url": "https://a.example"}, {"url": "https://{x}.example", "name": "Other"}]
    source = write(tmp_path / "api.json", {"/a": {"get": {}}}, servers=servers)
    services.library.open_collection(collection)
    own = services.api_services
    made = await own.write(await own.read(source, "lamps", collection))
    assert made == ("Lamp shop https:  a.example", "Lamp shop Other")
    assert (collection / "services" / "lamps" / "service.json").is_file()
    assert len(list((collection / "environments").iterdir())) == 2
    assert services.library.endpoint("lamps.a.get-a") is not None
    await services.aclose()


async def test_a_description_without_a_source_cannot_be_updated(tmp_path):
    services = build_services(tmp_path / "p")
    own = services.api_services
    await own.write(await own.read("", text=json.dumps(description()).encode()))
    with pytest.raises(ProblemError, match="came through standard input"):
        await own.read_update("lamp-shop")
    await services.aclose()


@pytest.mark.parametrize(
    ("source", "name", "words"),
    [
        ("gone.json", "", "There is no file"),
        ("api.json", "Lamp Shop", "Choose a name of lower-case letters"),
        ("api.json", "gateway", "gateway is a built-in service"),
        ("http://lamps.example/x.json", "", "could not be fetched"),
        ("text.txt", "", r"text\.txt was not added. It holds no object"),
    ],
)
async def test_what_cannot_be_added_is_told(tmp_path, source, name, words):
    services = build_services(tmp_path / "p")
    write(tmp_path / "api.json", {})
    (tmp_path / "text.txt").write_text("text")
    given = source if "://" in source else str(tmp_path / source)
    with pytest.raises(ProblemError, match=words):
        await services.api_services.read(given, name)
    assert not (tmp_path / "p" / "services").exists()
    await services.aclose()


async def test_a_name_that_is_taken_is_refused(tmp_path):
    services = build_services(tmp_path / "p")
    own = services.api_services
    source = write(tmp_path / "api.json", {})
    await own.write(await own.read(source))
    with pytest.raises(ProblemError, match="There is a service lamp-shop already"):
        await own.read(source)
    with pytest.raises(ProblemError, match=r"There is no service \.\./x"):
        await own.read_update("../x")
    await services.aclose()


async def test_a_service_that_was_read_gets_another_name_and_the_chosen_environments(tmp_path):
    services = build_services(tmp_path / "p")
    own = services.api_services
    servers = [{"url": "https://a.example"}, {"url": "https://b.example"}]
    source = write(tmp_path / "api.json", {"/a": {"get": {}}}, servers=servers)
    assert await own.holds_description(source)
    await own.write(await own.read(source), ())
    read = await own.read(source, is_named_later=True)
    assert read.read.groups == (("a", 1),)
    assert read.read.base_url == "https://a.example"
    with pytest.raises(ProblemError, match="There is a service lamp-shop already"):
        await own.chosen(read, "lamp-shop")
    made = await own.write(await own.chosen(read, "bulbs"), read.read.servers[1:])
    assert made == ("Lamp shop https:  b.example",)
    assert services.library.endpoint("bulbs.a.get-a") is not None
    file = await own.description_file("bulbs")
    assert file.read_bytes() == (tmp_path / "api.json").read_bytes()
    await services.aclose()


@pytest.mark.parametrize("name", ["", "Two words", "gateway"])
async def test_a_name_that_no_service_can_have_is_refused(tmp_path, name):
    services = build_services(tmp_path / "p")
    assert services.api_services.name_problem(name)
    assert services.api_services.name_problem("lamps") is None
    await services.aclose()


async def test_a_description_in_the_collection_is_named_from_there(tmp_path):
    services = build_services(tmp_path / "p")
    own, collection = services.api_services, tmp_path / "c"
    collection.mkdir()
    source = write(collection / "api.json", {"/a": {"get": {}}})
    services.library.open_collection(collection)
    await own.write(await own.read(source, collection=collection))
    text = (collection / "services" / "lamp-shop" / "source.toml").read_text()
    assert 'address = "api.json"' in text
    moved = collection.rename(tmp_path / "moved")
    update = await own.read_update("lamp-shop", moved)
    assert update.read.changes.is_empty
    await services.aclose()


async def test_only_the_chosen_groups_are_added_and_updated(tmp_path):
    services = build_services(tmp_path / "p")
    own, library = services.api_services, services.library
    paths = {"/a": {"get": {"tags": ["Lamps"]}}, "/b": {"get": {"tags": ["Admin"]}}}
    source = write(tmp_path / "api.json", paths)
    read = await own.read(source)
    with pytest.raises(ProblemError, match=r"no group Nobody\. It has Lamps, Admin"):
        await own.chosen(read, "lamp-shop", groups=("Nobody",))
    await own.write(await own.chosen(read, "lamp-shop", groups=("Lamps",)))
    assert [one.group for one in library.endpoints_of("lamp-shop")] == ["Lamps"]
    assert (await own.read_update("lamp-shop")).read.changes.is_empty
    more = {"/c": {"get": {"tags": ["Lamps"]}}, "/d": {"get": {"tags": ["Admin"]}}}
    write(tmp_path / "api.json", {**paths, **more})
    update = await own.read_update("lamp-shop")
    assert update.read.changes.added == ("lamp-shop.lamps.get-c",)
    assert update.read.changes.kept == ()
    await own.write(update)
    assert [one.path for one in library.endpoints_of("lamp-shop")] == ["/a", "/c"]
    await services.aclose()
