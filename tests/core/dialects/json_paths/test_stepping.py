"""Tests of the steps of a path into texts that are JSON."""

import json
from typing import Any

import pytest

from aiurdesk.core.dialects.dialect_reading import read
from aiurdesk.core.dialects.paths import PathReader, search
from aiurdesk.core.verdict.dialect import Dialect, FieldRule, ItemRule, Rules
from aiurdesk.core.verdict.verdict import DialectFieldError

INNER = {"code": "E1", "list": [{"n": 1}, {"n": 2}], "again": json.dumps({"deep": True})}
BODY = {"reply": json.dumps(INNER), "rows": json.dumps([1, [2]]), "words": "{not json}"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("reply.code", "E1"),
        ("reply.list[1].n", 2),
        ("reply.list[*].n", [1, 2]),
        ("reply.list[?n == `2`].n", [2]),
        ("reply.again.deep", True),
        ("rows[0]", 1),
        ("rows[]", [1, 2]),
        ("reply.* | length(@)", 3),
        ("reply", BODY["reply"]),
        ("words.code", None),
        ("words[0]", None),
        ("length(reply) > `10`", True),
    ],
)
def test_a_path_steps_into_a_text_that_is_json(path: str, value: Any) -> None:
    assert search(path, BODY) == value


def test_a_body_that_is_a_text_of_json_is_read_too() -> None:
    assert PathReader(200, (), json.dumps({"ok": False})).truth("ok", ("ok",)) is False


def test_root_items_and_fields_may_be_texts_that_are_json() -> None:
    rules = Rules(
        root=("reply",),
        ok=("keys(@)[0] == 'list'",),
        items=ItemRule(each=("list",), ok=("n == `2`",)),
        fields=(FieldRule(each=("wrong",), name="at", text="says"),),
    )
    reply = {"list": json.dumps([{"n": 1}, {"n": 2}]), "wrong": '[{"at": "a", "says": "b"}]'}

    reading = read(Dialect("a", rules=rules), 200, (), {"reply": json.dumps(reply)})

    assert [item.is_ok for item in reading.items] == [False, True]
    assert reading.field_errors == (DialectFieldError("a", "b"),)
    assert reading.outcome == "partial"


def test_a_text_that_is_too_long_or_too_deep_stays_a_text() -> None:
    long = json.dumps({"a": "x" * 1_000_001})

    assert search("a.a", {"a": long}) is None
    assert search("a[0]", {"a": "[" * 100_000}) is None
