"""Exports of Insomnia, by pairs of files: ``<case>.input`` and ``<case>.expected.json``."""

import json

import pytest

from aiurdesk.importers.imported import ImportedCollection, ImportMistake
from aiurdesk.importers.insomnia import is_insomnia, parse_insomnia
from tests.imported_records import cases, expected, given, record_of


@pytest.mark.parametrize("case", cases("insomnia"))
def test_a_file_becomes_requests(case):
    text = given("insomnia", case)
    assert is_insomnia(text)
    assert record_of(parse_insomnia(text)) == expected("insomnia", case)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[1]",
        '{"__export_format": 1}',
        '{"__export_format": 4}',
        "type: spec.insomnia.rest/5.0",
        "a: *b",
    ],
)
def test_what_cannot_be_read_is_a_mistake(text):
    mistake = parse_insomnia(text)
    assert isinstance(mistake, ImportMistake)
    assert mistake.text.endswith(".")


def test_folders_that_lie_in_each_other_end():
    items = [
        {"_id": "a", "parentId": "b", "_type": "request_group", "name": "A"},
        {"_id": "b", "parentId": "a", "_type": "request_group", "name": "B"},
    ]
    made = parse_insomnia(json.dumps({"__export_format": 4, "resources": items}))
    assert isinstance(made, ImportedCollection)
    assert [entry.sentence for entry in made.left_out] == [
        "A: the request group.",
        "B: the request group.",
    ]


def test_folders_that_lie_too_deep_are_left_out():
    inner = "url: https://h.example/"
    for number in range(40):
        inner = f"name: f{number}, children: [{{{inner}}}]"
    made = parse_insomnia(f"type: collection.insomnia.rest/5.0\ncollection: [{{{inner}}}]")
    assert isinstance(made, ImportedCollection)
    assert made.left_out[-1].words == "the folder lies too deep."


def test_an_environment_alone_has_no_requests():
    text = "type: environment.insomnia.rest/5.0\nname: E\nenvironments: {data: {a: 1}}"
    made = parse_insomnia(text)
    assert isinstance(made, ImportedCollection)
    assert made.root is None
    assert made.environments[0].variables[0].value == "1"
