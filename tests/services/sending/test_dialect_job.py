"""Tests of choosing a dialect and reading by it."""

import pickle

import pytest

from aiurdesk.core.dialects.choosing import Target
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.core.verdict.dialect import Dialect, DialectChoice, Match, Reason, Rules
from aiurdesk.services.sending.dialect_job import (
    BodyValue,
    ReadingJob,
    can_be_read,
    choose_and_read,
    load,
)

ACME = Dialect("acme", match=Match(hosts=("acme.example",)), rules=Rules(ok=("ok",)))


def a_job(source, given="", host="acme.example"):
    return ReadingJob((ACME,), (), Target(host), given, 200, (), BodyValue(source))


def test_a_response_is_read_by_the_dialect_that_was_chosen():
    choice, reading = choose_and_read(a_job(b'{"ok": false}'))

    assert choice == DialectChoice("acme", Reason.HOST)
    assert reading is not None
    assert (reading.dialect, reading.outcome) == ("acme", "error")


@pytest.mark.parametrize("job", [a_job(b"{}", host="other"), a_job(b"{}", given="unknown")])
def test_without_a_dialect_nothing_is_read(job):
    assert choose_and_read(job)[1] is None


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b'"\\ud83d"', "\ud83d"),
        ("[1]".encode("utf-16"), [1]),
        (b"<html>", None),
        (b"<a><b>1</b></a>", {"a": {"b": "1"}}),
        ("\ufeff<a/>".encode(), {"a": ""}),
        (b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>', None),
        (b"NaN", None),
        (b"[" * 100_000, None),
        (None, None),
    ],
)
def test_the_value_of_a_body(source, value):
    assert BodyValue(source).value == value


def test_a_form_is_read_where_the_header_says_that_it_is_one():
    form = b"error=bad_code&error_description=It+is+wrong"
    media_type = "application/x-www-form-urlencoded; charset=utf-8"

    assert BodyValue(form).value is None
    assert BodyValue(form, media_type).value == {
        "error": "bad_code",
        "error_description": "It is wrong",
    }
    assert BodyValue(b'{"a": 1}', media_type).value == {"a": 1}
    assert BodyValue(b"\xff=1", media_type).value is None


@pytest.mark.parametrize(
    ("data", "content_type", "can_be"),
    [
        (b"<a/>", "", True),
        (b"a=1", "Application/X-WWW-Form-Urlencoded", True),
        (b"a=1", "text/plain", False),
    ],
)
def test_what_else_than_json_can_be_read(data, content_type, can_be):
    assert can_be_read(ResponseBody(data, None, len(data)), content_type) is can_be


def test_the_file_of_a_body_is_read(tmp_path):
    file = tmp_path / "body"
    file.write_bytes(b"[1]")
    assert BodyValue(str(file)).value == [1]


def test_what_was_read_is_not_handed_over():
    job = a_job(b'{"ok": true}')
    load(job)
    assert "value" in vars(job.body)
    assert "value" not in vars(pickle.loads(pickle.dumps(job)).body)
