import pytest

from aiurdesk.core.api.endpoint import Location, Parameter
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.importers.openapi.parameters import kind_and_limits, parameters_of, wire
from tests.importers.openapi.sample import node_of


def made(parameter):
    node = node_of(parameter)
    parameters = list(parameters_of(node))
    return parameters, [entry.words for entry in node.references.left_out.entries]


def one(schema, **members):
    (parameter,), _ = made({"name": "a", "in": "query", "schema": schema, **members})
    return parameter


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "integer"}, ParameterKind.LONG),
        ({"type": "integer", "format": "int32"}, ParameterKind.INTEGER),
        ({"type": ["number", "null"]}, ParameterKind.NUMBER),
        ({"type": "boolean"}, ParameterKind.BOOLEAN),
        ({"type": "string", "format": "date-time"}, ParameterKind.DATETIME),
        ({"type": "string", "format": "uuid"}, ParameterKind.GUID),
        ({"type": "string", "format": "password"}, ParameterKind.SECRET),
        ({"type": "string", "enum": ["a", "b"]}, ParameterKind.CHOICE),
        ({"oneOf": [{"const": 1, "title": "One"}]}, ParameterKind.CHOICE),
        ({"type": "array", "items": {"type": "integer"}}, ParameterKind.LIST),
        ({"type": "array", "items": {"type": "object"}}, ParameterKind.JSON),
        ({"type": "object"}, ParameterKind.JSON),
        ({}, ParameterKind.TEXT),
    ],
)
def test_a_schema_has_a_kind(schema, kind):
    assert one(schema).kind is kind


def test_limits_defaults_and_examples_are_carried_over():
    parameter = one(
        {"type": "number", "minimum": 0.5, "maximum": 2, "default": 1.5, "example": 0.7},
        required=True,
        deprecated=True,
        description="How bright.",
    )
    assert (parameter.minimum, parameter.maximum, parameter.default) == (0.5, 2, "1.5")
    assert (parameter.example, parameter.required, parameter.is_deprecated) == ("0.7", True, True)
    assert parameter.description == "How bright."


@pytest.mark.parametrize(
    ("schema", "limits"),
    [
        ({"minimum": 1, "exclusiveMinimum": True}, (1, None, True)),
        ({"exclusiveMinimum": 1, "exclusiveMaximum": 2}, (1, 2, True)),
        ({"exclusiveMinimum": 1, "maximum": 2}, (1, 2, False)),
        ({"minimum": 10**400}, (None, None, False)),
    ],
)
def test_exclusive_limits_of_both_spellings(schema, limits):
    parameter = one({"type": "number", **schema})
    assert (parameter.minimum, parameter.maximum, parameter.excludes_limits) == limits


def test_whole_numbers_have_inclusive_limits():
    parameter = one({"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 9.5})
    assert (parameter.minimum, parameter.maximum, parameter.excludes_limits) == (1, 9, False)


def test_a_pattern_is_that_of_a_stranger():
    parameter = one({"type": "string", "pattern": "^(a+)+$"})
    assert (parameter.pattern, parameter.strangers_pattern) == (None, "^(a+)+$")


@pytest.mark.parametrize(
    ("style", "separator"),
    [
        ({}, ""),
        ({"explode": False}, ","),
        ({"style": "spaceDelimited"}, " "),
        ({"style": "pipeDelimited"}, "|"),
        ({"style": "pipeDelimited", "explode": True}, ""),
        ({"in": "header"}, ","),
        ({"in": "path"}, ","),
    ],
)
def test_a_list_is_repeated_or_joined(style, separator):
    assert one({"type": "array", "items": {"type": "string"}}, **style).separator == separator


def test_members_of_an_object_are_parameters():
    schema = {
        "type": "object",
        "properties": {"x": {"type": "integer"}, "y": {}},
        "required": ["x"],
    }
    parameters, _ = made({"name": "a", "in": "query", "schema": schema, "style": "deepObject"})
    assert [(item.name, item.required) for item in parameters] == [("a[x]", False), ("a[y]", False)]
    parameters, _ = made({"name": "a", "in": "query", "schema": schema, "required": True})
    assert [(item.name, item.required) for item in parameters] == [("x", True), ("y", False)]


def test_headers_of_the_request_itself_are_listed():
    parameters, words = made({"name": "Accept", "in": "header", "schema": {"type": "string"}})
    assert (parameters, words) == ([], ["the header Accept, which the request itself has"])
    parameters, _ = made({"name": "X-Trace", "in": "header", "schema": {"type": "string"}})
    assert parameters[0].location is Location.HEADER


def test_a_parameter_without_a_place_is_listed():
    assert made({"name": "a", "in": "nowhere"}) == (
        [],
        ["a parameter without a name or a known place"],
    )


def test_values_are_written_as_they_are_sent():
    values = [True, None, 1.5, [1, "a"], {"a": 1}, "\ud800"]
    assert list(map(wire, values)) == ["true", "", "1.5", "1,a", '{"a": 1}', "?"]


def test_names_of_choices_are_shown():
    schema = node_of({"type": "integer", "enum": [1, 2], "x-enum-varnames": ["On", "Off"]})
    parameter = kind_and_limits(schema, Parameter("a", ParameterKind.TEXT, Location.QUERY))
    assert [(item.value, item.name) for item in parameter.choices] == [("1", "On"), ("2", "Off")]
