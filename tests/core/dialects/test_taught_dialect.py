import itertools
import tomllib
from typing import Any

import jmespath

from aiurdesk.core.dialects.taught_dialect import (
    SeenValue,
    TaughtCode,
    TaughtDialect,
    TaughtFields,
    dialect_text,
    json_source,
    ok_expression,
)
from aiurdesk.core.verdict.verdict import Severity


def test_the_expression_is_true_for_the_values_that_mean_yes_only():
    wrong: list[object] = []
    successes: list[Any] = ["it's", "`", '"', "\\", "", 0, 1.5, True, None, [1], {}]
    for success in successes:
        yes = SeenValue(json_source(success), True)
        values = (yes, SeenValue('"no"', False), SeenValue("2", False))
        for path, value in itertools.product(("a", "b.* | [0]"), (success, "no", 2)):
            answer = jmespath.search(ok_expression(path, values), {"a": value, "b": {"c": value}})
            if bool(answer) is not (value is success):
                wrong.append((path, success, value))
    assert wrong == []


def test_a_flag_needs_no_comparison():
    assert ok_expression("ok", (SeenValue("true", True), SeenValue("false", False))) == "ok"
    assert ok_expression("error", (SeenValue("", True), SeenValue("…", False))) == "!error"
    assert ok_expression("ok", (SeenValue("false", False),)) == ""


def test_the_file_says_what_was_taught():
    taught = TaughtDialect(
        "acme",
        "Acme",
        "api.acme.example",
        "code",
        (SeenValue("0", True), SeenValue("7", False)),
        ("code", "error.code"),
        ("msg",),
        TaughtFields("errors", "field", "text"),
        codes=(
            TaughtCode(7, 'No "such" thing', Severity.INPUT, 404),
            TaughtCode("x", "X", Severity.WAIT),
        ),
    )
    assert tomllib.loads(dialect_text(taught)) == {
        "format": 1,
        "name": "acme",
        "title": "Acme",
        "match": {"hosts": ["api.acme.example"]},
        "read": {
            "ok": "code == `0`",
            "code": ["code", "error.code"],
            "message": "msg",
            "fields": {"each": "errors", "name": "field", "text": "text"},
        },
        "code": [
            {"is": 7, "headline": 'No "such" thing', "severity": "input", "status": 404},
            {"is": "x", "headline": "X", "severity": "wait"},
        ],
    }


def test_the_file_names_the_paths_that_it_is_for():
    yes = (SeenValue("true", True),)
    taught = TaughtDialect("acme", "Acme", "api.acme.example", "ok", yes, paths=("/orders/*",))
    match = tomllib.loads(dialect_text(taught))["match"]
    assert match == {"hosts": ["api.acme.example"], "paths": ["/orders/*"]}
