"""Values out of the records of a data file."""

import pytest

from aiurdesk.core.errors import DataMistake
from aiurdesk.core.schema import (
    Schema,
    flag,
    one_of,
    records,
    shown,
    some_text,
    take,
    text,
    text_pairs,
    texts,
    whole_number,
)
from aiurdesk.core.verdict.verdict import Severity

SHAPE = Schema({"name": some_text, "size": whole_number}, required=frozenset({"name"}))


def test_what_has_the_right_kind_is_taken():
    assert take({"name": "lamp", "size": 3}, SHAPE) == ({"name": "lamp", "size": 3}, ())


def test_a_wrong_optional_member_is_left_out_and_told():
    values, mistakes = take({"name": "lamp", "size": "3"}, SHAPE)
    assert values == {"name": "lamp"}
    assert mistakes == ("size should be a whole number, not '3'",)


def test_an_unknown_member_is_told():
    values, mistakes = take({"name": "lamp", "colour": "red"}, SHAPE)
    assert values == {"name": "lamp"}
    assert mistakes == ("colour is not known here",)


def test_a_missing_required_member_leaves_nothing():
    assert take({"size": 3}, SHAPE) == (None, ("name is missing",))


def test_a_wrong_required_member_is_told_once():
    values, mistakes = take({"name": " "}, SHAPE)
    assert values is None
    assert mistakes == ("name should be text that is not blank, not ' '",)


def test_what_is_no_record_is_told():
    assert take(["lamp"], SHAPE) == (None, ("should be a record with members, not ['lamp']",))


@pytest.mark.parametrize(
    ("convert", "raw", "value"),
    [
        (text, "", ""),
        (some_text, "a", "a"),
        (whole_number, -7, -7),
        (flag, False, False),
        (texts, ["a", "b"], ("a", "b")),
        (records, [1, {}], [1, {}]),
        (text_pairs, {"b": "1", "a": "2"}, (("b", "1"), ("a", "2"))),
        (one_of(Severity), "wait", Severity.WAIT),
    ],
)
def test_each_kind_takes_its_own(convert, raw, value):
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
        (records, {}, "list"),
        (text_pairs, {"a": 1}, "text as values"),
        (one_of(Severity), "bad", "one of success, notice"),
        (one_of(Severity), ["wait"], "one of"),
    ],
)
def test_each_kind_refuses_others_in_words(convert, raw, words):
    with pytest.raises(DataMistake, match=words):
        convert(raw)


def test_a_long_value_is_shortened_in_a_sentence():
    assert shown("x" * 100) == "'" + "x" * 36 + "..."
