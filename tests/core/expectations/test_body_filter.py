"""A filter is a path as tests and captures have it; what it gives is JSON as it was received."""

import json
from contextvars import Context

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.dialects import paths
from aiurdesk.core.expectations.body_filter import Filtered, filtered, read_body
from aiurdesk.core.expectations.expressions import NotAllowedHere, allowed_here
from aiurdesk.core.expectations.response_facts import ResponseFacts
from aiurdesk.core.formats.json.tree import LineKind
from aiurdesk.core.problem import Problem
from tests.core.collection.exchanges import an_exchange
from tests.json_trees import read_tree

ITEMS = b'{"items": [{"name": "a", "price": 12.50}, {"name": "b", "price": 1e2}, {"name": "c"}]}'


def gives(path: str, body: bytes = ITEMS) -> Filtered:
    with allowed_here():
        result = filtered(path, read_body(body))
    assert isinstance(result, Filtered), result
    return result


def refusal(path: str, body: bytes = ITEMS) -> str:
    with allowed_here():
        result = filtered(path, read_body(body))
    assert isinstance(result, Problem), result
    return result.sentence


def test_a_filter_gives_the_values_that_its_path_leads_to():
    result = gives("items[?price > `20`].name")
    assert (json.loads(result.json), result.count, result.of) == (["b"], 1, None)
    assert gives("items[0]").count is None
    assert gives("[?@ > `1`]", b"[1, 2, 3]").of == 3


@pytest.mark.parametrize(
    "number", ["1.10", "1E400", "-0.0", "1e2", "123456789012345678901234567890"]
)
def test_numbers_keep_the_text_that_was_received(number):
    body = f'{{"n": {number}, "t": "x"}}'.encode()
    assert gives("n", body).json.decode() == number
    assert gives("[n, t]", body).json.decode() == f'[\n  {number},\n  "x"\n]'


def test_functions_take_numbers_that_keep_their_text():
    assert gives("sum(items[?price].price)").json == b"112.5"
    assert gives("max_by(items[?price], &price).name").json == b'"b"'


def test_half_of_a_character_stays_an_escape():
    assert gives("a", b'{"a": "\\ud800"}').json == b'"\\ud800"'


@pytest.mark.parametrize("body", [b"<p>", b"", b'{"a": 1', b"[" * 100_000, b"NaN", b"\xff\xfe\x00"])
def test_a_body_that_is_not_json_is_told(body):
    assert refusal("a", body) == "The body is not JSON, so it cannot be filtered."


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("items[", "it ends too early"),
        ("items..name", "character 7 is not expected"),
        ("items[?name == 'a]", "what begins with character 16 has no end"),
        ("items['a", "what begins with character 7 has no end"),
        ("a = b", "character 3 is not expected"),
        ("nothing(a)", "Unknown function: nothing()"),
        ("keys(items)", "keys() takes object, not array"),
        ("ceil(`1e400`)", "cannot be worked out"),
    ],
)
def test_a_mistake_is_told_with_its_place(path, words):
    assert words in refusal(path)


def test_a_filter_is_evaluated_only_where_it_can_be_killed():
    with pytest.raises(NotAllowedHere):
        Context().run(filtered, "@", {})


KEYS = st.one_of(
    st.sampled_from(
        ["", ".", "a.b", "[0]", '"', "\\", "'", "`", "@", "$", "*", "a b", "é", "\n", "0"]
    ),
    st.text(max_size=5),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=4)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)


def _at(value, steps):
    for step in steps:
        value = value[step]
    return value


@given(VALUES, st.booleans())
def test_a_path_that_is_copied_from_the_tree_works_everywhere(value, is_ascii):
    text = json.dumps(value, ensure_ascii=is_ascii)
    tree = read_tree(text)
    facts = ResponseFacts(an_exchange(), lambda _: text.encode(), lambda _: {})
    for line in range(len(tree)):
        if tree.kind(line) == LineKind.END:
            continue
        path, wanted = tree.path(line), _at(value, tree.steps(line))
        with allowed_here():
            assert facts.value(path) == wanted
        assert paths.search(path, value) == wanted
        assert json.loads(gives(path, text.encode()).json) == wanted


def test_a_body_in_another_encoding_is_filtered():
    assert gives("a", '{"a": "é"}'.encode("utf-16")).json == '"é"'.encode()
    assert gives("a", b'\xef\xbb\xbf{"a": 1}').json == b"1"
