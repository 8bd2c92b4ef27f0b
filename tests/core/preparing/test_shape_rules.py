import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.formats.json.edits import JsonText
from aiurdesk.core.preparing.body_shape import BodyShapes
from aiurdesk.core.preparing.shape_rules import (
    expectation,
    required_problem,
    shape_problem,
    source_of_typed,
    typed_text,
)
from aiurdesk.core.problem import sentence_of

TEXT = {"type": "string"}
NUMBER = {"type": "number"}
INTEGER = {"type": "integer"}
BOOLEAN = {"type": "boolean"}
MIXED = {"enum": ["red", 1, True]}


def root(schema):
    return BodyShapes({"0": schema}, "0").root


def problem(schema, source):
    shapes = BodyShapes({"0": schema}, "0")
    return sentence_of(shape_problem(shapes, shapes.root, JsonText(source), ()))


@given(st.sampled_from([TEXT, NUMBER, INTEGER, BOOLEAN, MIXED]), st.text(max_size=8))
def test_what_is_typed_is_kept_and_comes_back(schema, text):
    source = source_of_typed(root(schema), text)
    # Unpaired halves of characters are refused when the request is sent.
    assert JsonText(f"[{source}]").is_json
    shown = typed_text(root(schema), source)
    assert shown is not None
    assert shown.strip() == text.strip() or shown in {c.value for c in root(schema).choices}


@pytest.mark.parametrize("source", ["1.0", "1e5", "12345678901234567890", "-0", "0.10"])
def test_numbers_stay_as_they_are_written(source):
    assert typed_text(root(NUMBER), source) == source
    assert source_of_typed(root(NUMBER), source) == source


@pytest.mark.parametrize(
    ("schema", "text", "source"),
    [
        (NUMBER, "{{n}}", "{{n}}"),
        (BOOLEAN, "{{b}}", "{{b}}"),
        (TEXT, "{{t}}", '"{{t}}"'),
        (NUMBER, "1.", '"1."'),
        (NUMBER, "007", '"007"'),
        (BOOLEAN, "yes", '"yes"'),
        (MIXED, "1", "1"),
        (MIXED, '"red"', '"red"'),
        (MIXED, "blue", '"blue"'),
        ({"enum": ["a"]}, "1", '"1"'),
    ],
)
def test_variables_and_what_is_not_of_the_type_are_written_so_that_it_is_json(schema, text, source):
    assert source_of_typed(root(schema), text) == source


def test_only_json_can_show_what_is_no_text():
    assert typed_text(root(TEXT), "{{t}}") is None
    assert typed_text(root(TEXT), "5") is None
    assert typed_text(root(NUMBER), "[1]") is None
    assert typed_text(root({}), "1") is None
    assert typed_text(root(TEXT), "null") == ""
    assert typed_text(root(TEXT), None) == ""
    assert typed_text(root(MIXED), '"r\\u0065d"') == '"red"'


@pytest.mark.parametrize(
    ("schema", "source", "words"),
    [
        (TEXT, "5", "Enter text."),
        (TEXT, "null", "Enter text."),
        ({"type": ["string", "null"]}, "null", ""),
        (INTEGER, "1.5", "Enter a whole number, such as 12."),
        (INTEGER, "1.0", ""),
        (INTEGER, "1e5", ""),
        (INTEGER, "12345678901234567890", ""),
        ({**NUMBER, "minimum": 1, "maximum": 3}, "4", "Enter a number: at least 1, at most 3."),
        ({**NUMBER, "exclusiveMinimum": 0}, "0", "Enter a number: more than 0."),
        ({**NUMBER, "multipleOf": 0.1}, "0.30", ""),
        ({**NUMBER, "multipleOf": 0.1}, "0.35", "Enter a number: a multiple of 0.1."),
        ({**NUMBER, "multipleOf": 3}, "1e999999", ""),
        ({**INTEGER, "maximum": 5}, "1e99999", "Enter a whole number: at most 5."),
        ({**TEXT, "minLength": 2}, '"a"', "Enter at least 2 characters; this has 1."),
        ({**TEXT, "maxLength": 1}, '"😀"', ""),
        ({**TEXT, "maxLength": 1}, '"ab"', "Enter at most 1 character; this has 2."),
        ({**TEXT, "minLength": 2}, '"{{v}}"', ""),
        ({**TEXT, "format": "date"}, '"2026-02-30"', "Enter a date, such as 2026-11-24."),
        ({**TEXT, "format": "date"}, '"2026-02-03"', ""),
        ({**TEXT, "format": "time"}, '"25:00:00"', "Enter a time, such as 10:11:12Z."),
        ({**TEXT, "format": "date-time"}, '"2026-11-24T10:11:12+02:00"', ""),
        (
            {**TEXT, "format": "date-time"},
            '"2026-13-24T10:11:12Z"',
            "Enter date, time and zone, such as 2026-11-24T10:11:12Z.",
        ),
        (
            {**TEXT, "format": "uuid"},
            '"x"',
            "Enter a GUID, such as 6da0802e-18e4-4a76-99a5-47878dd7b8a5.",
        ),
        ({**TEXT, "format": "byte"}, '"aGk="', ""),
        ({**TEXT, "format": "byte"}, '"?"', "Choose a file, or enter Base64."),
        (BOOLEAN, '"yes"', "Enter true or false."),
        (BOOLEAN, "{{b}}", ""),
        ({"enum": ["a", "b"]}, '"c"', "Choose one of: a, b."),
        ({"items": {}, "minItems": 2}, "[1]", "Add items: at least 2 are wanted."),
        ({"items": {}, "maxItems": 0}, "[1]", "Remove items: at most 0 are wanted."),
        (
            {"items": {}, "uniqueItems": True},
            "[1, 1]",
            "Two items are the same. Change or remove one of them.",
        ),
        ({"items": {}}, "{}", "A list is wanted here."),
        (
            {"properties": {"a": {}}, "additionalProperties": False},
            '{"a": 1, "b": 2}',
            "The description has no field b.",
        ),
        ({"type": "object", "minProperties": 1}, "{}", "Add fields: at least 1 are wanted."),
        (
            {"type": "object", "maxProperties": 0},
            '{"a": 1}',
            "Remove fields: at most 0 are wanted.",
        ),
        ({}, "null", ""),
        ({**TEXT, "pattern": "(a+)+$"}, '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"', ""),
    ],
)
def test_a_value_is_checked_as_it_is_typed(schema, source, words):
    assert problem(schema, source) == words


def test_an_id_of_graphql_may_be_a_number():
    schema = {**TEXT, "format": "ID"}
    assert typed_text(root(schema), "5") == "5"
    assert problem(schema, "5") == ""


def test_a_missing_value_is_named_with_an_example():
    assert str(required_problem("sku", root(TEXT))) == "sku is required."
    words = required_problem("sku", root({**TEXT, "examples": ["A-1"]})).sentence
    assert words == "sku is required: enter a value such as A-1."


def test_the_line_below_a_field_says_what_is_wanted():
    assert expectation(root(TEXT)) == ""
    assert expectation(root({**INTEGER, "minimum": 1, "default": 7})) == (
        "Whole number, at least 1 · default 7"
    )
    words = expectation(root({**TEXT, "maxLength": 5, "pattern": "^a", "format": "email"}))
    assert words == "At most 5 characters · matches ^a · email"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "type",
                        "enum",
                        "properties",
                        "items",
                        "required",
                        "allOf",
                        "minLength",
                        "$ref",
                        "anyOf",
                        "default",
                        "maximum",
                        "format",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_schema_of_a_stranger_gives_a_shape_and_no_exception(schema):
    shapes = BodyShapes({"0": schema}, "0")
    shapes.initial(shapes.root)
    shapes.members(shapes.root)
    shapes.options(shapes.root)
    expectation(shapes.root)
    for source in ("1", '"a"', "[1]", '{"a": 1}', "null"):
        text = JsonText(source)
        shape_problem(shapes, shapes.root, text, ())
        shapes.option_of(shapes.root, text, ())
    assert json.loads(shapes.initial(shapes.root)) is not ...
