import pytest
from msgspec.structs import replace

from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exchange.sockets.transcript import Transcript, with_transcript
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.verdict.verdict import ExitCode, Severity
from aiurdesk.services.runs.run_reports.run_record import (
    NOT_SENT,
    further_lines,
    headline_of,
    past_result,
    result_record,
    status_of,
)
from aiurdesk.services.runs.runner import RunResult
from tests.core.collection.exchanges import an_exchange
from tests.core.exchange.sockets.frames import a_frame, a_handshake
from tests.services.run_records import a_failure, a_result, a_run

REQUEST = CollectionRequest("a", "/a", SavedRequest(endpoint_id="a.b.c"))
PASSED, FAILED = Finding("t", True), Finding("t", False, "f")


def a_run_result(exchange=None, **options):
    return RunResult(1, "folder/a", 1, REQUEST, exchange, **options)


@pytest.mark.parametrize(
    ("exchange", "findings", "status"),
    [
        (None, (), ExitCode.USAGE),
        (an_exchange(), (), ExitCode.REFUSED),
        (an_exchange(), (PASSED,), ExitCode.SUCCESS),
        (an_exchange(), (PASSED, FAILED), ExitCode.TEST_FAILED),
        (an_exchange(has_response=False), (), ExitCode.NO_RESPONSE),
        (an_exchange(has_response=False), (FAILED,), ExitCode.TEST_FAILED),
    ],
)
def test_the_status_of_one_result(exchange, findings, status):
    assert status_of(a_run_result(exchange, findings=findings)) is status


def test_a_failed_sign_in_is_not_a_success():
    exchange = an_exchange()
    verdict = replace(exchange.verdict, severity=Severity.SUCCESS)
    result = a_run_result(replace(exchange, verdict=verdict), errors=(Problem("Not signed in."),))
    assert status_of(result) is ExitCode.REFUSED


def test_a_success_without_tests_passes():
    exchange = an_exchange()
    verdict = replace(exchange.verdict, severity=Severity.SUCCESS)
    result = a_run_result(replace(exchange, verdict=verdict))
    assert result_record(result).passed


def test_a_label_is_not_the_name_of_a_secret():
    exchange = an_exchange()
    verdict = replace(exchange.verdict, severity=Severity.CREDENTIAL)
    record = result_record(a_run_result(replace(exchange, verdict=verdict)))
    assert record.headline.startswith("Credential: −10 Invalid input (")
    unsent = ("token: There is no variable X.", "password: Enter one.", "a: password=hunter2")
    record = result_record(a_run_result(errors=tuple(map(Problem, unsent))))
    assert record.headline == unsent[0]
    assert record.lines == (unsent[1], "a: password=••••")


def test_a_record_says_what_was_sent_and_what_came():
    record = result_record(a_run_result(an_exchange(), findings=(PASSED,)))
    assert (record.title, record.target, record.elapsed_ms) == ("folder/a", "a.b.c", 23.0)
    assert record.severity == "Input"
    assert record.headline.startswith("Input: −10 Invalid input (InvalidInput, table 2020) · 23 ms")
    assert record.exchange is not None
    assert record.exchange["response"]["status"] == 400
    assert result_record(a_run_result(an_exchange()), has_exchange=False).exchange is None


def test_of_what_passed_a_brief_record_holds_one_line():
    passed = result_record(
        a_run_result(an_exchange(), findings=(PASSED,)), has_exchange=False, is_brief=True
    )
    assert passed.headline.startswith("Input: −10 Invalid input")
    assert (passed.lines, passed.findings, passed.exchange) == ((), (), None)
    failure = a_run_result(an_exchange(), findings=(FAILED,))
    brief = result_record(failure, has_exchange=False, is_brief=True)
    assert brief == result_record(failure, has_exchange=False)
    assert brief.findings == (FAILED,)


def test_without_its_exchange_a_record_has_dots_for_unknown_secrets_too():
    finding = Finding("value at token", passed=True, found="password=hunter2")
    record = result_record(a_run_result(an_exchange(), findings=(finding,)), has_exchange=False)
    assert record.findings[0].found == "password=••••"


def test_a_record_of_a_request_that_was_not_sent_says_why():
    record = result_record(a_run_result(errors=(Problem("No\x1b endpoint."), Problem("More."))))
    assert (record.severity, record.exchange) == (NOT_SENT, None)
    assert (record.headline, record.lines) == ("No\ufffd endpoint.", ("More.",))


def test_long_bodies_are_cut_off():
    record = result_record(a_run_result(an_exchange({"long": "x" * 200_000})))
    assert record.exchange is not None
    assert len(record.exchange["response"]["body"]) < 70_000


def test_a_run_knows_what_failed():
    assert a_run(a_result(), a_failure()).failed == (a_failure(),)


def test_the_frames_of_a_socket_are_cut_off_where_they_are_many():
    frames = tuple(a_frame("x" * 30_000) for _ in range(5))
    exchange = with_transcript(a_handshake(secrets=(Secret("hush"),)), Transcript(frames))
    record = result_record(a_run_result(exchange))
    assert record.exchange is not None
    assert len(record.exchange["frames"]) == 2
    assert record.exchange["response"]["body"] == ""


def test_a_response_is_its_verdict():
    result = a_run_result(exchange=an_exchange())
    assert headline_of(result) == (
        "Input: −10 Invalid input (InvalidInput, table 2020) · 23 ms · HTTP/2 · 400"
    )
    assert past_result(result).summary == "−10 InvalidInput"
    assert not past_result(result).passed


def test_what_was_not_sent_is_its_errors():
    result = a_run_result(errors=(Problem("There is no variable."), Problem("Set it.")))
    assert headline_of(result) == "There is no variable."
    assert list(further_lines(result)) == ["Set it."]
    assert str(past_result(result).summary) == "not sent"


def test_only_numbers_and_our_own_words_are_kept():
    exchange = an_exchange()
    text = replace(exchange, verdict=replace(exchange.verdict, code="a text of the server"))
    assert past_result(a_run_result(exchange=text)).summary == "HTTP 400"
    missing = an_exchange(has_response=False)
    assert str(past_result(a_run_result(exchange=missing)).summary) == "no response: cut off"
