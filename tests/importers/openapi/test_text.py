from typing import Any

import pytest

from aiurdesk.core.problem import Problem
from aiurdesk.importers.openapi import text
from aiurdesk.importers.openapi.text import plain_value, read_text, read_yaml


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("no", "no"),
        ("2026-11-24", "2026-11-24"),
        ("0x1F", 31),
        ("0o17", 15),
        ("017", "017"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("True", True),
        ("~", None),
        (".inf", ".inf"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
    ],
)
def test_scalars_have_the_types_of_json(source, value):
    assert plain_value(source) == value
    assert type(plain_value(source)) is type(value)


def test_json_and_yaml_of_the_same_content_are_the_same():
    source = "a: [1, 'yes', null]\n200:\n  x: &x {y: true}\n  z: *x\n"
    expected = {"a": [1, "yes", None], "200": {"x": {"y": True}, "z": {"y": True}}}
    assert read_text(source) == expected
    assert read_text('{"a": [1, "yes", null], "200": {"x": {"y": true}, "z": {"y": true}}}') == (
        expected
    )


def test_a_merge_key_adds_members_that_are_not_there():
    value: Any = read_text("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\n")
    assert value["b"] == {"x": 1, "y": 3}


def test_a_tab_in_a_blank_line_is_not_an_indentation():
    assert read_text("a:\n  b: |-\n    \t\n    text\n") == {"a": {"b": "\ntext"}}


def test_an_alias_is_the_same_object_and_not_a_copy():
    value: Any = read_yaml("a: &a {x: 1}\nb: *a\n")
    assert value["a"] is value["b"]


def test_aliases_that_repeat_too_much_are_refused():
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    bomb = "\n".join(["a0: &a0 [lol]", *levels])
    refused = read_yaml(bomb)
    assert isinstance(refused, Problem)
    assert f"more than {text.MOST_VALUES:,} values" in refused.sentence


@pytest.mark.parametrize(
    "source", ["a: 1\nb: 2\nc: 3\n", "[1, 2, 3, 4, 5, 6]", "a: &x 1\nb: [*x, *x, *x]\n"]
)
def test_yaml_with_too_many_values_is_refused(monkeypatch, source):
    monkeypatch.setattr(text, "MOST_READ", 6)
    refused = read_yaml(source)
    assert isinstance(refused, Problem)
    assert refused.sentence.startswith("It has more than 6 values, which take too long in YAML.")


def test_yaml_with_as_many_values_as_are_allowed_is_read(monkeypatch):
    monkeypatch.setattr(text, "MOST_READ", 7)
    assert read_yaml("a: 1\nb: 2\nc: 3\n") == {"a": 1, "b": 2, "c": 3}


def test_a_key_of_a_megabyte_is_refused_with_its_place_or_read():
    name = "k" * 1_000_000
    refused = read_yaml(f"a: 1\n{name}: 1\n")
    assert isinstance(refused, Problem)
    assert refused.sentence.startswith("This is not valid YAML: line 2, column 1000001")
    assert read_yaml(f"? {name}\n: 1\n") == {name: 1}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a: [1\nb: 2\n", "This is not valid YAML: line 2, column 2"),
        ("\tb: 1", "This is not valid YAML: line 1, column 1"),
        ("a: *nowhere\n", "Line 1 repeats nowhere"),
        ("? [1, 2]\n: x\n", "Line 1 has a list or mapping"),
        ('{"a": 1,\n "b" 2}', "This is not valid JSON: line 2, column 6"),
        ("[" * 100_000, "nested"),
        ("- " * 1000 + "x", "nested"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(source, words):
    refused = read_text(source)
    assert isinstance(refused, Problem)
    assert words in refused.sentence


def test_a_tag_makes_no_object_of_python():
    assert read_text("a: !!python/object/apply:os.system [id]\n") == {"a": ["id"]}
    assert read_text("a: !!str 12\n") == {"a": "12"}
