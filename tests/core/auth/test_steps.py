"""Steps that several schemes take."""

from datetime import UTC, datetime

import pytest

from aiurdesk.core.auth.scheme import Call, Return, Visit
from aiurdesk.core.auth.steps import (
    ask,
    is_success,
    members_of,
    refused,
    text_of,
    timestamp_of,
    visit,
)
from aiurdesk.core.errors import AuthError
from aiurdesk.core.verdict.verdict import Severity
from tests.core.auth.answers import answer, driven, no_answer


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"[" * 100_000, b'"text"', b"\xff"])
def test_a_body_without_an_object_has_no_members(body):
    assert members_of(answer(body)) == {}
    assert members_of(no_answer()) == {}


def test_a_member_of_another_type_is_ignored():
    assert text_of({"a": 1}, "a") == text_of({}, "a") == ""
    assert timestamp_of({"a": "soon"}, "a") is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24T15:38:20.9196222Z",
        "2026-11-24T15:38:20.919622",
        "2026-11-24T16:38:20.919622+01:00",
    ],
)
def test_a_timestamp_has_up_to_seven_decimals_and_is_utc_without_a_zone(text):
    read = timestamp_of({"deadTime": text}, "deadTime")
    assert read == datetime(2026, 11, 24, 15, 38, 20, 919622, UTC)


def test_a_wrong_result_of_a_step_is_an_error():
    page = Visit("a", ())
    with pytest.raises(AuthError):
        driven(ask(Call("a")), Return({}))
    with pytest.raises(AuthError):
        driven(visit(page), answer({}))
    assert driven(visit(page), Return({"code": "1"})) == ([page], Return({"code": "1"}))


def test_a_refusal_says_what_the_service_said_and_what_to_do():
    bad = answer({"message": "Wrong key."}, Severity.CREDENTIAL)
    assert not is_success(bad)
    assert is_success(answer({}, Severity.NOTICE))
    assert str(refused(bad, "Check it.")) == ("Signing in failed: Judged (Wrong key). Check it.")
    long = answer({"message": "word\n" * 999}, Severity.CREDENTIAL)
    assert len(str(refused(long, "Check it."))) < 300
