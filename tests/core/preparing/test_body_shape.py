import json

import pytest

from aiurdesk.core.formats.json.edits import JsonText
from aiurdesk.core.preparing.body_shape import (
    ROOT,
    BodyShapes,
    ShapeKind,
    needed_schemas,
    schemas_of_file,
)


def shape_of(schema, **others):
    shapes = BodyShapes({"0": schema, **others}, "0")
    return shapes, shapes.root


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string"}, ShapeKind.TEXT),
        ({"type": "string", "format": "date-time"}, ShapeKind.DATETIME),
        ({"type": "string", "format": "date"}, ShapeKind.DATE),
        ({"type": "string", "format": "time"}, ShapeKind.TIME),
        ({"type": "string", "format": "uuid"}, ShapeKind.GUID),
        ({"type": "string", "contentEncoding": "base64"}, ShapeKind.BINARY),
        ({"type": "string", "format": "byte"}, ShapeKind.BINARY),
        ({"type": "integer"}, ShapeKind.INTEGER),
        ({"type": ["number", "null"]}, ShapeKind.NUMBER),
        ({"type": "boolean"}, ShapeKind.BOOLEAN),
        ({"enum": ["a", 1]}, ShapeKind.CHOICE),
        ({"const": "a"}, ShapeKind.CHOICE),
        ({"items": {}}, ShapeKind.LIST),
        ({"properties": {"a": {}}}, ShapeKind.OBJECT),
        ({"additionalProperties": {"type": "string"}}, ShapeKind.OBJECT),
        ({"type": ["string", "integer"]}, ShapeKind.OPTIONS),
        ({"oneOf": [{"type": "string"}, {"type": "object"}]}, ShapeKind.OPTIONS),
        ({}, ShapeKind.ANY),
        (True, ShapeKind.ANY),
        ("nonsense", ShapeKind.ANY),
        ({"type": 7, "enum": "x", "properties": [], "required": 3, "allOf": 1}, ShapeKind.ANY),
    ],
)
def test_each_type_has_its_kind(schema, kind):
    assert shape_of(schema)[1].kind is kind


def test_null_is_not_an_option_but_allowed():
    _, shape = shape_of({"anyOf": [{"type": "string", "maxLength": 3}, {"type": "null"}]})
    assert (shape.kind, shape.is_nullable, shape.facts["maxLength"]) == (ShapeKind.TEXT, True, 3)
    _, shape = shape_of({"enum": ["a", None]})
    assert shape.is_nullable
    assert [choice.value for choice in shape.choices] == ['"a"']


def test_constants_are_one_choice_with_their_titles():
    schema = {"oneOf": [{"const": 1, "title": "low"}, {"const": 2, "title": "high"}]}
    _, shape = shape_of(schema)
    assert [(c.value, c.name) for c in shape.choices] == [("1", "low"), ("2", "high")]


def test_parts_are_one_object_with_the_tightest_limits():
    shapes, shape = shape_of(
        {
            "allOf": [
                {"$ref": "#/1"},
                {"properties": {"n": {"minimum": 3}}, "required": ["n"], "title": "Outer"},
            ]
        },
        **{"1": {"type": "object", "properties": {"n": {"type": "integer", "minimum": 1}}}},
    )
    (member,) = shapes.members(shape)
    inner = shapes.shape(member.schema)
    assert (member.name, member.is_required, shape.title) == ("n", True, "Outer")
    assert (inner.kind, inner.facts["minimum"]) == (ShapeKind.INTEGER, 3)


def test_required_members_come_first_and_read_only_ones_are_left_out():
    shapes, shape = shape_of(
        {
            "properties": {
                "a": {},
                "id": {"readOnly": True},
                "ref": {"$ref": "#/1"},
                "b": {"type": "string"},
            },
            "required": ["b", "id", "unknown"],
        },
        **{"1": {"type": "string", "readOnly": True}},
    )
    names = [(member.name, member.is_required) for member in shapes.members(shape)]
    assert names == [("b", True), ("unknown", True), ("a", False)]


def test_a_schema_that_refers_to_itself_is_read_as_far_as_it_is_asked_for():
    shapes, shape = shape_of({"properties": {"next": {"$ref": "#/0"}}, "allOf": [{"$ref": "#/0"}]})
    for _ in range(50):
        (member,) = shapes.members(shape)
        shape = shapes.shape(member.schema)
    assert shape.kind is ShapeKind.OBJECT
    assert shape_of({"$ref": "#/0"})[1].kind is ShapeKind.ANY


def test_maps_have_a_shape_for_members_of_any_name():
    shapes, shape = shape_of({"additionalProperties": {"type": "integer"}})
    assert shapes.is_map(shape)
    assert shapes.further(shape).kind is ShapeKind.INTEGER
    shapes, shape = shape_of({"properties": {"a": {}}, "additionalProperties": False})
    assert not shapes.is_map(shape)
    assert shapes.further(shape) is None
    shapes, shape = shape_of({"properties": {"a": {}}})
    assert not shapes.is_map(shape)
    shapes, shape = shape_of({"patternProperties": {"^x": {"type": "boolean"}}})
    assert shapes.further(shape).kind is ShapeKind.BOOLEAN


def test_the_option_is_told_by_a_member_with_one_value():
    def pet(name, **further):
        return {
            "title": name,
            "properties": {"type": {"const": name}, **further},
            "required": ["type"],
        }

    shapes, shape = shape_of({"oneOf": [pet("cat", meows={}), pet("dog", barks={})]})
    assert [option.title for option in shapes.options(shape)] == ["cat", "dog"]
    assert shapes.option_of(shape, JsonText('{"meows": 1, "type": "dog"}'), ()) == 1
    assert shapes.option_of(shape, JsonText('{"barks": 1}'), ()) == 1
    assert shapes.option_of(shape, JsonText("{}"), ()) == 0
    assert json.loads(shapes.initial(shape)) == {"type": "cat"}


def test_entries_of_a_tuple_have_their_own_shapes():
    shapes, shape = shape_of({"prefixItems": [{"type": "string"}], "items": {"type": "integer"}})
    kinds = [shapes.entry(shape, index).kind for index in range(2)]
    assert kinds == [ShapeKind.TEXT, ShapeKind.INTEGER]


@pytest.mark.parametrize(
    ("schema", "initial"),
    [
        ({"type": "string"}, '""'),
        ({"type": "integer", "minimum": 5}, "5"),
        ({"type": "number", "examples": [2.5]}, "2.5"),
        ({"type": "boolean"}, "true"),
        ({"type": "boolean", "default": False}, "false"),
        ({"enum": ["a", "b"]}, '"a"'),
        ({"type": "array"}, "[]"),
        ({"type": "object"}, "{}"),
        ({"type": "string", "format": "date", "examples": ["2020-01-01"]}, '"2020-01-01"'),
        ({}, "null"),
    ],
)
def test_a_value_begins_with_what_the_description_says(schema, initial):
    shapes, shape = shape_of(schema)
    assert shapes.initial(shape) == initial


def test_braces_of_a_description_are_no_variables():
    _, shape = shape_of({"type": "string", "default": "{{env:HOME}}", "examples": ["{{a}}"]})
    assert (shape.default, shape.example) == ('"{\\u007benv:HOME}}"', '"{\\u007ba}}"')
    _, shape = shape_of({"enum": ["{{a}}", "b"]})
    assert [choice.value for choice in shape.choices] == ['"b"']


def test_many_members_and_choices_are_bounded():
    shapes, shape = shape_of({"properties": {f"m{n}": {} for n in range(3000)}})
    assert len(shapes.members(shape)) == 2000
    assert len(shape_of({"enum": [*range(5000)]})[1].choices) == 1000


def test_only_what_a_body_refers_to_is_taken_the_nearest_first():
    schemas = {
        "0": {"properties": {"a": {"$ref": "#/1"}, "b": [{"$ref": "#/9"}]}},
        "1": {"items": {"$ref": "#/2"}},
        "2": {"title": "x" * 300, "$ref": "#/0"},
        "3": {},
    }
    assert [*needed_schemas(schemas, "0", 1000)] == ["0", "1", "2"]
    assert [*needed_schemas(schemas, "0", 300)] == ["0", "1"]
    shapes = BodyShapes(needed_schemas(schemas, "0", 300), "0")
    inner = shapes.shape(schemas["1"])
    assert shapes.entry(inner, 0).kind is ShapeKind.ANY


def test_a_schema_of_a_file_refers_to_itself_and_to_what_it_defines():
    document = {
        "properties": {"me": {"$ref": "#"}, "a": {"$ref": "#/$defs/A"}},
        "$defs": {"A": {"$ref": "#/definitions/B"}},
        "definitions": {"B": {"type": "integer"}},
    }
    shapes = BodyShapes(needed_schemas(schemas_of_file(document), ROOT, 1000), ROOT)
    me, a = (shapes.shape(member.schema) for member in shapes.members(shapes.root))
    assert (me.kind, a.kind) == (ShapeKind.OBJECT, ShapeKind.INTEGER)
    assert schemas_of_file([1]) == {}


PETS = {
    "oneOf": [{"$ref": "#/1"}, {"$ref": "#/2"}],
    "discriminator": {
        "propertyName": "petType",
        "mapping": {"cat": "#/1", "kitten": "#/1", "dog": "#/2"},
    },
}
CAT = {"title": "Cat", "properties": {"petType": {"type": "string"}, "name": {"type": "string"}}}
DOG = {"title": "Dog", "properties": {"petType": {"type": "string"}, "name": {"type": "string"}}}


def test_a_discriminator_tells_options_apart_and_is_written():
    shapes, shape = shape_of(PETS, **{"1": CAT, "2": DOG})
    cat, dog = shapes.options(shape)
    assert (cat.title, dog.title) == ("Cat", "Dog")
    assert json.loads(shapes.initial(dog.shape)) == {"petType": "dog"}
    first = shapes.members(cat.shape)[0]
    assert (first.name, first.is_required) == ("petType", True)
    assert [choice.value for choice in shapes.shape(first.schema).choices] == ['"cat"', '"kitten"']
    for value, index in (("cat", 0), ("kitten", 0), ("dog", 1)):
        assert shapes.option_of(shape, JsonText(json.dumps({"petType": value})), ()) == index


def test_a_discriminator_that_says_nothing_changes_nothing():
    for told in ({}, {"propertyName": "petType"}, {"propertyName": "petType", "mapping": {"a": 1}}):
        shapes, shape = shape_of({**PETS, "discriminator": told}, **{"1": CAT, "2": DOG})
        assert [shapes.initial(option.shape) for option in shapes.options(shape)] == ["{}", "{}"]
