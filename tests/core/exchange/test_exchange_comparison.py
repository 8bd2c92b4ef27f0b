"""How two exchanges differ."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.exchange.exchange_comparison import MOST_DIFFERENCES, Difference, compare
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
    assert differences_seen == (
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
        ('{"a": 1, "a": 2}', '{"a": 1}', [("a (2)", "2", None)]),
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


def test_deep_nesting_and_long_values_do_no_harm():
    deep = b"[" * 100_000
    assert compared(deep, b"[]")[0].label == "Line 1"
    (difference,) = compared(b'["' + b"x" * 10_000 + b'"]', b"[1]")
    assert difference.left is not None
    assert len(difference.left) < 2010
