import pytest
from msgspec.structs import replace

from aiurdesk.core.collection import offered_tests
from aiurdesk.core.collection.offered_tests import (
    OfferedTests,
    variable_for,
)
from aiurdesk.core.expectations.expressions import allowed_here
from aiurdesk.core.expectations.response_facts import read_json
from aiurdesk.core.expectations.response_tests import check
from aiurdesk.core.expectations.typed_tests import RESPONSE_TESTS, texts_of_row
from aiurdesk.core.request.conversation import ResponseTest
from aiurdesk.core.request.edit_state import Row
from tests.core.collection.exchanges import an_exchange
from tests.json_trees import read_tree
from tests.rows import check_each


def without_code(body):
    """Return an exchange with a host that has no result codes."""
    exchange = an_exchange(body)
    return replace(exchange, verdict=replace(exchange.verdict, code=None))


def filled(exchange, *row):
    return texts_of_row(OfferedTests(exchange, has_codes=False).filled(Row(*row)))[2]


OFFERED = [
    ('"a"', "a", "equals"),
    ('"5"', "5", "equals"),
    ("5", 5, "equals"),
    ("1.5", 1.5, "equals"),
    ("true", True, "equals"),
    ("[1, [2]]", (1, (2,)), "equals"),
    ("null", False, "exists"),
    ('{"a": 1}', "object", "type"),
    ('[{"a": 1}]', "array", "type"),
    ('"{{env:HOME}}"', "string", "type"),
    ('"\\ud800"', "string", "type"),
    ('"a\\nb"', "string", "type"),
    (f'"{"a" * 5000}"', "string", "type"),
    ("9" * 30, "integer", "type"),
    ("1e999", "number", "type"),
    ('[1, "cut', "array", "type"),
]


def test_what_is_offered_for_a_value_names_what_is_expected():
    words = {
        '"red"': "Add test: equals “red”",
        '"5"': "Add test: equals “5”",
        "5": "Add test: equals 5",
        "null": "Add test: does not exist",
        '{"a": 1}': "Add test: is of type object",
        f'"{"a" * 50}"': f"Add test: equals “{'a' * 40}…”",
    }
    assert {source: offered_tests.offer_words("a", source) for source in words} == words
    assert offered_tests.offer_words("password", '"hunter2"') == "Add test: is of type string"


def test_a_value_is_expected_with_its_type():
    def check_row(row):
        source, expected, comparison = row
        test = offered_tests.value_test("a", source)
        assert test == ResponseTest("value", expected, comparison, "a")
        # What stands in the fields is the same test again.
        assert RESPONSE_TESTS.typed(RESPONSE_TESTS.row_of(test)) == test

    check_each(OFFERED, check_row)


def test_a_secret_is_not_written_to_a_test():
    assert offered_tests.value_test("user.accessToken", '"abc"').expected == "string"


BODY = '{"user-id": {"a.b": [1, {"\\u00e4\\"": "x"}]}, "": 2, "true": false, "n": null, "o": {}}'


def test_the_path_of_each_value_leads_tests_to_it():
    tree = read_tree(BODY)
    facts = offered_tests._facts(an_exchange(read_json(BODY)))
    for line in range(len(tree)):
        test = offered_tests.value_test(tree.path(line), tree.source(line))
        if tree.source(line) not in "}]":
            with allowed_here():
                assert check(test, facts).passed, test


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("items[0].id", "id"),
        ("items[0]", "items"),
        ('"user-id"', "user_id"),
        ('"5"', "value_5"),
        ("[0]", "value"),
        ("@", "value"),
        ('"密"', "value"),
        ("a", "a_3"),
    ],
)
def test_a_variable_is_named_after_the_last_member(path, name):
    assert variable_for(path, ("a", "a_2")) == name


def test_a_new_test_is_about_what_the_response_has():
    coded = an_exchange()
    failed = an_exchange(has_response=False)
    rows = [
        OfferedTests(exchange, has_codes=has_codes).new_row()
        for exchange, has_codes in (
            (None, True),
            (None, False),
            (coded, False),
            (without_code({}), True),
            (failed, True),
        )
    ]
    assert [(row.name, texts_of_row(row)[2]) for row in rows] == [
        ("result code", ""),
        ("HTTP status", ""),
        ("result code", "-10"),
        ("HTTP status", "400"),
        ("result code", ""),
    ]


def test_a_row_is_filled_from_the_response():
    exchange = an_exchange({"a": ["5", 5], "token": "abc"})
    assert filled(exchange, "value", ("a[0]", "equals", "")) == '"5"'
    assert filled(exchange, "value", ("a[1]", "equals", "")) == "5"
    assert filled(exchange, "value", ("a", "count", "")) == "2"
    assert filled(exchange, "value", ("a", "type", "string")) == "array"
    assert filled(exchange, "value", ("b", "exists", "true")) == "false"
    assert filled(exchange, "value", ("b", "equals", "")) == ""
    assert filled(exchange, "value", ("token", "equals", "")) == ""
    assert filled(exchange, "value", ("a[?b]", "equals", "")) == ""
    assert filled(exchange, "header", ("content-type", "equals", "")) == "application/json"
    assert filled(exchange, "header", ("set-cookie", "equals", "")) == ""
    assert filled(exchange, "header", ("x-id", "equals", "")) == "7"
    assert filled(exchange, "header", ("x-none", "exists", "true")) == "false"
    assert filled(exchange, "severity", ("", "", "")) == "input"
    assert filled(exchange, "elapsed time", ("", "", "")) == ""


def test_a_long_body_is_not_read():
    exchange = an_exchange({"a": "b" * 300_000, "c": 1})
    assert filled(exchange, "value", ("c", "equals", "")) == ""
