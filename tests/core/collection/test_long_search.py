import time

import pytest

from aiurdesk.core.collection.long_search import (
    LongSearch,
    longer_searches,
    refuse_long,
    refuse_long_schema,
    search,
)

LINE = 60
"""Characters of a usual value."""


@pytest.mark.parametrize(
    "pattern",
    [
        "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$",
        r"[\w.+-]+@[\w-]+\.[\w.]+",
        "^https?://[^/]+/.*$",
        r"(\d{3}-)+\d",
        "(?:ab)*?c",
        "(?P<word>one|two)",
        "a.*b",
    ],
)
def test_usual_expressions_are_short(pattern):
    refuse_long(pattern, LINE)
    assert not search(pattern, "")


@pytest.mark.parametrize(
    ("pattern", "length"),
    [
        ("(a+)+$", LINE),
        ("(a|a)*b", LINE),
        ("((a?){20}){20}", LINE),
        ("(.*a){12}", LINE),
        ("a?" * 40 + "a" * 40, LINE),
        (".*.*.*=", 10_000),
        ("(b+){2,}", 1_000),
        ("+" * 5_000, 1_000_000),
    ],
)
def test_expressions_that_may_never_end_are_refused(pattern, length):
    with pytest.raises(LongSearch):
        refuse_long(pattern, length)


def test_what_is_not_refused_ends_soon():
    # The worst text for an expression with two guesses, of the greatest length that is allowed.
    began = time.process_time()
    assert not search("a*b*c", "a" * 250 + "!")
    assert time.process_time() - began < 2
    with pytest.raises(LongSearch):
        search("a*b*c", "a" * 500 + "!")


def test_a_long_text_may_be_searched_where_no_process_can_be_started():
    text = "x" * 20_000 + "Ann"
    with pytest.raises(LongSearch):
        search("A.*n", text)
    with longer_searches():
        assert search("A.*n", text)
        with pytest.raises(LongSearch):
            search("(a+)+$", text)


def test_the_expressions_of_a_schema_are_found_at_every_depth():
    body = {"items": [{"name": "a" * 30}]}
    refuse_long_schema({"properties": {"items": {"pattern": "^a+$"}}}, body)
    schemas: list[dict[str, object]] = [
        {"properties": {"items": {"items": {"pattern": "(a+)+$"}}}},
        {"allOf": [{"patternProperties": {"(a+)+$": {}}}]},
        {"properties": {"pattern": {"pattern": "(a+)+$"}}},
    ]
    for schema in schemas:
        with pytest.raises(LongSearch):
            refuse_long_schema(schema, body)


def test_a_schema_may_be_nested_deeply_or_be_of_a_wrong_type():
    deep: dict[str, object] = {}
    for _ in range(100_000):
        deep = {"not": deep}
    refuse_long_schema(deep, {})
    refuse_long_schema({"pattern": 5, "patternProperties": []}, {})
    assert search("x", "x")
