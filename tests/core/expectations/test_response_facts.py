from contextvars import Context

import pytest

from aiurdesk.core.expectations.expressions import path_problem
from aiurdesk.core.problem import Problem, sentence_of
from tests.core.collection.exchanges import facts


def test_status_headers_and_elapsed_time_come_from_the_outcome():
    read = facts(elapsed_ms=12.0)
    assert (read.status, read.elapsed_ms) == (400, 12.0)
    assert read.headers("X-ID") == ("7", "8")
    assert read.headers("other") == ()
    assert read.verdict.code == -10


def test_without_a_response_there_is_nothing_to_read():
    read = facts(has_response=False)
    assert (read.status, read.headers("X-Id")) == (None, ())
    assert read.value("code") == Problem("there is no response")


def test_a_path_leads_to_a_value():
    read = facts()
    assert read.value("items[1].name") == "second"
    assert read.value("items[*].count") == [1, 2.5]
    assert read.value("missing") is None


@pytest.mark.parametrize(
    "body", [b"<html>", b"\xff", b"", b'{"a": NaN}', b"[-Infinity]", b"[" * 100_000]
)
def test_a_body_that_is_not_json_has_no_values(body):
    assert facts(body).value("code") == Problem("the body is not JSON")


def test_a_path_that_is_not_valid_is_told():
    value = facts().value("items[")
    assert isinstance(value, Problem)
    assert value.sentence == "items[ is not a valid path (it ends too early)"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("*.", "it ends too early"),
        ("a..b", "character 3 is not expected"),
        ("user-id", "character 5 is not expected; a name with other characters than letters, "),
        ("größe", "character 3 is not expected"),
    ],
)
def test_the_reason_is_in_plain_words(path, reason):
    assert sentence_of(path_problem(path)).startswith(f"{path} is not a valid path ({reason}")


def test_an_argument_that_is_missing_is_told():
    read = facts().value("length()")
    assert isinstance(read, Problem)
    assert read.sentence.endswith("(Expected 1 argument for function length(), received 0)")


@pytest.mark.parametrize(
    "path",
    [
        "ceil(`1e400`)",
        "contains(message, `1`)",
        "items[::0]",
        "merge(@, `1`)",
        "keys(@)[?@ > `1`]",
        "a||" * 3_000 + "a",
    ],
)
def test_a_path_that_cannot_be_worked_out_is_told(path):
    read = facts().value(path)
    assert isinstance(read, Problem)
    assert "cannot be worked out for this body" in read.sentence


def test_a_long_path_is_looked_at_only_where_it_may_take_long():
    path = "(" * 2_000
    assert Context().run(path_problem, path) is None
    assert sentence_of(path_problem(path)) == "The path is nested too deeply."


def test_what_was_read_is_not_handed_over_with_the_facts():
    read = facts()
    assert read.value("code") == -10
    assert "body" not in read.__getstate__()


def test_a_path_that_is_nested_too_deeply_is_a_mistake():
    assert sentence_of(path_problem("(" * 5_000)) == "The path is nested too deeply."
