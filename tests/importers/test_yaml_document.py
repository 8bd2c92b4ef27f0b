import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiurdesk.importers.json_document import NotAnObject
from aiurdesk.importers.yaml_document import read_yaml, read_yaml_object

_VALUES = st.recursive(
    st.none() | st.booleans() | st.text(st.characters(exclude_categories=["C", "Z"]), max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abcdef", min_size=1, max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(_VALUES)
@settings(max_examples=60, deadline=timedelta(seconds=5))
def test_json_is_read_as_json(value):
    assert read_yaml(json.dumps(value, ensure_ascii=False)) == value


def test_only_the_types_of_json_are_read():
    text = "a: 2020-01-31\nb: yes\nc: 1.50\nd: 0x1f\ne: '1'\nf: ~\ng: True\nh: !!str 1\n1: x"
    assert read_yaml(text) == {
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
    assert read_yaml(text) == {"a": {"x": "1"}, "b": {"x": "1"}, "c": {"x": "1", "y": "2"}}


def bomb() -> str:
    lines = ["a0: &a0 [x]"]
    lines += [f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 10)}]" for n in range(9)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (bomb(), "it stands for more than"),
        ("a: &a [*a]", "stands for itself"),
        ("[" * 100_000, "line 1"),
        ("- " * 5_000 + "a", "nested too deeply"),
        ("a: 'x", "line 1"),
        ("? [1]\n: 2", "a key is a list"),
        ("\0", "no valid YAML"),
    ],
    ids=range(7),
)
def test_what_takes_too_much_or_is_broken_is_refused(text, words):
    with pytest.raises(NotAnObject, match=words):
        read_yaml(text)


def test_an_object_is_asked_for():
    assert read_yaml_object("a: 1").text("a") == "1"
    with pytest.raises(NotAnObject, match="not an object"):
        read_yaml_object("- a")
