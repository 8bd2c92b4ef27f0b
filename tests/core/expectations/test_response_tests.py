import json
from contextvars import Context
from operator import attrgetter

import pytest
from msgspec.structs import replace

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange_comparison import Compared, example_side
from aiurdesk.core.expectations.comparisons import COMPARISONS, IGNORING
from aiurdesk.core.expectations.expressions import NotAllowedHere
from aiurdesk.core.expectations.kinds_of_tests import record_of_test
from aiurdesk.core.expectations.response_facts import ResponseFacts
from aiurdesk.core.expectations.response_tests import (
    TEST_KINDS,
    check,
    file_of,
    has_expression,
    read_test,
    response_test_problem,
    title_of,
    with_missing_variables,
)
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import ResponseTest
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.response.response import Response, ResponseBody
from tests.core.collection.exchanges import an_exchange, facts
from tests.rows import check_each

SCHEMA = {"type": "object", "properties": {"code": {"type": "integer", "maximum": 0}}}


COMPARED = [
    ({"code": -10}, True, "−10 InvalidInput"),
    ({"code": [0, -10]}, True, "−10 InvalidInput"),
    ({"code": "invalidinput"}, True, "−10 InvalidInput"),
    ({"code": 0}, False, "−10 InvalidInput"),
    ({"code": "-10"}, True, "−10 InvalidInput"),
    ({"code": ["0", "-1"]}, False, "−10 InvalidInput"),
    ({"code": ["Success", "NotFound"]}, False, "−10 InvalidInput"),
    ({"severity": "input"}, True, "input"),
    ({"severity": ["success", "notice"]}, False, "input"),
    ({"status": 400}, True, "400"),
    ({"status": [200, 204]}, False, "400"),
    ({"header": "content-type", "equals": "application/json"}, True, "application/json"),
    ({"header": "X-Id", "equals": "8"}, True, "7, 8"),
    ({"header": "X-Id", "matches": "^[0-9]$"}, True, "7, 8"),
    ({"header": "X-Id", "equals": "7, 8"}, True, "7, 8"),
    ({"header": "X-Id", "contains": "9"}, False, "7, 8"),
    ({"header": "X-No", "exists": False}, True, "there is no such header"),
    ({"header": "X-No", "exists": True}, False, "there is no such header"),
    ({"value": "message", "equals": "Wrong."}, True, "Wrong."),
    ({"value": "message", "equals": "wrong."}, False, "Wrong."),
    ({"value": "flag", "equals": True}, True, "true"),
    ({"value": "flag", "equals": 1}, False, "true"),
    ({"value": "items[0].count", "equals": 1}, True, "1"),
    ({"value": "items[0].count", "equals": 1.0}, True, "1"),
    ({"value": "items[*].name", "equals": ["first", "second"]}, True, '["first", "second"]'),
    ({"value": "items[*].name", "contains": "second"}, True, '["first", "second"]'),
    ({"value": "items[0]", "contains": "name"}, True, '{"name": "first", "count": 1}'),
    ({"value": "message", "contains": "ron"}, True, "Wrong."),
    ({"value": "code", "contains": "1"}, False, "-10"),
    ({"value": "code", "matches": "^-1"}, True, "-10"),
    ({"value": "missing", "matches": "."}, False, "there is no such value"),
    ({"value": "items", "type": "array"}, True, None),
    ({"value": "items[0].count", "type": "number"}, True, "1"),
    ({"value": "items[1].count", "type": "integer"}, False, "2.5"),
    ({"value": "nothing", "type": "null"}, True, "there is no such value"),
    ({"value": "items", "count": 2}, True, None),
    ({"value": "items[0]", "count": 3}, False, None),
    ({"value": "code", "count": 1}, False, "-10"),
    ({"value": "nothing", "exists": False}, True, "there is no such value"),
    ({"value": "items[", "exists": False}, False, None),
    ({"elapsed_below_ms": 24}, True, "23 ms"),
    ({"elapsed_below_ms": 23}, False, "23 ms"),
    ({"schema": "good.json"}, True, "valid"),
    ({"schema": "strict.json"}, False, "$.code: -10 is not of type 'string'"),
    ({"schema": "odd.json"}, False, None),
    ({"schema": "remote.json"}, False, None),
    ({"schema": "lost.json"}, False, "lost.json could not be read"),
]


def test_each_comparison():
    def check_row(row):
        entry, passes, words = row
        schemas = {
            "good.json": SCHEMA,
            "strict.json": {"properties": {"code": {"type": "string"}}},
            "odd.json": {"type": 5},
            "remote.json": {"$ref": "https://host.invalid/schema.json"},
            "lost.json": Problem("lost.json could not be read"),
        }
        finding = check(read_test(entry), facts(schemas=schemas))
        assert finding.passed is passes
        if words is not None:
            assert finding.found == words

    check_each(COMPARED, check_row)


def test_a_schema_is_never_fetched():
    finding = check(
        read_test({"schema": "s"}), facts(schemas={"s": {"$ref": "https://host.invalid/x"}})
    )
    assert finding.found == "s refers to https://host.invalid/x, which is not in it"


def test_a_schema_that_is_not_valid_is_told():
    finding = check(read_test({"schema": "s"}), facts(schemas={"s": {"type": 5}}))
    assert finding.found.startswith("s is not a valid schema: ")


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        (5, "it should be an object, or true or false"),
        ([], "it should be an object, or true or false"),
        (False, "should not be valid under"),
        ({"$schema": 5}, "s is not a valid schema: "),
        ({"$ref": "#"}, "s refers to itself without an end"),
        ({"$ref": 5}, "s is not a valid schema: "),
        ({"$id": "http://[", "$ref": "x"}, "s is not a valid schema: "),
    ],
)
def test_a_schema_cannot_end_the_run(schema, words):
    finding = check(read_test({"schema": "s"}), facts(schemas={"s": schema}))
    assert words in finding.found
    assert not finding.passed


@pytest.mark.parametrize(
    ("entry", "is_expression"),
    [
        ({"code": -10}, False),
        ({"status": 400}, False),
        ({"elapsed_below_ms": 24}, False),
        ({"header": "X-Id", "equals": "8"}, False),
        ({"header": "X-Id", "matches": "8"}, True),
        ({"value": "items[0].name", "equals": "first"}, False),
        ({"value": "items[0].name", "matches": "first"}, True),
        ({"value": "items[*].name", "exists": True}, True),
        ({"schema": "good.json"}, True),
    ],
)
def test_an_expression_is_evaluated_only_where_it_is_allowed(entry, is_expression):
    test = read_test(entry)
    assert has_expression(test) is is_expression
    if is_expression:
        with pytest.raises(NotAllowedHere):
            Context().run(check, test, facts(schemas={"good.json": SCHEMA}))
    else:
        assert Context().run(check, test, facts()).passed


def test_an_expression_that_is_not_read_here_fails_where_it_is_evaluated():
    pattern = "(?i)[a-z"
    test = Context().run(read_test, {"value": "message", "matches": pattern})
    assert Context().run(response_test_problem, test) is None
    finding = check(test, facts())
    assert finding.found == "The expected value should be a regular expression."


def test_without_a_response_every_test_says_so():
    for entry, words in [
        ({"code": 0}, "there is no result code"),
        ({"status": 200}, "no response"),
        ({"value": "a", "exists": True}, "there is no response"),
        ({"schema": "s"}, "there is no response"),
    ]:
        finding = check(read_test(entry), facts(has_response=False, schemas={"s": {}}))
        assert (finding.passed, finding.found) == (False, words)


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        ({"code": -10}, "result code is −10"),
        ({"code": [0, -6]}, "result code is one of 0, −6"),
        ({"elapsed_below_ms": 500}, "elapsed time is below 500 ms"),
        ({"schema": "a.json"}, "body is valid against a.json"),
        ({"value": "items", "count": 2}, "value items has the count 2"),
        ({"value": "a", "exists": True}, "value a exists"),
        ({"header": "A", "exists": False}, "header A does not exist"),
        ({"value": "flag", "equals": True}, "value flag equals true"),
        ({"value": "n", "equals": 7}, "value n equals 7"),
        ({"value": "n", "equals": "7"}, 'value n equals "7"'),
        ({"value": "n", "equals": "seven"}, "value n equals seven"),
        ({"value": "n", "equals": ["a", 1]}, 'value n equals ["a", 1]'),
        ({"header": "Age", "equals": "7"}, "header Age equals 7"),
    ],
)
def test_a_test_in_words(entry, title):
    assert title_of(read_test(entry)) == title
    assert record_of_test(read_test(entry)) == {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
    }


NOT_TESTS = [
    (5, "should hold entries"),
    ({"weather": "fine"}, "should test one of code, severity, status"),
    ({"code": True}, "a result code, its name, or a list of these for code"),
    ({"code": []}, "a result code, its name, or a list of these for code"),
    ({"code": 0, "equals": 0, "x": 1}, "should have code alone in an entry, without equals, x"),
    ({"status": "200"}, "a number, or a list for status"),
    ({"severity": "bad"}, "one or a list of success, notice"),
    ({"elapsed_below_ms": "1"}, "a time, such as 500 ms"),
    ({"schema": 5}, "the name of a file"),
    ({"header": "A"}, "with one of equals, contains, matches, exists"),
    ({"header": "A", "count": 1}, "with one of equals, contains, matches, exists"),
    ({"value": 5, "equals": 1}, "should hold entries such as"),
    ({"value": "a", "matches": "("}, "a regular expression for matches"),
    ({"value": "a", "matches": 5}, "a regular expression for matches"),
    ({"value": "a", "exists": 1}, "true or false for exists"),
    ({"value": "a", "type": "text"}, "one of string, number"),
    ({"value": "a", "count": -1}, "a number of entries"),
    ({"value": "a", "contains": [1]}, "a text or number"),
    ({"value": "a", "equals": {"b": 1}}, "a text, number, truth value or list"),
]


def test_an_entry_that_is_not_a_test_is_refused():
    def check_row(row):
        entry, words = row
        with pytest.raises(ProblemError) as caught:
            read_test(entry)
        assert words in str(caught.value)

    check_each(NOT_TESTS, check_row)


def test_each_kind_with_a_subject_compares_in_ways_that_exist():
    for kind in TEST_KINDS:
        assert set(kind.comparisons) <= COMPARISONS.keys() | IGNORING.keys()
        assert bool(kind.comparisons) is not bool(kind.expects)


GOOD = example_side(
    -10,
    "Old.",
    Response(
        400, "", (), ResponseBody(b'{"code": -10, "message": "Old.", "items": [{"id": 1}]}'), ""
    ),
)


def facts_beside(body: bytes, examples: "dict[str, Compared | Problem]") -> ResponseFacts:
    """Return the facts of a response whose request has examples."""
    no_schemas: dict[str, object] = {}
    read_body = attrgetter("data")
    exchange = an_exchange(body)
    return ResponseFacts(exchange, read_body, no_schemas.__getitem__, examples.__getitem__)


@pytest.mark.parametrize(
    ("content_type", "body", "path", "value"),
    [
        ("text/xml", b'<a><b n="1">x</b><b/></a>', 'a.b[0]."@n"', "1"),
        ("text/csv", b"name,price\nLamp,12.50\n", "[0].price", 12.5),
    ],
)
def test_a_path_leads_into_xml_and_csv_too(content_type, body, path, value):
    exchange = an_exchange(body)
    assert isinstance(exchange.outcome, Response)
    headers = (Header("Content-Type", content_type),)
    exchange = replace(exchange, outcome=replace(exchange.outcome, headers=headers))
    no_schemas: dict[str, object] = {}
    facts = ResponseFacts(exchange, attrgetter("data"), no_schemas.__getitem__)
    assert facts.value(path) == value


LIKE = [
    (
        {"like": "good"},
        False,
        "Message is —, not Old. · items[0] is missing · items[0] is not in the example · "
        "at is not in the example",
    ),
    ({"like": "good", "ignore": ["message", "items[].id"]}, False, "at is not in the example"),
    ({"like": "good", "ignore": ["message", "items[].id", "at"]}, True, "like the example"),
    ({"like": "good", "ignore": ["message", "items[0]", "at"]}, True, "like the example"),
    ({"like": "lost"}, False, "lost could not be read"),
]


def test_a_response_is_compared_with_an_example_of_it():
    body = b'{"code": -10, "message": "Wrong.", "items": [{"id": 2}], "at": 5}'
    examples: dict[str, Compared | Problem] = {
        "good": GOOD,
        "lost": Problem("lost could not be read"),
    }
    of_response = facts_beside(body, examples)

    def check_row(row):
        entry, passes, words = row
        finding = check(read_test(entry), of_response)
        assert (finding.passed, finding.found) == (passes, words)

    check_each(LIKE, check_row)


def test_another_code_and_status_are_not_like_the_example():
    response = Response(200, "", (), ResponseBody(b"{}"), "")
    other = example_side(0, "", response)
    of_response = facts_beside(b"{}", {"good": other})
    found = check(read_test({"like": "good"}), of_response).found
    assert found == "Result code is −10, not 0 · HTTP status is 400, not 200"


def test_many_differences_are_told_by_the_first_paths_and_their_count():
    body = json.dumps({f"m{number}": number for number in range(50)}).encode()
    example = example_side(None, "", Response(400, "", (), ResponseBody(b"{}"), ""))
    of_response = facts_beside(body, {"good": example})
    found = check(read_test({"like": "good"}), of_response).found
    assert found.startswith("m0 is not in the example · ")
    assert found.endswith("and 45 more")


def test_a_request_that_is_not_saved_has_no_examples():
    finding = check(read_test({"like": "good"}), facts())
    assert (finding.passed, "not saved yet" in finding.found) == (False, True)


def test_a_long_example_is_compared_where_it_can_be_stopped():
    test = read_test({"like": "good"})
    assert has_expression(test)
    with pytest.raises(NotAllowedHere):
        Context().run(check, test, facts())


@pytest.mark.parametrize(
    "entry", [{"like": 5}, {"like": "good", "ignore": 5}, {"like": "good", "ignore": ["a b"]}]
)
def test_a_mistyped_path_is_never_a_test_that_ignores_nothing(entry):
    with pytest.raises(ProblemError):
        read_test(entry)


def test_a_schema_is_in_a_file():
    assert file_of(read_test({"schema": "a.json"})) == "a.json"
    assert file_of(read_test({"code": 0})) == ""


def test_a_long_value_is_cut_off():
    finding = check(read_test({"value": "a", "equals": "b"}), facts({"a": "x" * 10_000}))
    assert len(finding.found) < 250


def test_a_failed_test_names_the_variables_that_have_no_value():
    typed = ResponseTest("value", ("{{a}}", "{{b}}{{c}}"), "one of", "id")
    failed = Finding("id", False, "7")
    finding = with_missing_variables(failed, typed, {"b": "x"})
    assert finding.found == "7 (there is no value of {{a}}, {{c}})"
    assert with_missing_variables(failed, typed, {"a": "x", "b": "x", "c": "x"}) is failed
    # What it expects may be such a text.
    passed = Finding("id", True, "{{a}}")
    assert with_missing_variables(passed, typed, {}) is passed
