"""Files of OpenCollection, by pairs of files: ``<case>.input`` and ``<case>.expected.json``."""

import pytest

from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import SocketMessage
from aiurdesk.importers.imported import ImportedCollection, ImportedRequest
from aiurdesk.importers.open_collection import (
    is_open_collection,
    is_open_collection_folder,
    parse_open_collection,
    parse_open_collection_folder,
)
from tests.corpora import corpus
from tests.imported_records import cases, expected, given, record_of


@pytest.mark.parametrize("case", cases("open_collection"))
def test_a_file_becomes_requests(case):
    text = given("open_collection", case)
    assert is_open_collection(text)
    assert record_of(parse_open_collection(text)) == expected("open_collection", case)


@pytest.mark.parametrize("text", ["opencollection: [", "- a", "opencollection: &a [*a]"])
def test_what_cannot_be_read_is_a_mistake(text):
    mistake = parse_open_collection(text)
    assert isinstance(mistake, Problem)
    assert mistake.sentence.endswith(".")


def test_a_folder_becomes_requests():
    files = {
        "opencollection.yml": "opencollection: 1.0.0\ninfo: {name: Shop}",
        "environments/Staging.yml": "variables: [{name: base, value: b}]",
        "Items/folder.yml": "info: {name: All items, type: folder}",
        "Items/List.yml": "info: {type: http}\nhttp: {method: GET, url: h.example}",
    }
    assert is_open_collection_folder(files)
    assert record_of(parse_open_collection_folder(files)) == {
        "root": {
            "folder": "Shop",
            "entries": [
                {
                    "folder": "All items",
                    "entries": [{"name": "List", "method": "GET", "address": "https://h.example"}],
                }
            ],
        },
        "environments": {"Staging": [["base", "b"]]},
    }


def test_a_folder_with_a_broken_file_is_a_mistake():
    made = parse_open_collection_folder({"opencollection.yml": "a: ["})
    assert isinstance(made, Problem)
    assert not is_open_collection_folder({"a.yml": ""})


@pytest.mark.skipif(not corpus("bruno"), reason="has no files of others")
def test_a_file_of_others_is_read():
    texts = [file.read_text(encoding="utf-8") for file in corpus("bruno") if file.suffix == ".yml"]
    made = [parse_open_collection(text) for text in texts]
    assert made
    assert all(isinstance(imported, ImportedCollection) for imported in made)


def test_a_file_of_a_folder_is_imported_by_itself_or_says_which_folder():
    request = (
        "info:\n  name: List\n  type: http\nhttp:\n  method: GET\n  url: https://h.example/a\n"
    )
    assert is_open_collection(request)
    imported = parse_open_collection(request)
    assert isinstance(imported, ImportedCollection)
    assert imported.root is not None
    assert [entry.name for entry in imported.root.entries] == ["List"]
    alone = parse_open_collection("opencollection: 1.0.0\ninfo:\n  name: Shop\nbundled: false\n")
    assert isinstance(alone, Problem)
    assert alone.sentence.endswith("Import the folder.")


def test_a_socket_is_a_socket_with_its_messages():
    text = (
        "info:\n  name: Follow\n  type: websocket\nwebsocket:\n  url: wss://h.example/ws\n"
        "  message:\n    - title: join\n      message:\n        type: json\n"
        "        data: '{\"type\": 1}'\n"
    )
    imported = parse_open_collection(text)
    assert isinstance(imported, ImportedCollection)
    assert imported.root is not None
    (entry,) = imported.root.entries
    assert isinstance(entry, ImportedRequest)
    assert entry.request.endpoint.is_websocket
    assert entry.request.messages == (SocketMessage('{"type": 1}', "json", "join"),)


def test_an_environment_is_imported_by_itself():
    text = (
        "name: Local\n\nvariables:\n  - name: host\n    value: http://localhost:8080\n"
        '  - name: count\n    value:\n      type: number\n      data: "300"\n'
    )
    assert is_open_collection(text)
    imported = parse_open_collection(text)
    assert isinstance(imported, ImportedCollection)
    assert imported.root is not None
    assert (imported.root.entries, imported.left_out) == ((), ())
    (environment,) = imported.environments
    assert environment.name == "Local"
    pairs = [(variable.name, variable.value) for variable in environment.variables]
    assert pairs == [("host", "http://localhost:8080"), ("count", "300")]
