"""Exports of Thunder Client, by pairs of files: ``<case>.input`` and ``<case>.expected.json``."""

import pytest

from aiurdesk.core.problem import Problem
from aiurdesk.importers.imported import ImportedCollection
from aiurdesk.importers.thunder_client import is_thunder_client, parse_thunder_client
from tests.imported_records import cases, expected, given, record_of


@pytest.mark.parametrize("case", cases("thunder_client"))
def test_a_file_becomes_requests(case):
    text = given("thunder_client", case)
    assert is_thunder_client(text)
    assert record_of(parse_thunder_client(text)) == expected("thunder_client", case)


@pytest.mark.parametrize("text", ["{", "[1]", '{"clientName": "Thunder Client"}'])
def test_what_cannot_be_read_is_a_mistake(text):
    mistake = parse_thunder_client(text)
    assert isinstance(mistake, Problem)
    assert mistake.sentence.endswith(".")


def test_an_environment_has_variables_only():
    data = '[{"name": "base", "value": "https://h.example"}]'
    text = f'{{"clientName": "Thunder Client", "environmentName": "E", "data": {data}}}'
    made = parse_thunder_client(text)
    assert record_of(made) == {"environments": {"E": [["base", "https://h.example"]]}}


def test_folders_that_lie_in_each_other_are_noted():
    folders = (
        '[{"_id": "a", "name": "A", "containerId": "b"},'
        ' {"_id": "b", "name": "B", "containerId": "a"}]'
    )
    text = f'{{"clientName": "Thunder Client", "folders": {folders}, "requests": []}}'
    made = parse_thunder_client(text)
    assert isinstance(made, ImportedCollection)
    assert [entry.sentence for entry in made.left_out] == [
        "A: lies in no folder.",
        "B: lies in no folder.",
    ]
