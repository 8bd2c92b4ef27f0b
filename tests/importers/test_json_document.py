import json

import pytest

from aiurdesk.importers.json_document import NotAnObject, read_object, written


def test_what_was_not_read_is_told_by_its_pointer():
    whole = read_object(
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
    whole = read_object('{"a": [1], "b": "text", "c": {"d": 1}, "e": "yes", "f": 1}')
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
    whole = read_object('{"a": ["x", {"value": "y"}, 5, null, [1]], "b": "z", "c": null}')
    assert whole.texts("a") == ["x", "y", "5", ""]
    assert whole.texts("b") == ["z"]
    assert whole.texts("c") == []
    assert whole.take_unread() == ("/a/4",)


def test_pairs_are_those_of_an_object_or_of_a_list():
    whole = read_object(
        '{"a": {"user": "ann", "n": 1}, "b": [{"key": "user", "value": "ann", "type": "string"},'
        ' {"key": "user", "value": "bob"}]}'
    )
    assert whole.pairs("a") == {"user": "ann", "n": "1"}
    assert whole.pairs("b") == {"user": "ann"}
    assert whole.take_unread() == ("/b/1",)


def test_an_object_is_the_same_one_each_time():
    whole = read_object('{"a": {"b": 1, "c": 2}}')
    assert whole.inner("a").text("b") == "1"
    assert whole.inner("a").text("c") == "2"
    assert whole.take_unread() == ()


def test_values_are_written_with_their_numbers_as_they_were():
    text = '{"a": [1.50, 12345678901234567890, true, null, "ä\\n"]}'
    whole = read_object(f'{{"x": {text}, "y": "plain", "z": [1, 2]}}')
    assert whole.json("x") == text
    assert whole.json("y") == "plain"
    assert whole.count("z") == 2
    assert whole.count("y") == 0
    assert written(None) == "null"
    assert whole.take_unread() == ()


def test_names_that_stand_twice_in_one_object_are_told():
    whole = read_object('{"a": 1, "a": 2, "b": {"c": 1, "c": 1, "d": 2}}')
    assert sorted(whole.repeated) == ["a", "c"]
    assert whole.text("a") == "2"


@pytest.mark.parametrize(
    ("text", "words"),
    [("[]", "not an object"), ("{", "Expecting"), ('{"a": ' + "[" * 100_000, "too deeply")],
)
def test_what_is_no_object_is_refused(text, words):
    with pytest.raises(NotAnObject, match=words):
        read_object(text)


def test_members_are_looked_for_without_being_read():
    whole = read_object(json.dumps({"a": 1, "b": None, "c": False}))
    assert "a" in whole
    assert "b" not in whole
    assert whole.is_false("c")
    assert whole.take_unread() == ("/a",)
