import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.expectations.comparisons import (
    COMPARISONS,
    TEXT_COMPARISONS,
    as_entries,
    as_flag,
    as_literal,
    as_number,
    as_text,
    as_typed,
    type_name,
    typed_text,
)
from tests.rows import check_each


@pytest.mark.parametrize(
    ("value", "name"),
    [(None, "null"), (True, "boolean"), (1, "integer"), (1.5, "number"), ("", "string")]
    + [([], "array"), ({}, "object")],
)
def test_the_types_of_json(value, name):
    assert type_name(value) == name


def test_a_text_is_shown_without_quotes():
    assert as_text("é") == "é"
    assert as_text(["é", 1]) == '["é", 1]'


def test_what_is_offered_can_be_expected():
    for comparison in (*COMPARISONS.values(), *TEXT_COMPARISONS.values()):
        assert all(comparison.accepts(comparison.read(text)) for text in comparison.choices)


def test_what_is_typed_for_a_header_stays_text():
    assert TEXT_COMPARISONS["equals"].read("5") == "5"
    assert COMPARISONS["equals"].read("5") == 5


@pytest.mark.parametrize("pattern", ["[", "a{99999999999999999999}", "(" * 5_000])
def test_an_invalid_regular_expression_is_not_accepted(pattern):
    assert not COMPARISONS["matches"].accepts(pattern)


def test_an_expression_that_python_warns_of_is_one():
    assert COMPARISONS["matches"].accepts("[[a]")


SCALARS = st.one_of(
    st.text(max_size=20),
    st.integers(1 - 2**63, 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
)


@given(st.one_of(SCALARS, st.lists(SCALARS, max_size=3).map(tuple)))
def test_every_value_can_be_typed(expected):
    assert as_literal(typed_text(expected, is_literal=True)) == expected


@given(st.one_of(st.integers(-99, 599), st.lists(st.integers(0, 9), min_size=2).map(tuple)))
def test_every_list_of_codes_can_be_typed(expected):
    assert as_entries(typed_text(expected, is_literal=False)) == expected


TYPED = [
    (as_typed, " 5", " 5"),
    (as_entries, "0", 0),
    (as_entries, "\N{MINUS SIGN}10, 0", (-10, 0)),
    (as_entries, "0, -6, NotFound", (0, -6, "NotFound")),
    (as_entries, "", ""),
    (as_entries, " , ", " , "),
    (as_flag, "True", True),
    (as_flag, "no", "no"),
    (as_number, "500", 500),
    (as_number, "0.5", 0.5),
    (as_number, "1e999", "1e999"),
    (as_number, "fast", "fast"),
    (as_literal, "5", 5),
    (as_literal, '"5"', "5"),
    (as_literal, "true", True),
    (as_literal, "plain words", "plain words"),
    (as_literal, '["a", 1]', ("a", 1)),
    (as_literal, '{"a": 1}', '{"a": 1}'),
    (as_literal, "null", "null"),
    (as_literal, "NaN", "NaN"),
    (as_literal, "1" + "0" * 30, "1" + "0" * 30),
]


def test_what_a_typed_text_stands_for():
    def check_row(row):
        read, text, expected = row
        value = read(text)
        assert value == expected
        assert type(value) is type(expected)

    check_each(TYPED, check_row)
