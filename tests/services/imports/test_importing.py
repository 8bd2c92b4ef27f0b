import json
import shutil
from pathlib import Path

import pytest

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import Problem
from aiurdesk.importers.imported import ImportedRequest
from aiurdesk.services.collections.collections import open_selection
from aiurdesk.services.imports.importing import (
    CollectionMade,
    ImportSource,
    import_request,
    import_words,
    read_import,
    source_at,
    write_import,
)
from aiurdesk.services.sending.connections import Connections
from aiurdesk.services.sending.trust import Trust
from aiurdesk.transport.http import HttpTransport
from tests.imported_records import import_file

SHOP = Path(__file__).parents[2] / "data" / "importers" / "postman" / "shop.input"


def test_a_text_of_no_known_format_is_left_alone():
    assert import_request("https://example.com/") is None


def test_what_was_left_out_is_said_line_by_line():
    imported = import_request("curl -k --weather https://example.com/")
    assert isinstance(imported, ImportedRequest)
    assert import_words(imported) == (
        "Not everything was imported:\n"
        "--insecure: certificates are always verified; trust the one of the server instead.\n"
        "--weather is not known here and was not imported."
    )
    plain = import_request("curl https://example.com/")
    assert isinstance(plain, ImportedRequest)
    assert import_words(plain) == ""


def test_an_unfinished_command_is_a_mistake():
    assert isinstance(import_request("curl 'x"), Problem)


async def test_a_collection_of_postman_becomes_files_without_its_secrets(tmp_path):
    folder = tmp_path / "shop"
    made = await import_file(SHOP, folder, Trust())
    assert made.request_count == 8
    selection = await open_selection(folder)
    assert [entry.title for entry in selection.requests] == [
        "Users/Get a user",
        "Users/Get a user 2",
        "Sign in",
        "Upload",
        "Plain",
        "Notes",
        "Graph",
        "Query key",
    ]
    assert (selection.mistakes, selection.collection.name) == ((), "Shop")
    variables = dict(selection.collection.root.settings.variables)
    assert variables == {"base": "https://shop.example", "token": "{{secret:Shop token}}"}
    # Its token is a variable, so each request has it as a header.
    assert selection.collection.root.settings.credential is None
    text = (folder / "Users" / "Get a user.request.toml").read_text()
    head, _, rest = text.partition("notes = ")
    assert "One **user**." in rest
    assert head + "values" + rest.partition("values")[2] == (
        'method = "GET"\nurl = "{{base}}/users/:id?full=true"\n'
        'values = [\n    ["id", "7"],\n    ["page", "2", "off"],\n]\n'
        'headers = [\n    ["Accept", "application/json"],\n'
        '    ["X-Trace", "{{$uuid}}", "off"],\n'
        '    ["Authorization", "Bearer {{token}}"],\n]\n'
    )
    name = "shop.example Authorization"
    assert f"Bearer {{{{secret:{name}}}}}" in (folder / "Sign in.request.toml").read_text()
    assert f"make a credential {name} of it" in made.words(is_verbose=True)
    assert "the value of token, which is a secret by its name" in made.words(is_verbose=True)
    assert "Get a user: the test script." in made.words(is_verbose=True)


async def test_a_curl_command_becomes_a_collection_of_one_request(tmp_path):
    file = tmp_path / "Get it.txt"
    file.write_text("curl -k https://example.com/")
    made = await import_file(file, tmp_path / "one", Trust())
    assert made.words(is_verbose=True).startswith("1 request was imported into ")
    assert "--insecure" in made.words(is_verbose=True)
    (request,) = (await open_selection(tmp_path / "one")).requests
    assert request.title == "Get it"


async def test_what_cannot_be_imported_is_said_and_nothing_is_overwritten(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "a.txt").write_text("mine")
    with pytest.raises(ProblemError, match="is not empty. Name a new folder"):
        await import_file(SHOP, folder, Trust())
    assert [entry.name for entry in folder.iterdir()] == ["a.txt"]
    with pytest.raises(
        ProblemError, match="of no format that can be imported. .aiurdesk import --help"
    ):
        await import_file(folder / "a.txt", tmp_path / "new", Trust())
    (folder / "rows.csv").write_text("name,age\nann,5\n")
    with pytest.raises(ProblemError, match="rows.csv: This is a data file.*run COLLECTION --data"):
        await import_file(folder / "rows.csv", tmp_path / "new", Trust())
    (folder / "b.json").write_text(SHOP.read_text().replace('"item"', '"other"'))
    with pytest.raises(ProblemError, match="has no list of requests"):
        await import_file(folder / "b.json", tmp_path / "new", Trust())
    with pytest.raises(ProblemError, match="There is no file"):
        await import_file(folder / "c.json", tmp_path / "new", Trust())
    assert not (tmp_path / "new").exists()
    shutil.rmtree(folder)


async def test_environments_get_into_a_collection_that_is_there(tmp_path):
    values = [{"key": "base", "value": "https://shop.example", "enabled": True}]
    document = {"name": "Staging", "values": values, "_postman_variable_scope": "environment"}
    file = tmp_path / "staging.json"
    file.write_text(json.dumps(document))
    folder = tmp_path / "shop"
    await import_file(SHOP, folder, Trust())
    before = (folder / "collection.toml").read_bytes()
    made = await import_file(file, folder, Trust())
    assert made.words(is_verbose=True) == f"1 environment was imported into {folder}."
    assert made.environments == ("Staging",)
    collection = (await open_selection(folder)).collection
    (variable,) = collection.environments["Staging"].variables
    assert (variable.name, variable.value) == ("base", "https://shop.example")
    assert (folder / "collection.toml").read_bytes() == before
    with pytest.raises(ProblemError, match="is there already. Rename or delete that environment"):
        await import_file(file, folder, Trust())
    with pytest.raises(ProblemError, match="is not empty"):
        await import_file(SHOP, folder, Trust())
    plan = await read_import(ImportSource(str(SHOP)), folder)
    assert (plan.headline, plan.is_merge) == ("8 requests and 1 folder", True)
    assert len(plan.replaced) == 8
    made = await write_import(plan, Trust(), merges=True)
    assert made.request_count == 8


def test_one_request_of_any_format_can_be_pasted():
    imported = import_request("GET https://h.example/a\nAuthorization: Bearer abc")
    assert isinstance(imported, ImportedRequest)
    assert imported.request.endpoint.path == "https://h.example/a"
    assert isinstance(import_request("GET https://h.example/a\n###\nGET h.example"), Problem)


def test_a_name_is_suggested_for_the_folder():
    assert ImportSource("/a/Shop.postman_collection.json").suggested_name == "Shop"
    assert ImportSource("https://h.example/x.json", b"{}").suggested_name == "Imported"


async def test_a_path_is_not_fetched():
    assert await source_at("x.sh", Connections(HttpTransport)) == ImportSource("x.sh")


async def test_environments_alone_make_a_collection_of_a_new_folder(tmp_path):
    file = tmp_path / "globals.json"
    file.write_text('{"values": [], "_postman_variable_scope": "globals"}')
    await import_file(file, tmp_path / "new", Trust())
    selection = await open_selection(tmp_path / "new")
    assert (list(selection.collection.environments), selection.mistakes) == (["Globals"], ())
    assert (tmp_path / "new" / "collection.toml").is_file()


async def test_a_file_that_is_too_long_is_not_read(tmp_path):
    with (tmp_path / "long.json").open("wb") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(ProblemError, match="is longer than 100 MB. Export a part of it"):
        await import_file(tmp_path / "long.json", tmp_path / "new", Trust())
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("requests", "environments", "words"),
    [
        (0, (), "0 requests were imported into x."),
        (1, (), "1 request was imported into x."),
        (2, ("a",), "2 requests and 1 environment were imported into x."),
        (0, ("a", "b"), "2 environments were imported into x."),
    ],
)
def test_what_was_imported_is_counted(requests, environments, words):
    assert CollectionMade(Path("x"), requests, environments).headline == words


def test_many_requests_are_not_text_to_paste():
    mistake = import_request(SHOP.read_text())
    assert isinstance(mistake, Problem)
    assert "choose Collections › Import collection" in mistake.sentence


def test_what_only_a_file_can_be_is_pasted_as_it_is():
    assert import_request("name,age\nann,5\n") is None


async def test_a_har_file_of_200_mb_is_refused_before_it_is_read(tmp_path):
    file = tmp_path / "long.har"
    with file.open("wb") as opened:
        opened.truncate(200_000_000)
    with pytest.raises(ProblemError, match="is longer than 100 MB. Export a part of it"):
        await import_file(file, tmp_path / "new", Trust())
    assert not (tmp_path / "new").exists()
