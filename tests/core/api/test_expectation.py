import pytest
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Choice, Location, Parameter, ParameterKind
from aiurdesk.core.api.expectation import ONE_LINE, expectation, expectation_lines

TEXT = Parameter("v", ParameterKind.TEXT, Location.QUERY)


OBVIOUS = {ParameterKind.TEXT, ParameterKind.SECRET, ParameterKind.FILE, ParameterKind.CHOICE}


@pytest.mark.parametrize("kind", ParameterKind)
def test_every_kind_says_what_to_enter_unless_its_editor_shows_it(kind):
    assert (expectation(replace(TEXT, kind=kind)) == "") == (kind in OBVIOUS)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": ParameterKind.INTEGER, "minimum": 1}, "Whole number, at least 1"),
        ({"kind": ParameterKind.INTEGER, "minimum": 1, "maximum": 50}, "Whole number, 1 to 50"),
        (
            {"kind": ParameterKind.NUMBER, "maximum": 5, "default": "2"},
            "Number, at most 5 · default 2",
        ),
        ({"max_length": 9, "default": ""}, "Text, at most 9 characters · default empty"),
        ({"min_length": 1}, "Text, at least 1 character"),
        ({"min_length": 1, "max_length": 2}, "Text, 1 to 2 characters"),
        (
            {"kind": ParameterKind.NUMBER, "minimum": 0.0, "excludes_limits": True},
            "Number, more than 0",
        ),
        ({"kind": ParameterKind.NUMBER, "minimum": 0.0, "maximum": 1.5}, "Number, 0 to 1.5"),
        ({"pattern_hint": "digits", "example": "12"}, "Digits · example 12"),
        ({"strangers_pattern": "^a+$"}, "Matches ^a+$"),
        ({"location": Location.HEADER, "is_deprecated": True}, "Deprecated · sent as a header"),
        (
            {"kind": ParameterKind.NUMBER, "minimum": 0.5, "excludes_limits": True},
            "Number, more than 0.5",
        ),
        (
            {"kind": ParameterKind.NUMBER, "minimum": 0, "maximum": 1, "excludes_limits": True},
            "Number, more than 0 and less than 1",
        ),
        (
            {"kind": ParameterKind.CHOICE, "choices": (Choice("2", "Blue"),), "default": "2"},
            "Default Blue",
        ),
        (
            {
                "kind": ParameterKind.CHOICE,
                "choices": (Choice("2", "Blue"),),
                "default": "2",
                "required": True,
            },
            "",
        ),
        ({"pattern_hint": ONE_LINE}, ""),
        ({"pattern_hint": ONE_LINE, "example": "op"}, "Example op"),
    ],
)
def test_range_length_default_and_example_are_told(changes, words):
    assert expectation(replace(TEXT, **changes)) == words


GUID = "6da08022-e18e-4a76-99a5-0d9d0b2a3c4d"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": ParameterKind.GUID, "example": GUID}, f"GUID\nExample {GUID}"),
        ({"example": "x" * 30}, f"Example {'x' * 30}"),
        ({"kind": ParameterKind.INTEGER, "example": "2"}, "Whole number · example 2"),
        ({}, ""),
    ],
)
def test_a_long_example_has_a_line_of_its_own(changes, words):
    assert expectation_lines(replace(TEXT, **changes)) == words


def test_an_example_of_several_lines_is_left_to_its_button():
    json = replace(TEXT, kind=ParameterKind.JSON, example='{\n  "name": "a long name"\n}')
    assert expectation_lines(json) == "JSON"
