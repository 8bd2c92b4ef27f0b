import pytest

from aiurdesk.core.verdict.shapes.sign_shape import SignShape
from aiurdesk.core.verdict.shapes.sign_values import (
    VALUES,
    has_zero,
    is_empty,
    is_list_of_pairs,
    is_name_of_error,
    is_success,
)

NOTHING_BESIDE = SignShape({})


@pytest.mark.parametrize(
    ("kind", "value", "fits"),
    [
        ("a failing pair", ["FAIL_SYS_TOKEN_EMPTY::x"], True),
        ("a failing pair", ["SUCCESS::调用成功"], False),
        ("a failing pair", ["FAIL", "PASS"], False),
        ("a failing compound", "INVALID_SIGNATURE", True),
        ("a failing compound", "ERROR", False),
        ("a failing compound", "SUMMER_SALE", False),
        ("a failing severity", [{"severity": "information"}, {"severity": "error"}], True),
        ("a failing severity", [{"severity": "information"}], False),
        ("begins with an error", "runtime error: Query timed out", True),
        ("begins with an error", "no error: fine", False),
        ("a refusal", "You must authenticate to access this resource.", True),
        ("a refusal", "pong", False),
        ("true or 1", -216, True),
        ("true or 1", 0, False),
        ("an error word", "conflict", True),
        ("an error word", "It is in use", False),
    ],
)
def test_a_value_is_what_a_row_says(kind, value, fits):
    assert VALUES[kind](value, NOTHING_BESIDE) is fits


def test_a_code_beside_a_message_of_success_is_no_failure():
    assert not VALUES["not 0"](1, SignShape({"Message": "Ok"}))
    assert VALUES["not 0"](1, SignShape({"Message": "Locked"}))


def test_a_pair_is_a_text_with_two_colons():
    assert is_list_of_pairs(["A::b"])
    assert not is_list_of_pairs(["A::b", 3])
    assert not is_list_of_pairs([])


def test_the_name_of_an_error_is_told_from_the_name_of_a_thing():
    assert is_name_of_error("ValidationError")
    assert not is_name_of_error("Berlin")


def test_zero_success_and_nothing_are_known():
    assert has_zero(["0"])
    assert not has_zero(["1"])
    assert is_success("Deleted successfully")
    assert not is_success("Unsuccessful: false")
    assert is_empty({"order": None, "list": []})
    assert not is_empty({"order": 3})
