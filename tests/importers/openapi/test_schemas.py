import json

import pytest

from aiurdesk.importers.openapi.schemas import (
    SchemaBundle,
    constants,
    example_text,
    flat,
    given_example,
    listed_examples,
    prefill_text,
    scalar_example,
    type_of,
)
from tests.importers.openapi.sample import node_of


def test_all_of_is_one_object():
    root = node_of(
        {
            "a": {"allOf": [{"$ref": "#/b"}, {"required": ["y"], "properties": {"y": {}}}]},
            "b": {"type": "object", "required": ["x"], "properties": {"x": {"type": "string"}}},
        }
    )
    schema = flat(root.raw("a"))
    assert (sorted(schema.value["properties"]), sorted(schema.value["required"])) == (
        ["x", "y"],
        ["x", "y"],
    )
    assert type_of(schema.value) == "object"


def test_a_schema_of_itself_is_kept_once():
    root = node_of({"a": {"properties": {"next": {"$ref": "#/a"}}, "description": "words"}})
    bundle = SchemaBundle()
    assert bundle.add(root.raw("a")) == bundle.add(root.raw("a")) == "0"
    assert bundle.schemas == {"0": {"properties": {"next": {"$ref": "#/0"}}}}


def test_words_are_kept_where_a_form_is_made_of_them():
    pet = {"type": "string", "description": "words", "default": "x", "example": "y", "x-a": 1}
    root = node_of({"schemas": {"Pet": pet, "b": {"items": {"$ref": "#/schemas/Pet"}}}})
    bundle = SchemaBundle()
    answer = bundle.add(root.raw("schemas").raw("b"))
    # A short example stays, of which a mock makes its answers.
    plain = {"type": "string", "examples": ["y"]}
    assert bundle.schemas == {"0": {"items": {"$ref": "#/1"}}, "1": plain}
    # The same schemas, now for a form as well.
    assert bundle.add(root.raw("schemas").raw("b"), for_form=True) == answer
    words = {"title": "Pet", "description": "words", "default": "x", "examples": ["y"]}
    assert bundle.schemas["1"] == {"type": "string", **words}
    bundle.add(root.raw("schemas").raw("b"))
    assert bundle.schemas["1"]["title"] == "Pet"


@pytest.mark.parametrize(
    ("mapping", "values"),
    [
        ({"cat": "#/schemas/Cat", "kitten": "Cat"}, {"cat": "Cat", "kitten": "Cat", "Dog": "Dog"}),
        ({"x": "#/schemas/Other", "y": 3}, {"Cat": "Cat", "Dog": "Dog"}),
        (None, {"Cat": "Cat", "Dog": "Dog"}),
        (["nonsense"], {"Cat": "Cat", "Dog": "Dog"}),
    ],
)
def test_what_tells_schemas_apart_refers_to_them(mapping, values):
    pets = [{"$ref": "#/schemas/Cat"}, {"$ref": "#/schemas/Dog"}, {"type": "null"}]
    told = {"propertyName": "petType", **({"mapping": mapping} if mapping else {})}
    schemas = {"Cat": {"title": "Cat"}, "Dog": {"title": "Dog"}}
    root = node_of({"schemas": schemas, "a": {"oneOf": pets, "discriminator": told}})
    bundle = SchemaBundle()
    bundle.add(root.raw("a"), for_form=True)
    kept = bundle.schemas["0"]["discriminator"]
    assert kept["propertyName"] == "petType"
    titles = {
        value: bundle.schemas[ref.removeprefix("#/")]["title"]
        for value, ref in kept["mapping"].items()
    }
    assert titles == values


@pytest.mark.parametrize("told", ["petType", {"propertyName": 3}, {}, {"mapping": {}}])
def test_a_discriminator_that_names_no_member_is_left_out(told):
    root = node_of({"a": {"oneOf": [{"$ref": "#/b"}], "discriminator": told}, "b": {"title": "B"}})
    bundle = SchemaBundle()
    bundle.add(root.raw("a"), for_form=True)
    assert "discriminator" not in bundle.schemas["0"]


def test_very_long_words_are_cut_and_very_long_defaults_left_out():
    root = node_of({"a": {"description": "x" * 9000, "default": ["x" * 9000]}})
    bundle = SchemaBundle()
    bundle.add(root.raw("a"), for_form=True)
    assert bundle.schemas == {"0": {"description": "x" * 4000}}


def test_older_words_become_those_of_2020():
    root = node_of(
        {
            "a": {"type": "integer", "minimum": 1, "exclusiveMinimum": True},
            "b": {"type": "string", "nullable": True, "example": "x"},
        }
    )
    bundle = SchemaBundle()
    keys = bundle.add(root.raw("a")), bundle.add(root.raw("b"))
    assert [bundle.schemas[key] for key in keys] == [
        {"type": "integer", "exclusiveMinimum": 1},
        {"anyOf": [{"type": "string", "examples": ["x"]}, {"type": "null"}]},
    ]


def test_a_long_example_is_kept_for_forms_only():
    root = node_of({"a": {"type": "string", "example": "x" * 600, "format": "uri"}})
    bundle = SchemaBundle()
    bundle.add(root.raw("a"))
    assert bundle.schemas == {"0": {"type": "string", "format": "uri"}}


def test_properties_named_as_keywords_stay_properties():
    root = node_of({"a": {"properties": {"$ref": {"type": "string"}, "not": {}}}})
    bundle = SchemaBundle()
    bundle.add(root.raw("a"))
    assert bundle.schemas["0"] == {"properties": {"$ref": {"type": "string"}, "not": {}}}


def test_constants_are_choices():
    root = node_of({"a": {"oneOf": [{"const": 1, "title": "One"}, {"const": 2}]}})
    assert constants(root.raw("a")) == [(1, "One"), (2, "")]


def test_an_example_has_a_value_for_each_member():
    schema = node_of(
        {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "integer", "minimum": 3},
                "made": {"type": "string", "format": "date-time"},
                "kind": {"enum": ["lamp", "bulb"]},
                "secret": {"type": "string", "readOnly": True},
                "tags": {"type": "array", "items": {"type": "string"}},
                "next": {"$ref": "#"},
            },
        }
    )
    assert json.loads(example_text(schema)) == {
        "id": 3,
        "made": "2026-11-24T10:11:12Z",
        "kind": "lamp",
        "tags": ["text"],
    }


def test_a_new_request_begins_with_required_members_and_nothing_made_up():
    maker = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
    properties = {
        "name": {"type": "string", "examples": ["Desk lamp"]},
        "kind": {"enum": ["lamp", "bulb"]},
        "watt": {"type": "integer", "default": 40},
        "price": {"type": "number", "minimum": 3},
        "is_new": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "makers": {"type": "array", "items": maker, "minItems": 1},
        "id": {"type": "integer", "readOnly": True},
        "any": {},
    }
    optional = {"note": {"type": "string", "default": "none"}}
    schema = {
        "type": "object",
        "required": [*properties],
        "properties": {**properties, **optional},
    }
    assert json.loads(prefill_text(node_of(schema))) == {
        "name": "",
        "kind": "lamp",
        "watt": 40,
        "price": 3,
        "is_new": False,
        "tags": [],
        "makers": [{"name": ""}],
        "any": None,
    }
    whole = {**schema, "example": {"name": "Desk lamp"}}
    assert json.loads(prefill_text(node_of(whole))) == {"name": "Desk lamp"}
    assert prefill_text(node_of({})) == ""


def test_what_a_new_request_begins_with_is_short_for_a_schema_without_end():
    wide = {f"p{n}": {"$ref": f"#/s/{n % 5}"} for n in range(30)}
    schemas = [{"type": "object", "required": [*wide], "properties": wide} for _ in range(5)]
    node = node_of({"s": {str(n): schema for n, schema in enumerate(schemas)}})
    text = prefill_text(node.object("s").object("0"))
    assert 0 < text.count('"p') < 200


def test_the_example_of_the_description_is_preferred():
    media = node_of({"examples": {"a": {"$ref": "#/x"}}, "x": {"value": {"b": 1}}})
    assert given_example(media) == {"b": 1}
    assert example_text(node_of({}), given_example(media)) == '{\n  "b": 1\n}'


def test_a_schema_that_grows_without_end_has_a_short_example():
    wide = {f"p{n}": {"$ref": "#"} for n in range(30)}
    text = example_text(node_of({"type": "object", "properties": wide}))
    assert len(text) < 20_000


def test_texts_are_as_long_as_they_have_to_be():
    assert scalar_example("string", {"minLength": 6}) == "texttt"


def test_several_examples_of_a_schema_are_offered_by_number():
    examples = [{"name": "Desk lamp"}, {"name": "Floor lamp"}]
    root = node_of({"a": {"$ref": "#/b"}, "b": {"type": "object", "examples": examples}})
    found = listed_examples(root.raw("a"))
    assert [(one.title, json.loads(one.value)) for one in found] == [
        ("Example 1", examples[0]),
        ("Example 2", examples[1]),
    ]
    for nothing in ({"examples": [1]}, {"examples": {"a": 1, "b": 2}}, {}, True):
        assert listed_examples(node_of({"a": nothing}).raw("a")) == ()
