"""Tests of reading errors about single values."""

from typing import Any

import pytest

from aiurdesk.core.dialects.dialect_reading import MOST_ERRORS, read_field_errors
from aiurdesk.core.dialects.paths import PathReader
from aiurdesk.core.verdict.dialect import FieldRule


def errors(value: Any, *rules: FieldRule) -> list[tuple[str, str]]:
    return [(e.name, e.text) for e in read_field_errors(PathReader(200, (), value), rules)]


MAP = FieldRule(map=("errors",))


@pytest.mark.parametrize(
    ("value", "pairs"),
    [
        ({"email": ["Taken.", "Short."]}, [("email", "Taken."), ("email", "Short.")]),
        ({"user": {"email": "Taken."}}, [("user.email", "Taken.")]),
        ({"rows": [{}, {"email": ["Taken."]}]}, [("rows.1.email", "Taken.")]),
        (
            {"embed": {"0": {"title": {"_errors": [{"code": "X", "message": "Required"}]}}}},
            [("embed.0.title", "Required")],
        ),
        ({"_errors": [{"code": "X", "message": "Too big"}]}, [("", "Too big")]),
        ({"message": "Required"}, [("message", "Required")]),
        ({"a": {"message": "Required"}}, [("a", "Required")]),
        ({"a": None}, []),
        (None, []),
    ],
)
def test_an_object_is_walked_to_its_leaves(value: Any, pairs: list[tuple[str, str]]) -> None:
    assert errors({"errors": value}, MAP) == pairs


def test_entries_of_a_list_have_a_name_and_a_text() -> None:
    value = {"errors": [{"at": "/name", "says": "No."}, {"at": ["a", 0]}, {"says": "Odd."}, 7, {}]}
    rule = FieldRule(each=("errors",), name="at", text="says")

    assert errors(value, rule) == [("/name", "No."), ("a.0", ""), ("", "Odd.")]


def test_several_rules_add_up_and_nothing_is_told_twice() -> None:
    value = {"errors": {"a": "No."}, "more": [{"name": "a", "message": "No."}]}

    assert errors(value, MAP, FieldRule(each=("more",))) == [("a", "No.")]


def test_what_is_nested_without_end_or_very_long_is_cut() -> None:
    deep: Any = "No."
    for _ in range(100):
        deep = {"a": deep}

    assert errors({"errors": deep}, MAP) == []
    many = {str(number): "No." for number in range(MOST_ERRORS + 5)}
    assert len(errors({"errors": many}, MAP)) == MOST_ERRORS
