"""Names that are offered while a path is typed."""

import json

import pytest

from aiurdesk.core.expectations.completion import completed, names_in, word_before
from tests.json_trees import read_tree


def test_each_name_of_a_body_is_offered_once():
    text = json.dumps({"b": [{"a": 1}, {"a": 2, "c d": {}}], 'q"': 1, "": 1, "\x1b": 1})
    assert names_in(read_tree(text)) == ("b", "a", "c d", 'q"')
    assert names_in(read_tree('{"a": 1, "b', is_cut=True)) == ("a",)


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("it", "it"),
        ("items[?pri", "pri"),
        ('items."a b', "a b"),
        ("items[?name == 'na", ""),
        ("items[?name == `na", ""),
        ("items[?name == 'x' && pri", "pri"),
        ("items[", ""),
        ("items.", ""),
        ("items[0", ""),
    ],
)
def test_the_name_before_the_caret_is_completed(path, word):
    assert word_before(path, len(path)) == word


def test_a_name_is_put_in_with_the_quotes_that_it_needs():
    assert completed("items[?pri > `1`]", 10, "price") == "items[?price > `1`]"
    assert completed("items.us", 8, "user-id") == 'items."user-id"'
    assert completed('items."us', 9, "user-id") == 'items."user-id"'
