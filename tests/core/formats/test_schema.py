"""Validating the objects of a data file."""

from collections.abc import Mapping
from typing import Annotated

import msgspec
import pytest

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.formats.schema import (
    ObjectSchema,
    SomeText,
    any_list,
    flag,
    one_of,
    quoted,
    read_struct,
    some_text,
    text,
    text_pairs,
    texts,
    validate,
    whole_number,
)
from aiurdesk.core.verdict.verdict import Severity

LAMP = ObjectSchema({"name": some_text, "size": whole_number}, required=frozenset({"name"}))


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
    tolerant = ObjectSchema({"name": some_text}, ignores_unknown=True)
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
    with pytest.raises(ProblemError, match=words):
        convert(raw)


def test_a_long_value_is_shortened_in_a_sentence():
    assert quoted("x" * 100) == "'" + "x" * 36 + "..."


class Shade(msgspec.Struct, frozen=True):
    colour: str = "white"
    width: int | None = None


class Lamp(msgspec.Struct, frozen=True):
    shade: Shade = Shade()
    name: str = ""
    sizes: tuple[tuple[str, int], ...] = ()
    marks: Mapping[str, str] = msgspec.field(default_factory=dict)
    shades: Annotated[tuple[Shade, ...], "more"] = ()


class Exact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: SomeText
    service: str
    severity: Severity = Severity.NOTICE
    title: SomeText | None = None
    number: int | str = 0


def test_a_struct_is_read_without_what_it_does_not_know():
    record = {"shade": {"colour": "red", "later": 1}, "name": "a", "sizes": [["b", 1]], "later": 2}
    assert read_struct(record, Lamp) == (Lamp(Shade("red"), "a", (("b", 1),)), ())


def test_each_mistake_is_told_and_the_rest_is_used():
    record = {
        "shade": {"colour": "red", "width": "wide"},
        "name": 3,
        "sizes": [["a", 1], ["b", "c"]],
        "marks": {"a": 1, "b": "c"},
        "shades": [{"colour": "red"}, {"name": "left", "width": True, "colour": "blue"}, 7],
        "later": 2,
    }
    lamp, mistakes = read_struct(record, Lamp)
    assert lamp == Lamp(Shade("red"), marks={"b": "c"}, shades=(Shade("red"), Shade("blue")))
    assert mistakes == (
        "shade: width should be a whole number, not 'wide'",
        "name should be text, not 3",
        "sizes[1][1] should be a whole number, not 'c'",
        "marks: a should be text, not 1",
        "shade left: width should be a whole number, not True",
        "shade 3: should be an object with members, not 7",
    )


def test_what_is_not_an_object_is_told():
    assert read_struct([], Lamp) == (None, ("should be an object with members, not []",))
    _, mistakes = read_struct({"shade": 3, "shades": {}}, Lamp)
    assert mistakes == (
        "shade: should be an object with members, not 3",
        "shades should be a list, not {}",
    )


def test_a_list_of_another_length_is_told():
    _, mistakes = read_struct({"sizes": [["a"]]}, Lamp)
    assert mistakes == ("sizes[0] should be a list of length 2, not ['a']",)


def test_a_struct_with_fields_that_are_given_is_read():
    exact = Exact("a", "s", Severity.WAIT)
    assert read_struct({"id": "a", "severity": "wait"}, Exact, service="s") == (exact, ())


def test_unknown_members_and_those_that_are_given_are_told_where_none_may_be_there():
    exact, mistakes = read_struct({"id": "a", "colour": "red", "service": "t"}, Exact, service="s")
    assert exact == Exact("a", "s")
    assert mistakes == ("colour is not known here", "service is not known here")


def test_a_struct_needs_its_required_fields():
    assert read_struct({"service": "s"}, Exact) == (None, ("id is missing",))
    wrong = read_struct({"id": " ", "service": "s"}, Exact)
    assert wrong == (None, ("id should be text that is not blank, not ' '",))


def test_what_a_type_expects_is_told_in_its_words():
    record = {"id": "a", "service": "s", "severity": "bad", "title": "", "number": 0.5}
    _, mistakes = read_struct(record, Exact)
    assert mistakes[0].startswith("severity should be one of success, notice, ")
    assert mistakes[1:] == (
        "title should be text that is not blank, not ''",
        "number should be a whole number or text, not 0.5",
    )


def test_another_mistake_is_told_in_the_words_of_msgspec():
    _, mistakes = read_struct({"body": {"type": "song"}}, Tagged)
    assert mistakes == ("body.type cannot be used: invalid value 'song'",)


class One(msgspec.Struct, tag="one"):
    pass


class Two(msgspec.Struct, tag="two"):
    pass


class Tagged(msgspec.Struct):
    body: One | Two | None = None
