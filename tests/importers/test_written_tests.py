import pytest

from aiurdesk.core.request.conversation import Capture, ResponseTest
from aiurdesk.importers.postman_scripts import (
    capture_of,
    json_path,
    literal,
    status_test,
    value_test,
)


@pytest.mark.parametrize(
    ("expression", "path"),
    [
        ("a.b[0].c", "a.b[0].c"),
        ("['a b'].c", '"a b".c'),
        ("[1].a?.b", "[1].a.b"),
        ("a.b()", ""),
        ("a[x]", ""),
        ("", ""),
        ("a" * 400, ""),
    ],
)
def test_a_path_of_javascript_becomes_one_of_jmespath(expression, path):
    assert json_path(expression) == path


@pytest.mark.parametrize(
    ("text", "value"),
    [("'a'", "a"), ('"a"', "a"), ("1.5", 1.5), ("true", True), ("a", None), ("[1]", None)],
)
def test_literals_of_javascript_are_read(text, value):
    assert literal(text) == value


def test_tests_and_captures_are_made_where_they_can_be():
    assert status_test(" 201 ") == ResponseTest("status", 201)
    assert status_test("2xx") is None
    assert value_test("a.b", "x") == ResponseTest("value", "x", "equals", "a.b")
    assert value_test("a()", "x") is None
    assert capture_of("id", "a.id") == Capture("id", "value", "a.id")
    assert capture_of("a b", "a.id") is None
