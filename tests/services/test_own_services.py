import json

from aiurdesk.core.api.endpoint import OWN_GENERATION
from aiurdesk.services.library import Library
from aiurdesk.services.own_services import OwnServices, own_services


def write(root, name="lamps", **members):
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    parameter = {"name": "a", "kind": "text", "location": "query", "pattern": "(a+)+"}
    row = {
        "id": f"{name}.lamp.list",
        "group": "Lamp",
        "name": "list",
        "method": "GET",
        "path": "/lamps",
        "parameters": [parameter],
    }
    service = {"id": name, "name": "Lamps", "base_url": "https://lamps.example", "endpoints": [row]}
    (folder / "service.json").write_text(json.dumps(service | members))


def test_services_of_the_profile_are_in_the_catalogue(tmp_path):
    own = own_services(tmp_path)
    library = Library(own=own)
    assert library.endpoint("lamps.lamp.list") is None
    write(own.profile_folder)
    library.forget()
    endpoint = library.endpoint("lamps.lamp.list")
    assert endpoint is not None
    assert (endpoint.generation, endpoint.table) == (OWN_GENERATION, "")
    assert "lamps" in [service.id for service in library.catalogue.services]
    assert library.endpoint("gateway.home.index") is not None


def test_a_stranger_wrote_the_patterns_of_a_service(tmp_path):
    write(tmp_path)
    service = OwnServices(lambda: tmp_path).service("lamps")
    assert service is not None
    (parameter,) = service.description.endpoints[0].parameters
    assert (parameter.pattern, parameter.strangers_pattern) == (None, r"\A(?:(a+)+)\Z")


def test_services_of_a_collection_come_after_services_of_the_profile(tmp_path):
    profile, collection = tmp_path / "p", tmp_path / "c"
    write(profile, name="lamps")
    write(collection / "services", name="lamps", base_url="https://other.example")
    write(collection / "services", name="bulbs")
    own = OwnServices(lambda: profile)
    library = Library(own=own)
    assert library.service("bulbs") is None
    library.open_collection(collection)
    assert library.service("bulbs") is not None
    usable, mistakes = own.services()
    assert (sorted(usable), mistakes) == (["bulbs", "lamps"], ())
    assert usable["lamps"].description.service.base_url == "https://lamps.example"


def test_a_changed_file_is_read_again(tmp_path):
    own = OwnServices(lambda: tmp_path)
    write(tmp_path)
    first = own.service("lamps")
    assert own.service("lamps") is first
    write(tmp_path, name="lamps", description="A longer text.")
    second = own.service("lamps")
    assert second is not None
    assert second.description.service.description == "A longer text."


def test_what_cannot_be_used_is_told(tmp_path):
    own = OwnServices(lambda: tmp_path)
    write(tmp_path, id="other")
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "service.json").write_bytes(b"\xff")
    usable, mistakes = own.services()
    assert usable == {}
    assert "id should be lamps" in mistakes[0].sentence
    assert "is not UTF-8 text" in mistakes[1].sentence
    assert own.service("lamps") is None


def test_a_built_in_service_is_not_replaced(tmp_path):
    write(tmp_path, name="gateway")
    library = Library(own=OwnServices(lambda: tmp_path))
    service = library.service("gateway")
    assert service is not None
    assert service.generation != OWN_GENERATION
    assert len([service for service in library.catalogue.services if service.id == "gateway"]) == 1


def test_services_of_the_collections_that_are_open_stand_below_their_titles(tmp_path):
    profile, collection = tmp_path / "p", tmp_path / "c"
    write(profile, name="lamps")
    write(collection / "services", name="bulbs")
    own = OwnServices(lambda: profile)
    assert own.set_collections({collection: "Checks"})
    assert not own.set_collections({collection: "Checks"})
    titles = {name: own.services()[0][name].description.generation for name in ("lamps", "bulbs")}
    assert [generation and generation.title for generation in titles.values()] == [
        "Own services",
        "Checks",
    ]
    assert own.collection_of("bulbs") == collection
    assert own.collection_of("lamps") is None
    assert own.collection_of("other") is None
    assert own.set_collections({})
    assert list(own.services()[0]) == ["lamps"]
    assert not own.set_collections({tmp_path: "A collection without services"})


async def test_a_library_in_use_offers_its_services_until_the_new_ones_are_read(tmp_path):
    own = own_services(tmp_path)
    library = Library(own=own)
    await library.refresh()
    assert library.catalogue.endpoint("lamps.lamp.list") is None
    write(own.profile_folder)
    await library.refresh()
    assert library.catalogue.endpoint("lamps.lamp.list") is not None
    assert library.with_code_lab.endpoint("lamps.lamp.list") is not None
