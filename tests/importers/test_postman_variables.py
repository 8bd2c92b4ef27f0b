import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.problem import Problem
from aiurdesk.importers.collection_reading import CollectionReading
from aiurdesk.importers.imported import (
    ImportedCollection,
    ImportedEnvironment,
    ImportedVariable,
)
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.postman_variables import (
    is_postman_environment,
    parse_postman_environment,
    read_variables,
)
from tests.corpora import corpus
from tests.postman_documents import lost

STAGING = {
    "id": "5",
    "name": "Staging",
    "values": [
        {"key": "base", "value": "https://shop.example", "type": "default", "enabled": True},
        {"key": "token", "value": "x", "type": "secret", "enabled": True},
        {"key": "old", "value": "y", "enabled": False},
    ],
    "_postman_variable_scope": "environment",
    "_postman_exported_at": "2026-01-31T12:00:00.000Z",
}
ROW = st.fixed_dictionaries(
    {"key": st.sampled_from(["a1", "b2", "c d"]), "value": st.integers(1000).map("v{}".format)},
    optional={
        "enabled": st.booleans(),
        "type": st.sampled_from(["default", "secret"]),
        "description": st.integers(1000).map("d{}".format),
        "x1": st.booleans(),
    },
)


def read(*rows):
    reader = CollectionReading()
    holder = JsonObject({"variable": list(rows)})
    reading = reader.reading("Shop")
    variables = read_variables(holder.objects("variable"), reading)
    reading.note_unread(holder)
    return variables, [(entry.source, entry.words) for entry in reader.left_out.entries]


def test_variables_have_a_key_or_an_id_and_any_value():
    rows = ({"key": "a", "value": 1.50, "type": "any"}, {"id": "b", "value": True}, {"key": "c"})
    assert read(*rows) == (
        (ImportedVariable("a", "1.5"), ImportedVariable("b", "true"), ImportedVariable("c")),
        [],
    )


def test_a_variable_of_the_secret_type_is_a_secret():
    (variable,), _ = read({"key": "a", "value": "x", "type": "secret"})
    assert variable == ImportedVariable("a", "x", is_secret=True)


def test_what_is_switched_off_or_cannot_be_here_is_listed():
    variables, left_out = read(
        {"key": "a", "value": "1", "disabled": True},
        {"key": "b", "value": "2", "enabled": False},
        {"key": "c d", "value": "3"},
        {"key": "e", "value": {"f": 1}, "description": "Of e."},
        {"key": "g", "value": "4"},
        {"key": "g", "value": "5"},
    )
    assert variables == (ImportedVariable("e"), ImportedVariable("g", "5"))
    assert left_out == [
        ("/variable/0", "the variable a, which is switched off."),
        ("/variable/1", "the variable b, which is switched off."),
        ("/variable/2", "the variable 'c d', whose name is not possible here."),
        ("/variable/3/description", "the description of the variable e."),
        ("/variable/4", "an earlier value of the variable g."),
        ("/variable/3/value", '"variable/3/value", which has no counterpart here.'),
    ]


def test_an_environment_becomes_one_of_a_collection():
    imported = parse_postman_environment(json.dumps(STAGING))
    assert isinstance(imported, ImportedCollection)
    variables = (
        ImportedVariable("base", "https://shop.example"),
        ImportedVariable("token", "x", is_secret=True),
    )
    assert imported.root is None
    assert imported.environments == (ImportedEnvironment("Staging", variables),)
    assert [entry.sentence for entry in imported.left_out] == [
        "Staging: the variable old, which is switched off."
    ]


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"_postman_variable_scope": "globals"}, "Globals"),
        ({"_postman_variable_scope": "environment"}, "Postman environment"),
        ({"name": "A"}, "A"),
    ],
)
def test_globals_and_old_ones_have_a_name_too(members, name):
    text = json.dumps({"values": [{"key": "a", "value": "b"}], **members})
    assert is_postman_environment(text)
    imported = parse_postman_environment(text)
    assert isinstance(imported, ImportedCollection)
    assert [environment.name for environment in imported.environments] == [name]


@pytest.mark.parametrize("text", ["", "[]", '{"values": 1}', '{"info": 1, "values": [], "key": 1}'])
def test_other_texts_are_left_alone(text):
    assert not is_postman_environment(text)


@pytest.mark.parametrize("text", ["{", '{"values": {}}', "[]"])
def test_what_is_not_an_environment_is_a_mistake(text):
    mistake = parse_postman_environment(text)
    assert isinstance(mistake, Problem)
    assert mistake.sentence.startswith("The Postman environment ")


@given(st.lists(ROW, max_size=4), st.dictionaries(st.just("x2"), st.integers(10_000)))
def test_all_of_an_environment_is_taken_over_or_listed(rows, others):
    document = {"name": "A", "values": rows, **others}
    imported = parse_postman_environment(json.dumps(document))
    assert isinstance(imported, ImportedCollection)
    assert lost(document, imported) == []


@pytest.mark.skipif(not corpus("postman"), reason="has no environments of others")
def test_all_of_a_real_environment_is_taken_over_or_listed():
    losses, count = [], 0
    for file in corpus("postman"):
        text = file.read_text(encoding="utf-8-sig")
        imported = parse_postman_environment(text) if is_postman_environment(text) else None
        if isinstance(imported, ImportedCollection):
            count += 1
            losses += lost(json.loads(text), imported)
    assert losses == []
    assert count > 0
