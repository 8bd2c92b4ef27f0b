"""How two exchanges differ."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.exchange.exchange_comparison import (
    MOST_DIFFERENCES,
    compare,
    comparison_words,
)
from aiurdesk.core.exchange.value_comparison import (
    BY_POSITION,
    Difference,
    Matching,
    shown_beside,
)
from aiurdesk.core.formats.json.value_path import pattern_steps
from aiurdesk.core.response.response import Failure, FailureKind
from aiurdesk.core.verdict.verdict import Severity
from tests.history_records import an_exchange

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


def compared(left, right):
    return compare(an_exchange(), an_exchange(), (left, right)).differences


def test_code_message_and_status_come_first():
    refused = an_exchange(code=-4, severity=Severity.INPUT, message="Not there.")
    verdict = replace(refused.verdict, name="NotFound", headline="Does not exist")
    refused = replace(refused, verdict=verdict, outcome=replace(refused.outcome, status=404))
    differences_seen = compare(an_exchange(), refused, (b'{"a": 1}', b'{"a": 2}')).differences
    assert tuple(replace(d, left_at=None, right_at=None) for d in differences_seen) == (
        Difference("Result code", "0 Success", "−4 NotFound"),
        Difference("Message", "Done.", "Not there."),
        Difference("Verdict", "Success: Completed", "Input: Does not exist"),
        Difference("HTTP status", "200", "404"),
        Difference("a", "1", "2"),
    )


def test_what_the_verdict_says_is_not_told_two_times():
    bodies = b'{"code": 0, "message": "a"}', b'{"code": -4, "message": "b", "more": 1}'
    differences_seen = compare(an_exchange(), an_exchange(code=-4), bodies).differences
    assert [difference.label for difference in differences_seen] == ["Result code", "more"]


def test_a_failure_has_no_status():
    failed = replace(an_exchange(), outcome=Failure(FailureKind.READ_TIMEOUT))
    differences_seen = compare(an_exchange(), failed, (b"{}", b"")).differences
    assert Difference("HTTP status", "200", "—") in differences_seen


@pytest.mark.parametrize(
    ("left", "right", "differences"),
    [
        ('{"a": 1, "b": 2}', '{"b": 2, "a": 1}', []),
        ('{"a": 1}', '{"a": 1.0}', [("a", "1", "1.0")]),
        ('{"a": "1"}', '{"a": 1}', [("a", '"1"', "1")]),
        ('{"a": null}', "{}", [("a", "null", None)]),
        ("{}", '{"a": {"b": []}}', [("a", None, '{"b": []}')]),
        ('{"a": {"b": [1, 2]}}', '{"a": {"b": [1, 3]}}', [("a.b[1]", "2", "3")]),
        ("[1, 2, 3]", "[0, 1, 2, 3]", [("[0]", None, "0")]),
        ("[1, 2, 3]", "[2, 3]", [("[0]", "1", None)]),
        ('{"a": 1, "a": 2}', '{"a": 1}', [('"a (2)"', "2", None)]),
        ("1", "2", [("Body", "1", "2")]),
        ("[]", "{}", [("Body", "[]", "{}")]),
    ],
)
def test_values_are_compared_by_their_paths(left, right, differences):
    differences_seen = compared(left.encode(), right.encode())
    assert [(d.label, d.left, d.right) for d in differences_seen] == differences


@pytest.mark.parametrize(
    ("left", "right", "differences"),
    [
        ("one\ntwo", "one\nthree", [("Line 2", "two", "three")]),
        ("one", "one\ntwo", [("After line 1", None, "two")]),
        ("a\nb\nc", "c", [("Lines 1 to 2", "a\nb", None)]),
        ("<p>", '{"a": 1}', [("Line 1", "<p>", '{"a": 1}')]),
        ("\0\1", "text", [("Line 1", "2 bytes that are not text", "text")]),
    ],
)
def test_what_is_not_json_is_compared_line_by_line(left, right, differences):
    differences_seen = compared(left.encode(), right.encode())
    assert [(d.label, d.left, d.right) for d in differences_seen] == differences


@settings(max_examples=100)
@given(ANY_JSON, ANY_JSON)
def test_equal_values_and_no_others_are_without_differences(left, right):
    one, other = (json.dumps(value).encode() for value in (left, right))
    assert compared(one, one) == ()
    reordered = json.dumps(left, sort_keys=True, indent=1).encode()
    assert compared(one, reordered) == ()
    assert bool(compared(one, other)) == (
        json.dumps(left, sort_keys=True) != json.dumps(right, sort_keys=True)
    )


def test_very_many_differences_are_cut():
    left, right = ([number + shift for number in range(5000)] for shift in (0, 10_000))
    bodies = json.dumps(left).encode(), json.dumps(right).encode()
    differences_seen = compare(an_exchange(), an_exchange(), bodies)
    assert (len(differences_seen.differences), differences_seen.is_cut) == (MOST_DIFFERENCES, True)
    assert comparison_words(differences_seen) == "The first 1,000 of 5,000 differences."


def test_long_texts_are_shown_from_where_they_differ():
    same = "x" * 5000
    left, right = json.dumps([f"{same}1"]), json.dumps([f"{same}22"])
    (difference,) = compared(left.encode(), right.encode())
    assert difference.left == f'… "{"x" * 100}1"'
    assert difference.right == f'… "{"x" * 100}22"'


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_the_place_where_texts_differ_is_found(same, left, right):
    padding = "-" * 3000
    pair = (f"{same}{padding}{end}" for end in (left, right))
    (one, other) = shown_beside(*pair)
    assert (one == other) == (left == right)
    for text, end in ((one, left), (other, right)):
        assert text.endswith(json.dumps(end, ensure_ascii=False)[1:])


def test_deep_nesting_and_long_values_do_no_harm():
    deep = b"[" * 100_000
    assert compared(deep, b"[]")[0].label == "Line 1"
    (difference,) = compared(b'["' + b"x" * 10_000 + b'"]', b"[1]")
    assert difference.left is not None
    assert len(difference.left) < 2010


def test_very_deep_values_are_compared_or_it_is_said():
    left, right = (("[" * 900 + inner + "]" * 900).encode() for inner in "12")
    comparison = compare(an_exchange(), an_exchange(), (left, right))
    assert comparison.count == 1 or "nested too deeply" in comparison_words(comparison)


def test_lines_behind_the_limit_are_not_left_out_without_a_word():
    left, right = (
        "\n".join(f"{start} {number}" for number in range(6000)).encode() for start in "ab"
    )
    comparison = compare(an_exchange(), an_exchange(), (b"same\n" + left, b"same\n" + right))
    assert comparison_words(comparison).endswith("Lines are compared up to line 5,001 only.")
    # A long text with a change at its end is compared as a whole.
    text = b"x\n" * 20_000
    comparison = compare(an_exchange(), an_exchange(), (text + b"one", text + b"two"))
    assert [d.label for d in comparison.differences] == ["Line 20001"]


ORDERS = [{"id": 1, "sum": 5}, {"id": 2, "sum": 6}, {"id": 3, "sum": 7}]


def of_lists(left, right, **matching):
    bodies = (json.dumps({"orders": left}).encode(), json.dumps({"orders": right}).encode())
    return compare(an_exchange(), an_exchange(), bodies, Matching(**matching))


def test_entries_of_lists_are_matched_by_their_ids_and_not_by_position():
    comparison = of_lists(ORDERS, [{"id": 3, "sum": 7}, {"id": 1, "sum": 9}, {"id": 4, "sum": 6}])
    assert [(d.label, d.left, d.right) for d in comparison.differences] == [
        ("orders[1].sum", "5", "9"),
        ("orders[1]", '{"id": 2, "sum": 6}', None),
        ("orders[2]", None, '{"id": 4, "sum": 6}'),
    ]
    # Where the same value lies in both trees.
    first = comparison.differences[0]
    assert (first.left_at, first.right_at) == (("orders", 0, "sum"), ("orders", 1, "sum"))
    assert comparison.keys == ("id", "sum")


def test_another_member_or_the_position_can_be_chosen():
    other = [{"id": 9, "sum": 5}, {"id": 8, "sum": 7}]
    labels = [d.label for d in of_lists(ORDERS[:2], other, key="sum").differences]
    assert labels == ["orders[0].id", "orders[1]", "orders[1]"]
    by_position = of_lists(ORDERS, ORDERS[::-1], key=BY_POSITION)
    assert by_position.count > 0
    assert of_lists(ORDERS, ORDERS[::-1]).count == 0


def test_entries_that_share_an_id_are_not_taken_for_one():
    comparison = of_lists([{"id": 1, "a": 1}, {"id": 1, "a": 2}], [{"id": 1, "a": 1}])
    assert [(d.label, d.right) for d in comparison.differences] == [("orders[1]", None)]
    assert comparison.keys == ("a",)


@pytest.mark.parametrize(
    ("ignored", "labels"),
    [
        ("time", ["data[0].id", 'data[0]."a b"', "data[1].id"]),
        ("data[].id", ["time", 'data[0]."a b"']),
        ("data[*].id", ["time", 'data[0]."a b"']),
        ("data[0].id", ["time", 'data[0]."a b"', "data[1].id"]),
        ('data[]."a b"', ["time", "data[0].id", "data[1].id"]),
        ("data", ["time"]),
        ("dat", ["time", "data[0].id", 'data[0]."a b"', "data[1].id"]),
        ("data[", ["time", "data[0].id", 'data[0]."a b"', "data[1].id"]),
    ],
)
def test_ignored_paths_and_all_below_them_are_left_out(ignored, labels):
    left = b'{"time": 1, "data": [{"id": 1, "a b": 1}, {"id": 2}]}'
    right = b'{"time": 2, "data": [{"id": 3, "a b": 2}, {"id": 4}]}'
    matching = Matching((ignored,), BY_POSITION)
    comparison = compare(an_exchange(), an_exchange(), (left, right), matching)
    assert [d.label for d in comparison.differences] == labels
    assert comparison.count + comparison.ignored_count >= 4 or ignored == "data"


def test_the_path_of_a_difference_leaves_it_out():
    left, right = b'{"a b": [{"x": 1}, {"x": 2}]}', b'{"a b": [{"x": 3}, {"x": 4}]}'
    (first, _) = compare(an_exchange(), an_exchange(), (left, right)).differences
    assert first.pattern == '"a b"[].x'
    matching = Matching((first.pattern,))
    comparison = compare(an_exchange(), an_exchange(), (left, right), matching)
    assert (comparison.count, comparison.ignored_count) == (0, 2)
    assert comparison_words(comparison).endswith("2 differences are ignored.")


def test_code_and_message_can_be_ignored_too():
    bodies = b'{"code": 0, "message": "a"}', b'{"code": -4, "message": "b"}'
    refused = an_exchange(code=-4, message="Not there.")
    labels = [d.label for d in compare(an_exchange(), refused, bodies).differences]
    assert labels == ["Result code", "Message"]
    matching = Matching(("message", "code"))
    assert compare(an_exchange(), refused, bodies, matching).count == 0


@pytest.mark.parametrize("path", ["", "a[", "a b", "[x]", 'a."b', "a..b"])
def test_what_is_no_path_has_no_steps(path):
    assert pattern_steps(path) is None
