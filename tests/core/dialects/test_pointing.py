import json
import tomllib

import jmespath
import pytest

from aiurdesk.core.dialects.pointing import Role, Sample, guessed_severity, name_of, propose
from aiurdesk.core.dialects.taught_dialect import TaughtFields, dialect_text, ok_expression
from aiurdesk.core.verdict.verdict import Severity
from tests.core.dialects import made_up_apis as apis


def first(value, paths):
    values = (jmespath.search(path, value) for path in paths)
    return next((entry for entry in values if entry is not None), None)


def worked(taught, sample):
    return bool(jmespath.search(ok_expression(taught.worked, taught.values), sample.value))


def test_a_flag_a_code_and_a_message_are_read_from_all_responses():
    samples = (apis.PARCEL_LOST, *apis.PARCELS_BEFORE)
    taught = propose(apis.PARCEL_MARKS, apis.PARCEL_LOST, apis.PARCELS_BEFORE, apis.PARCELS)
    assert (taught.name, taught.host) == ("parcels", apis.PARCELS)
    assert [worked(taught, sample) for sample in samples[:4]] == [False, True, False, False]
    # The gateway has another place for the same members; the payload of a success is not one.
    assert taught.code == ("error.code", "code")
    assert taught.message == ("error.message", "message")
    assert first(samples[4].value, taught.code) == "NO_KEY"
    assert taught.request_id == ("requestId",)
    rows = [(row.code, row.headline, row.severity, row.status, row.count) for row in taught.codes]
    assert rows == [
        ("PARCEL_LOST", "The parcel was lost", Severity.INPUT, None, 1),
        ("RATE_LIMIT", "Too many calls", Severity.WAIT, None, 2),
        ("NO_KEY", "An API key is needed", Severity.CREDENTIAL, 401, 1),
    ]


def test_a_code_alone_says_whether_it_worked():
    taught = propose(
        apis.WORKBENCH_MARKS, apis.WORKBENCH_REFUSED, apis.WORKBENCH_BEFORE, apis.WORKBENCH
    )
    assert worked(taught, apis.WORKBENCH_BEFORE[0])
    assert not worked(taught, apis.WORKBENCH_REFUSED)
    assert taught.fields == TaughtFields("errors", "name", "msg")
    assert taught.request_id == ("header:x-request-id",)
    assert taught.retry_after == ("header:retry-after",)
    assert [(row.code, row.severity) for row in taught.codes] == [
        ("E1007", Severity.INPUT),
        ("0000", Severity.SUCCESS),
    ]


def test_names_with_odd_characters_are_quoted():
    taught = propose(apis.WEATHER_MARKS, apis.WEATHER_BUSY, apis.WEATHER_BEFORE, apis.WEATHER)
    assert not worked(taught, apis.WEATHER_BUSY)
    assert worked(taught, apis.WEATHER_BEFORE[0])
    assert first(apis.WEATHER_BUSY.value, taught.code) == -31
    assert first(apis.WEATHER_BUSY.value, taught.retry_after) == 5
    assert taught.codes[0].severity is Severity.WAIT
    assert tomllib.loads(dialect_text(taught))["match"] == {"hosts": [apis.WEATHER]}


@pytest.mark.parametrize(
    ("member", "failure", "successes"),
    [
        ("error", "no stock", [None, False, ""]),
        ("errors", [{"a": 1}], [[], None]),
        ("failed", True, [False]),
        ("ok", 0, [1]),
        ("code", 40001, [0]),
        ("code", 500, [200]),
        ("status", "fail", ["OK"]),
        ("data", None, [{"a": 1}]),
    ],
)
def test_which_values_mean_yes_is_guessed(member, failure, successes):
    samples = [Sample(200, {member: value}) for value in (failure, *successes)]
    taught = propose({Role.WORKED: member}, samples[0], samples[1:], "a.example")
    assert [worked(taught, sample) for sample in samples] == [False] + [True] * len(successes)


@pytest.mark.parametrize(
    ("member", "failure", "success"),
    [("ok", False, True), ("failed", True, False), ("error", {"a": 1}, None), ("code", 7, 0)],
)
def test_a_success_is_recognized_though_none_was_seen(member, failure, success):
    taught = propose({Role.WORKED: member}, Sample(200, {member: failure}), (), "a.example")
    assert worked(taught, Sample(200, {member: success}))
    assert not worked(taught, Sample(200, {member: failure}))


def test_what_only_came_with_http_errors_is_not_a_success():
    samples = [Sample(200, {"status": "fail"}), Sample(502, {"status": "done"})]
    taught = propose({Role.WORKED: "status"}, samples[0], samples[1:], "a.example")
    assert not taught.is_usable
    assert "ok" not in tomllib.loads(dialect_text(taught))["read"]


def test_a_member_with_another_name_each_time_is_passed_over():
    samples = [
        Sample(200, {"results": {name: {"ok": ok, "why": f"about {name}"}}})
        for name, ok in (("user-7", False), ("user-8", False), ("user-9", True))
    ]
    marks = {Role.WORKED: 'results."user-7".ok', Role.MESSAGE: 'results."user-7".why'}
    taught = propose(marks, samples[0], samples[1:], "a.example")
    assert [worked(taught, sample) for sample in samples] == [False, False, True]
    assert first(samples[1].value, taught.message) == "about user-8"


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ("errors", TaughtFields("errors", "field", "msg")),
        ("errors[0]", TaughtFields("errors", "field", "msg")),
        ("errors[1].why", TaughtFields("errors", "field", "why")),
        ("lines", TaughtFields("lines")),
        ("lines[0]", TaughtFields("lines")),
        ("by_name", TaughtFields("by_name", is_map=True)),
        ("by_name.a[0]", TaughtFields("by_name.a")),
        ("by_name.b", TaughtFields("by_name", is_map=True)),
    ],
)
def test_errors_of_fields_are_found_from_any_of_their_rows(row, fields):
    body = {
        "errors": [{"field": "a", "msg": "x", "why": "z"}, {"field": "b", "msg": "y", "why": "z"}],
        "lines": ["a is wrong"],
        "by_name": {"a": ["wrong"], "b": "wrong"},
    }
    marks = {Role.CODE: "code", Role.FIELDS: row}
    assert propose(marks, Sample(400, body), (), "a.example").fields == fields


def test_a_dialect_is_named_after_its_host():
    hosts = ["api.acme.example", "acme.example", "localhost:80", "127.0.0.1:80", "api.b.co.uk"]
    assert [*map(name_of, hosts)] == ["acme", "acme", "localhost-80", "127-0-0-1-80", "b"]
    taught = propose({}, Sample(200, {}), (), "a.example", ["a", "a-2"])
    assert (taught.name, taught.title) == ("a-3", "A")
    assert propose({}, Sample(200, {}), (), "127.0.0.1:80").title == "127.0.0.1:80"


def test_hostile_bodies_are_read_in_bounded_time():
    deep: object = 1
    for _ in range(900):
        deep = {"a": deep}
    wide = {str(number): {"code": number} for number in range(50_000)}
    samples = [Sample(200, {"code": json.dumps([number] * 100)}) for number in range(300)]
    taught = propose(
        {Role.CODE: "code", Role.MESSAGE: "msg"},
        samples[0],
        [*samples[1:], Sample(200, deep), Sample(200, wide), Sample(200, None), Sample(200, [])],
        "a.example",
    )
    assert 0 < len(taught.codes) <= 201
    assert tomllib.loads(dialect_text(taught))["format"] == 1


def test_what_looks_like_a_secret_is_not_in_the_file():
    token = "ghp_" + "a1B2" * 9
    samples = [
        Sample(200, {"code": 7, "msg": f"The token {token} has expired"}),
        Sample(200, {"code": token, "msg": "x"}),
    ]
    marks = {Role.CODE: "code", Role.MESSAGE: "msg"}
    text = dialect_text(propose(marks, samples[0], samples[1:], "a.example"))
    assert token not in text
    assert "has expired" in text


@pytest.mark.parametrize(
    ("status", "words", "severity"),
    [
        (200, "invalid_auth", Severity.CREDENTIAL),
        (200, "40001 access token expired", Severity.CREDENTIAL),
        (200, "请先登录", Severity.CREDENTIAL),
        (200, "RATE_LIMIT", Severity.WAIT),
        (200, "quota exceeded", Severity.CAPACITY),
        (200, "INTERNAL_ERROR", Severity.SERVER),
        (200, "size is not valid", Severity.INPUT),
        (401, "", Severity.CREDENTIAL),
        (429, "no token", Severity.WAIT),
        (503, "no token", Severity.SERVER),
    ],
)
def test_status_and_words_say_how_bad_it_is(status, words, severity):
    assert guessed_severity(status, words) is severity
