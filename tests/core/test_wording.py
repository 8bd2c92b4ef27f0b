from datetime import UTC, datetime

import pytest

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.response.response import Body, Failure, FailureKind, Response, Timing
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.core.wording import (
    SEVERITY_WORDS,
    announcement,
    duration_in_words,
    facts_line,
    format_code,
    format_duration,
    format_size,
    verdict_sign,
    words_of,
)

TIMING = Timing(total_ms=23.4)
ANSWER = Response(404, "HTTP/2", (), Body(), "https://localhost/", timing=TIMING)
INVALID_INPUT = Verdict(
    VerdictKind.ENVELOPE, Severity.INPUT, "Input is invalid", "2020", -10, "InvalidInput"
)
BARE = Verdict(VerdictKind.BARE_STATUS, Severity.INPUT, "Nothing is at this address.")


def an_exchange(outcome, verdict):
    endpoint = Endpoint("a.b.c", "a", "b", "c", "GET", "/")
    prepared = PreparedRequest("GET", "https://localhost/")
    return Exchange(
        Request(endpoint), prepared, outcome, None, verdict, datetime(2026, 1, 1, tzinfo=UTC)
    )


def test_every_severity_has_a_word():
    assert set(SEVERITY_WORDS) == set(Severity)


def test_codes_carry_a_real_minus_sign():
    assert [format_code(code) for code in (-10, 0, 7)] == ["−10", "0", "7"]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("invalid_auth", "invalid_auth"),
        ("-10", "-10"),
        ("a\n b", "a b"),
        (" ", '""'),
        ("x" * 50, "x" * 40 + "…"),
    ],
)
def test_a_code_that_is_text_stands_on_one_short_line(code, text):
    assert format_code(code) == text


def test_a_long_text_as_sign_is_cut_off():
    verdict = Verdict(VerdictKind.ENVELOPE, Severity.WAIT, "Wait", "t", "messaging_rate_limited")
    assert verdict_sign(verdict, 200) == "messaging_rate_l…"


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0 ms"),
        (0.42, "0.4 ms"),
        (9.94, "9.9 ms"),
        (9.96, "10 ms"),
        (23.4, "23 ms"),
        (999.4, "999 ms"),
        (999.6, "1.00 s"),
        (1420, "1.42 s"),
        (59_990, "59.99 s"),
        (59_996, "1 min 0 s"),
        (125_000, "2 min 5 s"),
    ],
)
def test_durations_are_short(ms, text):
    assert format_duration(ms) == text


def test_durations_can_be_heard():
    assert [duration_in_words(ms) for ms in (0.6, 23.4, 999.6)] == [
        "1 millisecond",
        "23 milliseconds",
        "1.0 seconds",
    ]


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KB"),
        (1024 * 1024 - 1, "1.0 MB"),
        (1024 * 1024, "1.0 MB"),
        (5 * 1024**3, "5.0 GB"),
        (5000 * 1024**4, "5,000.0 TB"),
    ],
)
def test_sizes_are_short(size_bytes, text):
    assert format_size(size_bytes) == text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("InvalidInput", "invalid input"),
        ("Success", "success"),
        ("HTTPFailure", "HTTP failure"),
        ("UnknownError2", "unknown error2"),
        ("", ""),
    ],
)
def test_names_of_codes_become_words(name, words):
    assert words_of(name) == words


def test_a_verdict_shows_its_code_else_the_status_else_nothing():
    assert verdict_sign(INVALID_INPUT, 200) == "−10"
    assert verdict_sign(BARE, 404) == "404"
    assert verdict_sign(BARE, None) == ""
    page = Verdict(VerdictKind.NOT_AN_ENVELOPE, Severity.UNEXPECTED, "A page came back.")
    assert verdict_sign(page, 200) == ""


def test_facts_name_time_protocol_and_status():
    assert facts_line(an_exchange(ANSWER, BARE)) == "23 ms · HTTP/2 · 404"
    failure = Failure(FailureKind.CANCELLED, timing=TIMING)
    assert facts_line(an_exchange(failure, BARE)) == "23 ms"


def test_an_answer_is_announced_in_few_words():
    assert announcement(an_exchange(ANSWER, INVALID_INPUT)) == (
        "−10, invalid input, 23 milliseconds"
    )
    assert announcement(an_exchange(ANSWER, BARE)) == (
        "HTTP 404, Nothing is at this address, 23 milliseconds"
    )
    refused = Verdict(VerdictKind.NO_ANSWER, Severity.FAILURE, "Nobody listens there.")
    failure = Failure(FailureKind.CONNECTION_REFUSED, timing=TIMING)
    assert announcement(an_exchange(failure, refused)) == "Nobody listens there, 23 milliseconds"
