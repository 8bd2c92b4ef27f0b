import pytest

from aiurdesk.core.request.request import FileValue, Row
from aiurdesk.importers.collection_reading import (
    CollectionReading,
    CredentialNames,
    FreeNames,
    file_row,
    usual_name,
)
from aiurdesk.importers.imported import ImportedVariable
from aiurdesk.importers.json_document import Json, JsonObject


def test_variables_of_folders_become_those_of_the_collection():
    reader = CollectionReading()
    reading = reader.reading("Shop").within("Shop").within("Items")
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
    entries: Json = [
        {"key": "a", "value": "1", "secret": True},
        {"name": "b c", "value": "1"},
        {"name": "d", "value": "1", "enabled": False},
    ]
    reading = reader.reading("E")
    made = list(reading.listed_variables(JsonObject({"values": entries}), "values"))
    assert made == [ImportedVariable("a", "1", is_secret=True)]
    assert len(reader.left_out.entries) == 2
    assert list(reading.variables({"": "x"}, "")) == []


def test_rows_have_a_name_a_value_and_notes():
    reading = CollectionReading(str.upper).reading("R")
    entry = JsonObject({"key": " a ", "value": "b", "active": False, "description": "What."})
    assert reading.rows([entry], "Query") == (Row("A", "B", is_sent=False),)
    assert reading.notes() == "**Query**\n\n- ` a `: What."
    assert entry.take_unread() == ()


def test_a_file_that_has_no_path_is_switched_off():
    assert file_row("f", "x/y.png", "image/png").value == FileValue("x/y.png", "y.png", "image/png")
    assert not file_row("f", "").is_sent


@pytest.mark.parametrize(
    ("method", "address", "name"),
    [
        ("get", "https://h.example/a/b?c#d", "a b"),
        ("", "https://h.example", "GET"),
        ("POST", "https://h.example//", "POST"),
        ("GET", "https://h.example/users/{{id}}", "users id"),
        ("POST", "{{base}}/a", "a"),
    ],
)
def test_a_request_without_a_name_gets_that_of_its_address(method, address, name):
    assert usual_name(method, address) == name


def test_dynamic_variables_get_their_names_here():
    reader = CollectionReading()
    reading = reader.reading("A")
    assert reading.value("{{$guid}} {{ $randomUUID }} {{a}}", "/x") == "{{$uuid}} {{$uuid}} {{a}}"
    assert not reader.left_out.entries
    assert reading.value("{{$randomCity}}", "/x") == "{{$randomCity}}"
    words = "there is no variable $randomCity. Write a value."
    assert [(e.sentence, e.source) for e in reader.left_out.entries] == [(f"A: {words}", "/x")]


def test_notes_hold_each_description_once():
    reading = CollectionReading().reading("A")
    reading.describe("Query", "q", JsonObject({"description": "One\ntwo."}))
    reading.describe("Query", "r", JsonObject({}))
    assert reading.notes("a", "", "a") == "a\n\n**Query**\n\n- `q`: One\n  two."


def test_a_name_that_is_taken_gets_a_number():
    names = FreeNames(str.casefold, ["Environments"])
    assert [names.take(name) for name in ("A", "a", "A 3", "A", "environments")] == [
        "A",
        "a 2",
        "A 3",
        "A 4",
        "environments 2",
    ]


def test_equal_names_do_not_try_all_numbers_again():
    folded = []

    def fold(name):
        folded.append(name)
        return name

    names = FreeNames(fold)
    assert [names.take("A") for _ in range(1000)][-1] == "A 1000"
    assert len(folded) < 4000


def test_equal_credentials_have_one_name_and_others_another_one():
    names = CredentialNames()
    assert names.name_for(("bearer", "x"), "Shop") == "Shop"
    assert names.name_for(("bearer", "y"), "shop") == "shop 2"
    assert names.name_for(("bearer", "x"), "Other") == "Shop"


def test_a_name_can_stand_in_a_reference():
    names = CredentialNames()
    assert names.name_for(1, "  A {{b}}\n\u202ec ") == "A b c"
    assert names.name_for(2, "{}") == "Imported"
    assert names.name_for(3, "x" * 100) == "x" * 60
