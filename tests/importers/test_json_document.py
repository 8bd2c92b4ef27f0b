import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiurdesk.core.problem import Problem
from aiurdesk.importers.json_document import JsonObject, read_object, read_yaml, written

VALUES = st.recursive(
    st.none() | st.booleans() | st.text(st.characters(exclude_categories=["C", "Z"]), max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abcdef", min_size=1, max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)


def an_object(text: str) -> JsonObject:
    whole = read_object(text, "{error}")
    assert isinstance(whole, JsonObject)
    return whole


def test_what_was_not_read_is_told_by_its_pointer():
    whole = an_object(
        '{"a": 1, "b": {"c": true, "d": {"e": 2}}, "list": [{"x": "y"}, 5, [], [1]], "a/~": "z",'
        ' "null": null, "empty": {}, "no": false}'
    )
    assert whole.text("a") == "1"
    assert whole.inner("b").is_true("c")
    (entry,) = whole.objects("list")
    assert entry.pointer == "/list/0"
    assert whole.take_unread() == (
        "/a~1~0",
        "/no",
        "/b/d",
        "/list/0/x",
        "/list/1",
        "/list/3",
    )
    assert whole.take_unread() == ()


def test_a_member_of_another_type_stays_unread():
    whole = an_object('{"a": [1], "b": "text", "c": {"d": 1}, "e": "yes", "f": 1}')
    assert whole.text("a") == ""
    assert whole.inner("b").text("x") == ""
    assert whole.objects("b") == []
    assert not whole.is_list("c")
    assert whole.texts("c") == []
    assert not whole.is_true("e")
    assert whole.string("f") == ""
    whole.pass_over("a", "b")
    assert whole.take_unread() == ("/a", "/c", "/e", "/f")


def test_texts_are_those_of_a_list_or_one_alone():
    whole = an_object('{"a": ["x", {"value": "y"}, 5, null, [1]], "b": "z", "c": null}')
    assert whole.texts("a") == ["x", "y", "5", ""]
    assert whole.texts("b") == ["z"]
    assert whole.texts("c") == []
    assert whole.take_unread() == ("/a/4",)


def test_pairs_are_those_of_an_object_or_of_a_list():
    whole = an_object(
        '{"a": {"user": "ann", "n": 1}, "b": [{"key": "user", "value": "ann", "type": "string"},'
        ' {"key": "user", "value": "bob"}]}'
    )
    assert whole.pairs("a") == {"user": "ann", "n": "1"}
    assert whole.pairs("b") == {"user": "ann"}
    assert whole.take_unread() == ("/b/1",)


def test_an_object_is_the_same_one_each_time():
    whole = an_object('{"a": {"b": 1, "c": 2}}')
    assert whole.inner("a").text("b") == "1"
    assert whole.inner("a").text("c") == "2"
    assert whole.take_unread() == ()


def test_values_are_written_with_their_numbers_as_they_were():
    text = '{"a": [1.50, 12345678901234567890, true, null, "ä\\n"]}'
    whole = an_object(f'{{"x": {text}, "y": "plain", "z": [1, 2]}}')
    assert whole.json("x") == text
    assert whole.json("y") == "plain"
    assert whole.count("z") == 2
    assert whole.count("y") == 0
    assert written(None) == "null"
    assert whole.take_unread() == ()


def test_names_that_stand_twice_in_one_object_are_told():
    whole = an_object('{"a": 1, "a": 2, "b": {"c": 1, "c": 1, "d": 2}}')
    assert sorted(whole.repeated) == ["a", "c"]
    assert whole.text("a") == "2"


@pytest.mark.parametrize(
    ("text", "words"),
    [("[]", "not an object"), ("{", "Expecting"), ('{"a": ' + "[" * 100_000, "too deeply")],
)
def test_a_text_that_is_not_an_object_is_refused(text, words):
    mistake = read_object(text, "Not read: {error}.")
    assert isinstance(mistake, Problem)
    assert mistake.sentence.startswith("Not read: ")
    assert words in mistake.sentence


def test_a_list_at_the_top_may_be_a_member():
    assert isinstance(read_object("[]", "{error}", "all"), JsonObject)


def test_a_name_or_a_number_that_is_missing_is_the_usual_one():
    whole = an_object('{"name": " ", "seq": "2.5"}')
    assert whole.name("Request") == "Request"
    assert whole.number("seq", 1) == 2.5
    assert whole.number("other", 1) == 1


def test_members_are_looked_for_without_being_read():
    whole = an_object(json.dumps({"a": 1, "b": None, "c": False}))
    assert "a" in whole
    assert "b" not in whole
    assert whole.is_false("c")
    assert whole.take_unread() == ("/a",)


@given(VALUES)
@settings(max_examples=60, deadline=timedelta(seconds=5))
def test_yaml_of_json_is_read_as_json(value):
    text = json.dumps({"a": value}, ensure_ascii=False)
    assert read_yaml(text, "{error}") == {"a": value}


def test_yaml_has_the_types_of_json_only():
    text = "a: 2020-01-31\nb: yes\nc: 1.50\nd: 0x1f\ne: '1'\nf: ~\ng: True\nh: !!str 1\n1: x"
    assert read_yaml(text, "{error}") == {
        "a": "2020-01-31",
        "b": "yes",
        "c": "1.50",
        "d": "0x1f",
        "e": "1",
        "f": None,
        "g": True,
        "h": "1",
        "1": "x",
    }


def test_aliases_and_merged_keys_are_followed():
    text = "a: &a {x: 1}\nb: *a\nc: {<<: *a, y: 2}"
    assert read_yaml(text, "{error}") == {
        "a": {"x": "1"},
        "b": {"x": "1"},
        "c": {"x": "1", "y": "2"},
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &a [*a]", "repeats a, which stands nowhere before it"),
        ("[" * 100_000, "not valid YAML: line 1"),
        ("a: 'x", "line 1"),
        ("- a", "not an object"),
    ],
    ids=range(4),
)
def test_yaml_that_is_broken_or_something_else_is_refused(text, words):
    mistake = read_yaml(text, "Not read: {error}.")
    assert isinstance(mistake, Problem)
    assert words in mistake.sentence


def test_a_description_is_a_text_or_an_object():
    assert JsonObject({"description": " a "}).description == "a"
    holder = JsonObject({"description": {"content": "a", "type": "text/markdown", "version": "1"}})
    assert holder.description == "a"
    assert holder.take_unread() == ("/description/version",)


def test_rows_are_switched_off_in_two_ways():
    rows = [{"disabled": True}, {"enabled": False}, {"disabled": False}, {"enabled": True}, {}]
    objects = [JsonObject(row) for row in rows]
    assert [row.is_off for row in objects] == [True, True, False, False, False]
    assert [row.take_unread() for row in objects] == [()] * 5
