"""Values made of schemas: valid, the same for a seed, and bounded whatever the schema asks for."""

import json
from collections.abc import Mapping
from random import Random

import jsonschema
import pytest

from aiurdesk.sandbox.mock.made_values import ValueMaker
from aiurdesk.sandbox.mock.pattern_text import pattern_text

TREE = {
    "0": {
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"type": "string"}, "children": {"$ref": "#/1"}},
    },
    "1": {"type": "array", "items": {"$ref": "#/0"}},
}


def made(schema: object, seed: int = 1, others: Mapping[str, object] | None = None) -> object:
    return ValueMaker({"0": schema, **(others or {})}, seed).value("0")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "minimum": 5, "maximum": 5},
        {"type": "integer", "exclusiveMinimum": 3, "maximum": 5},
        {"type": "integer", "multipleOf": 7, "minimum": 20},
        {"type": "integer", "maximum": -1000},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.5},
        {"type": "number", "multipleOf": 0.25},
        {"type": "string", "minLength": 40, "maxLength": 50},
        {"type": "string", "maxLength": 3},
        {"type": "string", "pattern": "^[A-Z]{3}-\\d+(a|b)?$"},
        {"type": "string", "pattern": "^[^a-z]+$", "minLength": 4},
        {"type": "string", "format": "uuid"},
        {"type": "string", "format": "date-time", "minLength": 20},
        {"type": ["null", "boolean"]},
        {"enum": ["a", 3, None]},
        {"const": {"a": 1}},
        {"type": "array", "items": {"enum": [1, 2, 3]}, "minItems": 3, "uniqueItems": True},
        {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False},
        {"type": "array", "items": {"type": "string"}, "maxItems": 0},
        {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 3},
        {
            "type": "object",
            "required": ["x"],
            "additionalProperties": False,
            "properties": {"x": {}},
        },
        {"allOf": [{"properties": {"a": {"type": "integer"}}}, {"required": ["a"]}]},
        {"oneOf": [{"type": "null"}, {"type": "string"}]},
        {"anyOf": [{"type": "object", "required": ["b"]}, {"type": "null"}]},
        {"allOf": [{"type": "integer", "minimum": 3}, {"minimum": 8, "maximum": 9}]},
    ],
)
def test_a_made_value_is_valid_against_its_schema(schema: dict[str, object]):
    validator = jsonschema.Draft202012Validator(schema)
    assert [
        value for seed in range(10) if not validator.is_valid(value := made(schema, seed))
    ] == []


def test_a_value_is_the_same_for_a_seed_and_another_one_for_another():
    schema = {"type": "string", "format": "uuid"}
    assert made(schema, 1) == made(schema, 1)
    assert made(schema, 1) != made(schema, 2)


def test_an_example_comes_before_what_is_made():
    assert made({"type": "string", "examples": ["Kitchen"]}) == "Kitchen"


def test_a_schema_of_itself_ends():
    value = ValueMaker(TREE, 1).value("0")
    jsonschema.validate(
        value,
        {"$ref": "#/$defs/0", "$defs": json.loads(json.dumps(TREE).replace('"#/', '"#/$defs/'))},
    )
    assert len(json.dumps(value)) < 10_000


def test_a_schema_that_requires_itself_ends():
    schema = {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/0"}}}
    assert made(schema) == {"next": {}}


def test_options_that_lead_on_are_not_taken_in_a_circle():
    schema = {
        "type": "object",
        "required": ["next"],
        "properties": {"next": {"oneOf": [{"$ref": "#/0"}, {"type": "integer"}]}},
    }
    value = made(schema)
    assert isinstance(value, dict)
    assert type(value["next"]) is int


def test_the_member_that_tells_schemas_apart_says_which_one_was_made():
    told = {"propertyName": "kind", "mapping": {"cat": "#/1", "dog": "#/2"}}
    cat = {"type": "object", "properties": {"kind": {"type": "string"}}, "required": ["kind"]}
    both = {"oneOf": [{"$ref": "#/1"}, {"$ref": "#/2"}], "discriminator": told}
    assert made(both, 1, {"1": cat, "2": {"type": "object"}}) == {"kind": "cat"}


def test_members_that_only_requests_have_are_left_out():
    schema = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"writeOnly": True}}}
    value = made(schema)
    assert isinstance(value, dict)
    assert value.keys() == {"a"}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "minItems": 10**9, "items": {"type": "array", "minItems": 10**9}},
        {"type": "array", "minItems": 100, "items": {"$ref": "#/0"}},
        {"type": "string", "minLength": 10**9},
        {"type": "string", "pattern": "((a{1000}){1000}){1000}"},
        {"type": "string", "pattern": "(" * 5000},
        {"type": "object", "minProperties": 10**9, "additionalProperties": {"type": "string"}},
        {"type": "object", "properties": {str(n): {"type": "string"} for n in range(5000)}},
        {"type": "object", "required": [str(n) for n in range(5000)]},
        {"allOf": [{"$ref": "#/0"}] * 1000},
        {"type": "array", "minItems": 100, "items": {"type": "string", "minLength": 10_000}},
        {"type": "integer", "minimum": 10**400},
        {"type": "number", "multipleOf": 0, "minimum": "x", "maximum": None},
        {"properties": [], "required": 7, "type": {}, "enum": {}, "allOf": 3, "examples": {}},
        {"type": "array", "uniqueItems": True, "minItems": 50, "items": {"const": 1}},
    ],
)
def test_no_schema_makes_a_value_without_bounds(schema: dict[str, object]):
    assert len(json.dumps(made(schema))) < 2_000_000


@pytest.mark.parametrize("pattern", ["(?=x)", "\\p{L}", "[", "a{1001}", "(?P<n>a)(?P=n)"])
def test_a_pattern_that_cannot_be_followed_gives_a_short_text_or_none(pattern: str):
    text = pattern_text(pattern, Random(1), 0, 100)
    assert text is None or len(text) <= 100
