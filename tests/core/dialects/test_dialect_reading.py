"""Tests of reading a response by a dialect."""

from typing import Any

import pytest

from aiurdesk.core.dialects.dialect_reading import (
    MOST_ERRORS,
    MOST_ITEMS,
    code_of,
    read,
    read_field_errors,
    text_of,
)
from aiurdesk.core.dialects.paths import PathReader
from aiurdesk.core.request.request import Header
from aiurdesk.core.verdict.dialect import (
    Code,
    CodeRow,
    Dialect,
    DialectFieldError,
    DialectItem,
    DialectReading,
    FieldRule,
    ItemRule,
    Missing,
    Rules,
)
from aiurdesk.core.verdict.envelope import LONGEST_MESSAGE, LONGEST_TEXT_CODE
from aiurdesk.core.verdict.verdict import Severity

TOKEN = CodeRow(codes=("no_token",), headline="No token", severity=Severity.CREDENTIAL)
SAME = CodeRow(codes=("same",), headline="Nothing to change", severity=Severity.SUCCESS)
QUIET = CodeRow(codes=("quiet",), severity=Severity.NOTICE)
BY_STATUS = CodeRow(codes=("blank",))
GONE = CodeRow(codes=(404,), headline="Gone", severity=Severity.INPUT)
ROWS = (TOKEN, SAME, QUIET, BY_STATUS, GONE)
ACME = Dialect(
    "acme",
    rules=Rules(
        ok=("ok",),
        partial=("partly",),
        code=("error",),
        sub_code=("reason",),
        message=("text", "error"),
        warning=("warning",),
        request_id=("header:x-id",),
        docs=("more",),
        retry_after=("wait", "header:retry-after"),
        fields=(FieldRule(map=("invalid",)),),
        items=ItemRule(each=("parts",), ok=("ok",), code=("error",), label=("id",)),
    ),
    rows=ROWS,
)
BY_CODE = Dialect("by_code", rules=Rules(code=("error",), message=("text",)), rows=ROWS)
GOOD, BAD = {"ok": True, "id": 1}, {"ok": False, "id": 2, "error": "no_token"}


def reading(
    value: Any, status: int = 200, dialect: Dialect = ACME, **headers: str
) -> DialectReading:
    sent = tuple(Header(name.replace("_", "-"), text) for name, text in headers.items())
    return read(dialect, status, sent, value)


OUTCOMES: list[tuple[Any, int, str]] = [
    ({"ok": True}, 200, "success"),
    ({"ok": True}, 404, "error"),
    ({"ok": True}, 503, "error"),
    ({"ok": False}, 200, "error"),
    ({"ok": False, "error": "no_token"}, 200, "error"),
    ({"ok": False, "error": "never_seen"}, 200, "error"),
    ({"ok": True, "error": "no_token"}, 200, "success"),
    ({"ok": False, "error": "same"}, 400, "success"),
    ({"ok": False, "error": "same"}, 500, "error"),
    ({"ok": True, "error": "quiet"}, 200, "notice"),
    ({"ok": False, "partly": True}, 200, "partial"),
    ({"partly": True}, 500, "error"),
    # Without ``ok`` in the response, its code decides, and else its status.
    ({}, 200, "success"),
    ({}, 404, "error"),
    ({"error": "no_token"}, 200, "error"),
    (None, 200, "success"),
    (None, 404, "error"),
    ([1, 2], 200, "success"),
]


def test_outcome_of_a_body_and_its_status() -> None:
    outcomes = [(value, status, reading(value, status).outcome) for value, status, _ in OUTCOMES]
    assert outcomes == OUTCOMES


@pytest.mark.parametrize(
    ("code", "status", "outcome"),
    [
        ("no_token", 200, "error"),
        ("same", 200, "success"),
        ("never_seen", 200, "error"),
        ("blank", 200, "success"),
        ("blank", 409, "error"),
        (None, 200, "success"),
    ],
)
def test_outcome_of_a_code_where_nothing_else_says_it(
    code: str | None, status: int, outcome: str
) -> None:
    assert reading({"error": code}, status, BY_CODE).outcome == outcome


GREEN = CodeRow(codes=("paid",), severity=Severity.SUCCESS)
GREEN_AT_400 = CodeRow(codes=("same_400",), severity=Severity.SUCCESS, status=400)
GREEN_AT_200 = CodeRow(codes=(0,), severity=Severity.SUCCESS, status=200)
GREEN_AT_503 = CodeRow(codes=("asleep",), severity=Severity.SUCCESS, status=503)
PAYING = Dialect(
    "paying",
    rules=Rules(code=("code",)),
    rows=(GREEN, GREEN_AT_400, GREEN_AT_200, GREEN_AT_503),
)


@pytest.mark.parametrize(
    ("code", "status", "is_own", "outcome"),
    [
        ("paid", 400, True, "success"),
        ("paid", 400, False, "error"),
        ("paid", 200, False, "success"),
        ("paid", 500, True, "error"),
        ("same_400", 400, True, "success"),
        ("same_400", 404, True, "error"),
        ("same_400", 400, False, "error"),
        (0, 404, True, "error"),
        (0, 200, False, "success"),
        ("asleep", 503, True, "success"),
        ("asleep", 502, True, "error"),
        ("asleep", 503, False, "error"),
    ],
)
def test_only_a_row_of_the_services_own_dialect_makes_a_failing_status_green(
    code: str | int, status: int, is_own: bool, outcome: str
) -> None:
    assert read(PAYING, status, (), {"code": code}, is_own=is_own).outcome == outcome


@pytest.mark.parametrize(
    ("missing", "value", "status", "outcome"),
    [
        (Missing.NOT_JUDGED, {"id": 1}, 200, "success"),
        (Missing.FAILURE, {"id": 1}, 200, "error"),
        (Missing.FAILURE, {"state": "done"}, 200, "success"),
        (Missing.FAILURE, None, 200, "success"),
        (Missing.SUCCESS, {"error": "no_token"}, 200, "success"),
        (Missing.NOT_JUDGED, {"error": "no_token"}, 200, "error"),
        (Missing.SUCCESS, {"state": "failed"}, 200, "error"),
        (Missing.SUCCESS, {"id": 1}, 404, "error"),
    ],
)
def test_what_it_means_that_ok_is_missing(
    missing: Missing, value: Any, status: int, outcome: str
) -> None:
    rules = Rules(ok=("state == 'done'",), code=("error",), missing=missing)

    assert reading(value, status, Dialect("a", rules=rules, rows=ROWS)).outcome == outcome


def test_a_table_that_is_not_whole_expects_other_codes() -> None:
    rules = Rules(ok=("!error",), code=("error",), has_other_codes=True)
    dialect = Dialect("open", rules=rules, rows=ROWS)

    assert reading({"error": "never_seen"}, 200, dialect).outcome == "error"
    assert not dialect.expects_all_codes
    assert ACME.expects_all_codes


def test_a_list_of_parts_that_is_none_is_told() -> None:
    batch = reading({"ok": True, "parts": {"id": 1}})

    assert (batch.items, batch.outcome) == ((), "success")
    assert tuple(map(str, batch.mistakes)) == ("items: parts gives no list in this body.",)


def test_a_list_of_one_may_be_an_element_of_xml() -> None:
    batch = reading({"ok": True, "parts": BAD})

    assert (batch.outcome, batch.mistakes) == ("error", ())
    assert batch.items == (DialectItem(is_ok=False, code="no_token", label="2"),)


@pytest.mark.parametrize(
    ("entry", "is_ok"),
    [
        ({"state": "done"}, True),
        ({"state": "failed"}, False),
        ({"id": 1}, True),
        ({"error": "no_token"}, False),
    ],
)
def test_a_part_that_does_not_say_how_it_went_failed_if_it_has_a_code(
    entry: dict[str, Any], is_ok: bool
) -> None:
    rule = ItemRule(each=("parts",), ok=("state == 'done'",), code=("error",))
    batch = reading({"parts": [entry]}, 200, Dialect("a", rules=Rules(ok=("!none",), items=rule)))

    assert [item.is_ok for item in batch.items] == [is_ok]


def test_errors_of_fields_without_name_and_text_are_told() -> None:
    rules = Rules(ok=("ok",), fields=(FieldRule(each=("errors",)),))
    failed = reading({"ok": False, "errors": [{"at": "a"}]}, 200, Dialect("a", rules=rules))

    assert tuple(map(str, failed.mistakes)) == (
        "fields: the entries at errors have neither name nor message.",
    )


@pytest.mark.parametrize(
    ("body", "status", "code", "has_code"),
    [({"error": "x"}, 404, "x", True), ({}, 404, 404, False), ({"text": "T"}, 200, 200, False)],
)
def test_a_code_in_the_body_comes_before_the_status(
    body: Any, status: int, code: int | str, has_code: bool
) -> None:
    dialect = Dialect("a", rules=Rules(code=("error", "http:status")), rows=ROWS)
    result = reading(body, status, dialect)

    assert (result.code, result.has_code) == (code, has_code)
    assert result.outcome == ("success" if status == 200 else "error")


def test_a_row_for_200_says_nothing_about_the_http_status() -> None:
    fine = CodeRow(codes=(200,), headline="Completed", severity=Severity.SUCCESS)
    results = Dialect("results", rules=Rules(ok=("code == `200`",), code=("code",)), rows=(fine,))

    assert reading({"code": 200}, 200, results).row == fine
    assert reading({"code": 30001}, 200, results).row is None
    assert reading({"code": 30001}, 200, results).outcome == "error"


@pytest.mark.parametrize(
    ("ok", "items", "outcome"),
    [
        (True, [GOOD, GOOD], "success"),
        (True, [GOOD, BAD], "partial"),
        (False, [GOOD, BAD], "partial"),
        (True, [BAD, BAD], "error"),
        (None, [GOOD], "success"),
        (False, [GOOD], "error"),
    ],
)
def test_outcome_of_a_batch(ok: bool | None, items: list[Any], outcome: str) -> None:
    assert reading({"ok": ok, "parts": items}).outcome == outcome


def test_items_have_code_and_label() -> None:
    assert reading({"ok": True, "parts": [GOOD, BAD]}).items == (
        DialectItem(is_ok=True, label="1"),
        DialectItem(is_ok=False, code="no_token", label="2"),
    )


def test_of_many_items_the_rest_is_counted() -> None:
    batch = reading({"ok": True, "parts": [GOOD] * (MOST_ITEMS + 7)})

    assert (len(batch.items), batch.items_left_out) == (MOST_ITEMS, 7)


def test_everything_else_is_read() -> None:
    value = {
        "ok": False, "error": "no_token", "reason": "expired", "text": "Sign in.",
        "warning": "Old.", "more": "https://acme.example/help", "wait": "30s",
        "invalid": {"name": ["Taken."]},
    }  # fmt: skip

    read_value = reading(value, x_id="abc")

    assert (read_value.code, read_value.sub_code) == ("no_token", "expired")
    assert read_value.row is TOKEN
    assert (read_value.message, read_value.warning) == ("Sign in.", "Old.")
    assert (read_value.request_id, read_value.docs) == ("abc", "https://acme.example/help")
    assert read_value.retry_after_s == 30
    assert read_value.field_errors == (DialectFieldError("name", "Taken."),)
    assert read_value.paths["message"] == "text"
    assert read_value.paths["request_id"] == "header:x-id"


def test_the_sub_code_is_looked_up_first_and_the_status_last() -> None:
    value = {"ok": False, "error": "quiet", "reason": "no_token"}
    assert reading(value).row is TOKEN
    assert reading({"ok": False}, 404).row is GONE
    assert reading({"ok": False, "error": "never_seen"}, 404).row is GONE
    assert reading({"ok": True}, 404).row is GONE


def test_a_root_is_where_the_paths_begin() -> None:
    dialect = Dialect("rooted", rules=Rules(root=("reply",), ok=("ok",)))

    assert reading({"reply": {"ok": False}}, dialect=dialect).outcome == "error"
    assert reading({"ok": False}, dialect=dialect).outcome == "error"


def test_a_path_that_gives_nothing_leaves_it_to_the_status_and_is_told() -> None:
    wrong = Dialect("wrong", rules=Rules(ok=("not.here",)))

    assert reading({"ok": False}, dialect=wrong).outcome == "success"
    assert reading({"ok": True}, 500, dialect=wrong).outcome == "error"
    assert tuple(map(str, reading({"ok": True}, dialect=wrong).mistakes)) == (
        "ok is not in this response, so the HTTP status judges it.",
    )


def test_a_path_that_raises_is_a_no_unless_the_items_say_more() -> None:
    raising = Dialect(
        "raising", rules=Rules(ok=("keys(@)",), items=ItemRule(each=("@[?id]",), ok=("ok",)))
    )

    assert reading([1], dialect=raising).outcome == "error"
    assert len(reading([1], dialect=raising).mistakes) == 1
    batch = reading([GOOD], dialect=raising)
    assert (batch.outcome, batch.mistakes) == ("success", ())


OKX = Dialect(
    "okx",
    rules=Rules(
        code=("code",),
        message=("msg",),
        items=ItemRule(each=("data",), ok=("sCode == '0'",), code=("sCode",), message=("sMsg",)),
    ),
    rows=(
        CodeRow(codes=(0,), headline="Completed", severity=Severity.SUCCESS),
        CodeRow(codes=(51000,), headline="A parameter is wrong", severity=Severity.INPUT),
    ),
)


def okx(*codes: str) -> DialectReading:
    data = [{"sCode": code, "sMsg": f"Says {code}."} for code in codes]
    return reading({"code": "0", "msg": "", "data": data}, dialect=OKX)


def test_a_head_that_says_success_is_overruled_where_every_part_failed() -> None:
    failed = okx("51000", "51001")
    assert (failed.outcome, failed.code, failed.message) == ("error", "51000", "Says 51000.")
    assert failed.row is OKX.rows[1]
    unknown = okx("59999")
    assert (unknown.outcome, unknown.code, unknown.row) == ("error", "59999", None)
    assert (okx("0").outcome, okx("0").row) == ("success", OKX.rows[0])
    assert okx("0", "51000").outcome == "partial"


def errors(value: Any, *rules: FieldRule) -> list[tuple[str, str]]:
    return [(e.name, e.text) for e in read_field_errors(PathReader(200, (), value), rules)]


MAP = FieldRule(map=("errors",))


@pytest.mark.parametrize(
    ("value", "pairs"),
    [
        ({"email": ["Taken.", "Short."]}, [("email", "Taken."), ("email", "Short.")]),
        ({"user": {"email": "Taken."}}, [("user.email", "Taken.")]),
        ({"rows": [{}, {"email": ["Taken."]}]}, [("rows.1.email", "Taken.")]),
        (
            {"embed": {"0": {"title": {"_errors": [{"code": "X", "message": "Required"}]}}}},
            [("embed.0.title", "Required")],
        ),
        ({"_errors": [{"code": "X", "message": "Too big"}]}, [("", "Too big")]),
        ({"message": "Required"}, [("message", "Required")]),
        ({"a": {"message": "Required"}}, [("a", "Required")]),
        ({"a": None}, []),
        (None, []),
    ],
)
def test_an_object_is_walked_to_its_leaves(value: Any, pairs: list[tuple[str, str]]) -> None:
    assert errors({"errors": value}, MAP) == pairs


def test_entries_of_a_list_have_a_name_and_a_text() -> None:
    value = {"errors": [{"at": "/name", "says": "No."}, {"at": ["a", 0]}, {"says": "Odd."}, 7, {}]}
    rule = FieldRule(each=("errors",), name="at", text="says")

    assert errors(value, rule) == [("/name", "No."), ("a.0", ""), ("", "Odd.")]


def test_several_rules_add_up_and_nothing_is_told_twice() -> None:
    value = {"errors": {"a": "No."}, "more": [{"name": "a", "message": "No."}]}

    assert errors(value, MAP, FieldRule(each=("more",))) == [("a", "No.")]


def test_what_is_nested_without_end_or_very_long_is_cut() -> None:
    deep: Any = "No."
    for _ in range(100):
        deep = {"a": deep}

    assert errors({"errors": deep}, MAP) == []
    many = {str(number): "No." for number in range(MOST_ERRORS + 5)}
    assert len(errors({"errors": many}, MAP)) == MOST_ERRORS


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("a", "a"),
        (True, "true"),
        (7, "7"),
        (["a", "b", "a", None], "a\nb"),
        ({"message": "a"}, "a"),
        ({"other": "a"}, ""),
        ("\ud83d", "�"),
    ],
)
def test_text_of_a_value(value: Any, text: str) -> None:
    assert text_of(value) == text


def test_a_long_text_is_cut_with_a_sign() -> None:
    assert text_of("a" * (LONGEST_MESSAGE + 5)) == "a" * LONGEST_MESSAGE + "…"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (7, 7),
        (7.0, 7),
        (7.5, "7.5"),
        ("a", "a"),
        (["", "b"], "b"),
        ({"a": 1}, None),
        (None, None),
        (" ", None),
        (10**20, str(10**20)),
        ("a" * 300, "a" * LONGEST_TEXT_CODE + "…"),
    ],
)
def test_code_of_a_value(value: Any, code: Code | None) -> None:
    assert code_of(value) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("com.amazonaws#NotFound:http://x", "NotFound"),
        ("NotFound:http://x", "NotFound"),
        ("NotFound", "NotFound"),
        ("a#40001", 40001),
    ],
)
def test_a_code_is_cut_out_of_a_longer_text(text: str, code: Code) -> None:
    assert code_of(text, Rules(after="#", before=":")) == code
