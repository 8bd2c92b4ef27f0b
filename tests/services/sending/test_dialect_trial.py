"""Tests of trying a dialect on one body."""

from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.verdict.dialect import Dialect, ReadOutcome, Reason, Rules
from aiurdesk.core.verdict.verdict import DialectFieldError, Severity
from aiurdesk.services.library import Library
from aiurdesk.services.sending.dialect_trial import DialectTrial, try_dialect

URL = "https://slack.com/"
LIBRARY = Library()


def a_trial(body, host="", **members):
    response = Response(200, "HTTP/1.1", (), ResponseBody(body, None, len(body)), URL)
    return DialectTrial(response, Request(Typed(URL)), host, **members)


def test_the_dialect_of_the_host_is_tried():
    tried = try_dialect(a_trial(b'{"ok": false, "error": "x_y"}', "slack.com"), LIBRARY)
    assert (tried.choice.dialect, tried.choice.why) == ("slack", Reason.HOST)
    assert tried.reading.outcome is ReadOutcome.ERROR
    assert tried.verdict.severity is Severity.UNEXPECTED


def test_a_dialect_of_a_file_comes_before_one_of_its_name():
    own = Dialect("slack", title="Mine", rules=Rules(ok=("!ok",)))
    tried = try_dialect(a_trial(b'{"ok": false}', "slack.com", given="slack", own=own), LIBRARY)
    assert (tried.verdict.title, tried.reading.outcome) == ("Mine", ReadOutcome.SUCCESS)


def test_errors_in_an_envelope_are_field_errors_too():
    body = b'{"code": -10, "message": "m", "items": ["It is wrong."]}'
    tried = try_dialect(a_trial(body, given="2020"), LIBRARY)
    assert tried.reading.field_errors == (DialectFieldError("", "It is wrong."),)
    assert tried.reading.outcome is ReadOutcome.ERROR
