from datetime import UTC, datetime

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.exchange.exchange import (
    SEVERITY_WORDS,
    Exchange,
    announcement,
    exchange_sign,
    facts_line,
    failed_tests_line,
    headline_beside_sign,
    summary,
    verdict_sign,
    verdict_words,
)
from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.core.response.examination import Examination, Finding
from aiurdesk.core.response.response import Failure, FailureKind, Response, ResponseBody, Timing
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind

TIMING = Timing(total_ms=23.4)
ANSWER = Response(404, "HTTP/2", (), ResponseBody(), "https://localhost/", timing=TIMING)
INVALID_INPUT = Verdict(
    VerdictKind.ENVELOPE, Severity.INPUT, "Input is invalid", "2020", -10, "InvalidInput"
)
BARE = Verdict(VerdictKind.BARE_STATUS, Severity.INPUT, "404 Not found")


def an_exchange(outcome, verdict):
    endpoint = Endpoint("a.b.c", "a", "b", "c", "GET", "/")
    prepared = PreparedRequest("GET", "https://localhost/")
    return Exchange(
        Request(endpoint), prepared, outcome, None, verdict, datetime(2026, 1, 1, tzinfo=UTC)
    )


def test_every_severity_has_a_word():
    assert set(SEVERITY_WORDS) == set(Severity)


def test_a_long_text_as_sign_is_cut_off():
    verdict = Verdict(VerdictKind.ENVELOPE, Severity.WAIT, "Wait", "t", "messaging_rate_limited")
    assert verdict_sign(verdict, 200) == "messaging_rate_l…"


def test_an_address_as_code_is_no_sign():
    code = "https://example.com/probs/out-of-credit"
    verdict = Verdict(VerdictKind.ENVELOPE, Severity.INPUT, "Out of credit", "problem", code)
    assert verdict_sign(verdict, 403) == "403"
    assert headline_beside_sign(verdict, 403) == "Out of credit"


def test_a_verdict_shows_its_code_else_the_status_else_nothing():
    assert verdict_sign(INVALID_INPUT, 200) == "−10"
    assert verdict_sign(BARE, 404) == "404"
    assert verdict_sign(BARE, None) == ""
    page = Verdict(VerdictKind.NOT_AN_ENVELOPE, Severity.UNEXPECTED, "200 OK, but a page")
    assert verdict_sign(page, 200) == "200"


def test_beside_its_sign_a_headline_does_not_repeat_the_number():
    assert headline_beside_sign(BARE, 404) == "Not found"
    assert headline_beside_sign(BARE, None) == "404 Not found"
    assert headline_beside_sign(INVALID_INPUT, 404) == "Input is invalid"


def test_a_verdict_in_few_words_is_its_sign_and_its_name_or_headline():
    assert verdict_words(an_exchange(ANSWER, INVALID_INPUT)) == "−10 InvalidInput"
    assert verdict_words(an_exchange(ANSWER, BARE)) == "404 Not found"
    failure = Verdict(VerdictKind.NO_ANSWER, Severity.FAILURE, "Connection refused")
    refused = an_exchange(Failure(FailureKind.CONNECTION_REFUSED, timing=TIMING), failure)
    assert (exchange_sign(refused), verdict_words(refused)) == ("", "Connection refused")


def test_facts_name_time_protocol_and_status():
    assert facts_line(an_exchange(ANSWER, BARE)) == "23 ms · HTTP/2 · 404"
    failure = Failure(FailureKind.CANCELLED, timing=TIMING)
    assert facts_line(an_exchange(failure, BARE)) == "23 ms"


def test_a_response_is_announced_in_few_words():
    assert announcement(an_exchange(ANSWER, INVALID_INPUT)) == (
        "−10, invalid input, 23 milliseconds"
    )
    assert announcement(an_exchange(ANSWER, BARE)) == ("HTTP 404, Not found, 23 milliseconds")
    refused = Verdict(VerdictKind.NO_ANSWER, Severity.FAILURE, "Nobody listens there.")
    failure = Failure(FailureKind.CONNECTION_REFUSED, timing=TIMING)
    assert announcement(an_exchange(failure, refused)) == "Nobody listens there, 23 milliseconds"


def test_the_first_failed_test_is_told():
    passed, failed = Finding("code is 0", True), Finding("status is 200", False, "404")
    exchange = an_exchange(ANSWER, INVALID_INPUT)
    assert failed_tests_line(exchange) == ""
    assert failed_tests_line(replace(exchange, examination=Examination((passed,)))) == ""
    tested = replace(exchange, examination=Examination((passed, failed)))
    assert failed_tests_line(tested) == "Failed: status is 200 · found 404"
    assert "Failed: status is 200" in announcement(tested)
    missed = replace(exchange, examination=Examination((failed,), missed=(failed, failed)))
    assert failed_tests_line(missed) == "Failed: status is 200 · found 404 · and 2 more"


def test_texts_of_fields_are_summed_up_and_not_said_twice():
    fields = {"items.0.name": ("Too short.",), "email": ("Taken.",)}
    of_fields = Verdict(
        VerdictKind.BARE_STATUS, Severity.INPUT, "422 Invalid content", message="Too short.",
        field_errors=fields,
    )  # fmt: skip
    assert summary(of_fields) == "2 fields are not right."
    assert summary(replace(of_fields, message="Validation failed")) == "Validation failed"
    quoted = Verdict(VerdictKind.BARE_STATUS, Severity.INPUT, "It failed: No.", message="No.")
    assert summary(quoted) == ""


def test_what_an_unknown_host_calls_a_code_is_not_the_sign_of_a_verdict():
    verdict = Verdict(VerdictKind.BARE_STATUS, Severity.INPUT, "404 Not found", code="NO_SUCH")
    assert verdict_sign(verdict, 404) == "404"
    assert verdict_sign(replace(verdict, table="acme"), 404) == "NO_SUCH"


def test_a_failed_test_outranks_the_verdict():
    exchange = an_exchange(ANSWER, INVALID_INPUT)
    assert exchange.severity is Severity.INPUT
    passed, failed = Finding("code is −10", True), Finding("status is 200", False, "404")
    assert replace(exchange, examination=Examination((passed,))).severity is Severity.INPUT
    assert replace(exchange, examination=Examination((passed, failed))).severity is Severity.TEST
    missed = Examination((passed,), missed=(Finding("id from value id", False),))
    assert replace(exchange, examination=missed).severity is Severity.TEST


def test_a_note_comes_after_the_others():
    exchange = an_exchange(ANSWER, INVALID_INPUT).with_note("first").with_note("last")
    assert exchange.verdict.notes[-2:] == ("first", "last")
