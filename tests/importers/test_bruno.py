"""Files of Bruno, by pairs of files: ``<case>.input`` and ``<case>.expected.json``."""

import pytest

from aiurdesk.importers.bruno import is_bruno, is_bruno_folder, parse_bruno, parse_bruno_folder
from aiurdesk.importers.imported import ImportedCollection, ImportMistake
from tests.corpora import corpus
from tests.imported_records import cases, expected, given, record_of


@pytest.mark.parametrize("case", cases("bruno"))
def test_a_file_becomes_requests(case):
    text = given("bruno", case)
    assert is_bruno(text)
    assert record_of(parse_bruno(text)) == expected("bruno", case)


@pytest.mark.parametrize("text", ["{", "[1]", "meta {", "hello", '{"items": 1}'])
def test_what_cannot_be_read_is_a_mistake(text):
    mistake = parse_bruno(text)
    assert isinstance(mistake, ImportMistake)
    assert mistake.text.endswith(".")


def test_a_folder_becomes_requests():
    files = {
        "bruno.json": '{"version": "1", "name": "Shop", "type": "collection"}',
        "collection.bru": "headers {\n  X-Shop: 7\n}\n\nauth {\n  mode: none\n}",
        "environments/Staging.bru": "vars {\n  base: b\n}\nvars:secret [\n  key\n]",
        "Items/folder.bru": "meta {\n  name: All items\n  seq: 1\n}",
        "Items/List.bru": "meta {\n  type: http\n}\n\nget {\n  url: h.example\n}",
        "broken.bru": "meta {",
    }
    assert is_bruno_folder(files)
    record = record_of(parse_bruno_folder(files))
    assert record == {
        "root": {
            "folder": "Shop",
            "headers": [{"name": "X-Shop", "value": "7"}],
            "entries": [
                {
                    "folder": "All items",
                    "entries": [{"name": "List", "method": "GET", "address": "https://h.example"}],
                }
            ],
        },
        "environments": {"Staging": [["base", "b"], ["key", "", "secret"]]},
        "left_out": [
            "broken.bru: the file. It cannot be read: line 1: the block meta does not end."
        ],
    }


@pytest.mark.skipif(not corpus("bruno-collections"), reason="has no collections of others")
def test_folders_of_others_are_read():
    for folder in corpus("bruno-collections"):
        files = {
            str(file.relative_to(folder)): file.read_text(encoding="utf-8", errors="replace")
            for file in folder.rglob("*")
            if file.suffix in (".bru", ".json")
        }
        made = parse_bruno_folder(files)
        assert isinstance(made, ImportedCollection)
        assert not any("cannot be read" in entry.words for entry in made.left_out)
