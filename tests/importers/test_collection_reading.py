import pytest

from aiurdesk.core.request.request import FileValue, Row
from aiurdesk.importers.collection_reading import (
    CollectionReading,
    enabled_variables,
    file_row,
    rows_of,
    usual_name,
    variables_of,
)
from aiurdesk.importers.imported_collection import ImportedVariable
from aiurdesk.importers.json_document import JsonObject


def test_variables_of_folders_become_those_of_the_collection():
    reader = CollectionReading()
    reading = reader.reading("Shop", "Items")
    reader.add_variables([ImportedVariable("a", "1"), ImportedVariable("b", "2")], reading)
    reader.add_variables([ImportedVariable("a", "1"), ImportedVariable("b", "3")], reading)
    made = reader.collection(None)
    assert [(v.name, v.value) for v in made.variables] == [("a", "1"), ("b", "2")]
    assert [entry.sentence for entry in made.left_out] == [
        "Shop/Items: the variable b, which has another value elsewhere in the collection. Give it "
        "another name there."
    ]


def test_variables_with_impossible_names_or_switched_off_are_noted():
    reader = CollectionReading()
    entries = [
        JsonObject({"key": "a", "value": "1", "secret": True}),
        JsonObject({"name": "b c", "value": "1"}),
        JsonObject({"name": "d", "value": "1", "enabled": False}),
    ]
    made = list(enabled_variables(entries, reader.reading("E"), ""))
    assert made == [ImportedVariable("a", "1", is_secret=True)]
    assert len(reader.left_out.entries) == 2
    assert list(variables_of({"": "x"}, reader.reading("E"), "")) == []


def test_rows_have_a_name_a_value_and_notes():
    reading = CollectionReading(str.upper).reading("R")
    entry = JsonObject({"key": " a ", "value": "b", "active": False, "description": "What."})
    assert rows_of([entry], "Query", reading) == (Row("A", "B", is_sent=False),)
    assert reading.notes() == "**Query**\n\n- ` a `: What."
    assert entry.take_unread() == ()


def test_a_file_that_has_no_path_is_switched_off():
    assert file_row("f", "x/y.png", "image/png").value == FileValue("x/y.png", "y.png", "image/png")
    assert not file_row("f", "").is_sent


@pytest.mark.parametrize(
    ("method", "address", "name"),
    [
        ("get", "https://h.example/a/b?c#d", "GET /a/b"),
        ("", "https://h.example", "GET /"),
        ("POST", "{{base}}/a", "POST {{base}}/a"),
    ],
)
def test_a_request_without_a_name_gets_that_of_its_address(method, address, name):
    assert usual_name(method, address) == name
