import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiurdesk.importers.json_document import NotAnObject
from aiurdesk.importers.yaml_document import read_yaml_mapping, read_yaml_object

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
    text = json.dumps({"a": value}, ensure_ascii=False)
    assert read_yaml_mapping(text) == {"a": value}


def test_only_the_types_of_json_are_read():
    text = "a: 2020-01-31\nb: yes\nc: 1.50\nd: 0x1f\ne: '1'\nf: ~\ng: True\nh: !!str 1\n1: x"
    assert read_yaml_mapping(text) == {
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
    assert read_yaml_mapping(text) == {"a": {"x": "1"}, "b": {"x": "1"}, "c": {"x": "1", "y": "2"}}


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
def test_what_is_broken_or_something_else_is_refused(text, words):
    with pytest.raises(NotAnObject, match=words):
        read_yaml_object(text)


def test_the_members_can_be_read():
    assert read_yaml_object("a: 1").text("a") == "1"
