"""Tests of following paths in a response."""

from typing import Any

import pytest

from aiurdesk.core.dialects.paths import PathFailure, PathReader, fits, search
from aiurdesk.core.request.request import Header
from tests.core.dialects.dialect_bodies import bodies, service_dialects


def reader(value: Any) -> PathReader:
    return PathReader(418, (Header("X-Code", "tea"),), value)


def test_the_first_path_that_gives_something_counts() -> None:
    response = reader({"a": "", "b": [], "c": 0, "d": 1})

    assert response.first("code", ("missing", "a", "b", "c", "d")) == 0
    assert response.paths == {"code": "c"}


def test_a_condition_that_does_not_hold_gives_nothing() -> None:
    response = reader({"kind": "Pod", "reason": "Evicted"})

    assert response.first("code", ("kind == 'Status' && reason",)) is None
    assert response.paths == {}


def test_headers_and_the_status_are_paths_too() -> None:
    response = reader(None)

    assert response.first("code", ("header:x-code",)) == "tea"
    assert response.first("sub_code", ("http:status",)) == 418
    assert response.first("message", ("header:other",)) is None


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        (True, True),
        (False, False),
        (0, False),
        (1, True),
        ("", False),
        ("x", True),
        (None, None),
        ("False", False),
        ("0", False),
        ("true", True),
    ],
)
def test_truth_of_a_value(value: object, truth: bool | None) -> None:
    assert reader({"ok": value}).truth("ok", ("ok",)) is truth


def test_a_path_that_raises_is_a_no_and_told() -> None:
    response = reader({"a": 1})

    assert response.truth("ok", ("keys(a)",)) is False
    assert [*map(str, response.mistakes)] == ["ok: keys(a) does not fit the types in this body."]


@pytest.mark.parametrize(
    ("path", "value", "truth"),
    [
        ("state == 'done'", {"id": 1}, None),
        ("state == 'done'", {"state": "failed"}, False),
        ("state == 'done'", {"state": None}, None),
        ("contains(['done'], state)", {}, None),
        ("length(errors) == `0`", {}, None),
        ("reply.code == `0` || success", {"success": False}, False),
        ("reply.code == `0`", {"reply": {}}, None),
        ("reply.code == `0`", {"reply": {"code": 1}}, False),
        ("parts[0].ok", {"parts": []}, None),
        # Here it is said that nothing is there.
        ("!error", {}, True),
        ("error == null", {}, True),
        ("`false`", {}, False),
        ("keys(@)", [1], False),
    ],
)
def test_what_is_not_there_says_neither_yes_nor_no(
    path: str, value: Any, truth: bool | None
) -> None:
    response = reader(value)

    assert response.truth("ok", (path,)) is truth
    assert response.mistakes == ([] if path != "keys(@)" else response.mistakes[:1])


def test_a_path_that_does_not_fit_the_types_is_told_and_one_without_its_members_is_not() -> None:
    response = reader({"a": 1})

    assert response.first("code", ("keys(a)", "keys(missing)")) is None
    assert [*map(str, response.mistakes)] == ["code: keys(a) does not fit the types in this body."]


def test_an_invalid_path_gives_nothing_and_is_told_once() -> None:
    response = reader({"a": 1})

    assert response.first("code", ("a[",)) is None
    assert response.truth("code", ("a[",)) is None
    assert len(response.mistakes) == 1
    assert str(response.mistakes[0]).startswith("code: a[ is not a valid path (")


@pytest.mark.parametrize("path", ["a[::0]", "a > 'x'", "(" * 900 + "a" + ")" * 900])
def test_nothing_that_a_path_does_is_raised(path: str) -> None:
    answer = search(path, {"a": [1]})

    assert answer is None or isinstance(answer, PathFailure)


def test_a_condition_holds_where_its_path_says_so_whatever_is_there():
    shapes = [dialect.match.shape for dialect in service_dialects() if dialect.match.shape]
    values: list[Any] = [{}, {"code": None}, [], [{}], "x", *(body.value for body in bodies())]
    for shape in (*shapes, "!error", "error == null", "keys(data)", "a[?b]", "@", "not a path ("):
        for value in values:
            answer = search(shape, value)
            holds = bool(answer) and not isinstance(answer, PathFailure)
            assert fits(shape, value) is holds, (shape, value)
