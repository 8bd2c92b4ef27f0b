import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.importers.imported_collection import (
    ImportedCollection,
    ImportedEnvironment,
    ImportedVariable,
)
from aiurdesk.importers.imported_request import ImportMistake
from aiurdesk.importers.postman_environment import is_postman_environment, parse_postman_environment
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
def test_what_is_no_environment_is_a_mistake(text):
    mistake = parse_postman_environment(text)
    assert isinstance(mistake, ImportMistake)
    assert mistake.text.startswith("The Postman environment ")


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
