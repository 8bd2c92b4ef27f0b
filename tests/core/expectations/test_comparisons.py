import pytest

from aiurdesk.core.expectations.comparisons import COMPARISONS, TEXT_COMPARISONS, as_text, type_name


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
