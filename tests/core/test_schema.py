"""Validating the objects of a data file."""

import pytest

from aiurdesk.core.errors import DataMistake
from aiurdesk.core.schema import (
    Schema,
    any_list,
    flag,
    one_of,
    quoted,
    some_text,
    text,
    text_pairs,
    texts,
    validate,
    whole_number,
)
from aiurdesk.core.verdict.verdict import Severity

LAMP = Schema({"name": some_text, "size": whole_number}, required=frozenset({"name"}))


def test_members_of_the_right_type_are_returned():
    assert validate({"name": "lamp", "size": 3}, LAMP) == ({"name": "lamp", "size": 3}, ())


def test_a_wrong_optional_member_is_left_out_and_told():
    values, mistakes = validate({"name": "lamp", "size": "3"}, LAMP)
    assert values == {"name": "lamp"}
    assert mistakes == ("size should be a whole number, not '3'",)


def test_an_unknown_member_is_told():
    values, mistakes = validate({"name": "lamp", "colour": "red"}, LAMP)
    assert values == {"name": "lamp"}
    assert mistakes == ("colour is not known here",)


def test_an_unknown_member_is_left_out_silently_where_the_schema_says_so():
    tolerant = Schema({"name": some_text}, ignores_unknown=True)
    assert validate({"name": "lamp", "colour": "red"}, tolerant) == ({"name": "lamp"}, ())


def test_a_missing_required_member_leaves_nothing():
    assert validate({"size": 3}, LAMP) == (None, ("name is missing",))


def test_a_wrong_required_member_is_told_once():
    values, mistakes = validate({"name": " "}, LAMP)
    assert values is None
    assert mistakes == ("name should be text that is not blank, not ' '",)


def test_a_value_that_is_not_an_object_is_told():
    assert validate(["lamp"], LAMP) == (None, ("should be an object with members, not ['lamp']",))


@pytest.mark.parametrize(
    ("convert", "raw", "value"),
    [
        (text, "", ""),
        (some_text, "a", "a"),
        (whole_number, -7, -7),
        (flag, False, False),
        (texts, ["a", "b"], ("a", "b")),
        (any_list, [1, {}], [1, {}]),
        (text_pairs, {"b": "1", "a": "2"}, (("b", "1"), ("a", "2"))),
        (one_of(Severity), "wait", Severity.WAIT),
    ],
)
def test_each_check_accepts_its_type(convert, raw, value):
    assert convert(raw) == value


@pytest.mark.parametrize(
    ("convert", "raw", "words"),
    [
        (text, 1, "should be text"),
        (some_text, "", "not blank"),
        (whole_number, True, "whole number"),
        (whole_number, 1.0, "whole number"),
        (flag, 0, "true or false"),
        (texts, ["a", 1], "list of texts"),
        (texts, "ab", "list of texts"),
        (any_list, {}, "list"),
        (text_pairs, {"b": "1", "a": 1}, "should have text in quotes for a, not 1"),
        (text_pairs, [], "text as values"),
        (one_of(Severity), "bad", "one of success, notice"),
        (one_of(Severity), ["wait"], "one of"),
    ],
)
def test_each_check_refuses_other_types_in_words(convert, raw, words):
    with pytest.raises(DataMistake, match=words):
        convert(raw)


def test_a_long_value_is_shortened_in_a_sentence():
    assert quoted("x" * 100) == "'" + "x" * 36 + "..."
