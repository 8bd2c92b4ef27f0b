"""HTTP statuses in words, where there is no code to read."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Returns
from aiurdesk.core.problem import FixAction
from aiurdesk.core.request.request import Header, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Hop, Response, ResponseBody
from aiurdesk.core.verdict.statuses import (
    explain_status,
    hinted_seconds,
    is_redirect,
    leads_to_sign_in,
    resend_after,
    retry_after_s,
    wait_in_words,
)
from aiurdesk.core.verdict.verdict import Severity


def response(status, url="https://host/", hops=(), **headers):
    lines = tuple(Header(name.replace("_", "-"), value) for name, value in headers.items())
    return Response(status, "HTTP/2", lines, ResponseBody(), url, hops=hops)


def request(method="", **facts):
    return Request(Endpoint("s.g.e", "s", "G", "E", "GET", "/", **facts), method=method)


def test_a_number_comes_before_its_class_and_a_class_before_the_unknown():
    numbers = (103, 204, 205, 300, 304, 401, 404, 418, 429, 500, 503, 599, 999)
    explanations = [explain_status(response(number), request()) for number in numbers]
    assert [explanation.severity for explanation in explanations] == [
        Severity.UNEXPECTED,
        Severity.SUCCESS,
        *[Severity.NOTICE] * 3,
        Severity.CREDENTIAL,
        *[Severity.INPUT] * 2,
        Severity.WAIT,
        *[Severity.SERVER] * 4,
    ]
    headlines = [explanation.headline for explanation in explanations]
    assert headlines[6:8] == ["Not found", "Request refused"]


@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("If-None-Match", Severity.SUCCESS),
        ("if-modified-since", Severity.SUCCESS),
        ("Accept", Severity.NOTICE),
    ],
)
def test_304_is_a_success_where_it_was_asked_for(name, severity):
    asked = replace(request(), headers=(Header(name, "x"),))
    assert explain_status(response(304), asked).severity is severity
    assert explain_status(response(404), asked).severity is Severity.INPUT


def test_a_redirect_to_the_sign_in_page_says_who_has_to_act():
    answer = response(302, Location="https://gateway.aiursoft.com/oauth/authorize?appid=1")
    words = explain_status(answer, request())
    assert words.severity is Severity.CREDENTIAL
    assert FixAction.SIGN_IN in {fix.action for fix in words.fixes}
    assert leads_to_sign_in(answer)


def test_all_statuses_from_300_but_304_are_redirects():
    statuses = (299, 300, 304, 399, 400)
    assert [status for status in statuses if is_redirect(response(status))] == [300, 399]


def test_a_redirect_elsewhere_names_the_address():
    answer = response(302, Location="https://host/picture.png?to=/login")
    assert not leads_to_sign_in(answer)
    assert "picture.png" in explain_status(answer, request()).meaning


def test_a_redirect_to_nowhere_is_told_without_an_address():
    assert is_redirect(response(301))
    assert "Location" in explain_status(response(301), request()).meaning


def test_a_page_reached_over_the_sign_in_page_leads_to_sign_in():
    hop = Hop(302, "https://developer/", "https://gateway/OAuth/Authorize?x=1")
    assert leads_to_sign_in(response(200, hops=(hop,)))


@pytest.mark.parametrize(
    "path", ["/Account/SignIn", "/login?to=x", "/Statuses/SignInPage", "/logon"]
)
def test_pages_for_signing_in_are_known_by_their_path(path):
    assert leads_to_sign_in(response(302, Location=f"https://host{path}"))
    assert not leads_to_sign_in(response(302, Location="https://host/logins/single"))


def test_a_location_that_is_not_an_address_leads_nowhere():
    assert not leads_to_sign_in(response(302, Location="http://["))


def test_not_modified_is_not_a_redirect():
    assert not is_redirect(response(304))


def test_a_websocket_called_as_plain_http_is_told_so():
    words = explain_status(response(400), request(returns=Returns.WEBSOCKET, is_websocket=True))
    assert "WebSocket" in words.headline
    handshake = replace(response(400), is_handshake=True)
    assert explain_status(handshake, request(is_websocket=True)).headline == "Bad request"


def test_plain_http_is_named_as_the_cause():
    plain = response(403, "http://127.0.0.1/")
    assert "https" in explain_status(plain, request()).meaning
    of_no_service = Request(Typed("http://127.0.0.1/"))
    assert "https" not in explain_status(plain, of_no_service).meaning


def test_the_methods_that_are_taken_are_named():
    answer = response(405, Allow="POST, PUT")
    assert "accepts POST or PUT and not GET" in explain_status(answer, request()).meaning
    from_catalogue = explain_status(response(405), request("PUT", accepted_methods=("POST",)))
    assert "accepts POST and not PUT" in from_catalogue.meaning


def buttons(explanation):
    return [(fix.action, fix.target) for fix in explanation.fixes if fix.action]


def test_a_wrong_method_offers_the_methods_that_are_accepted():
    answer = response(405, Allow="post, PUT,HEAD , OPTIONS")
    explanation = explain_status(answer, request())
    assert explanation.fixes[0].text == "Choose POST, PUT, HEAD or OPTIONS."
    method = FixAction.CHOOSE_METHOD
    assert buttons(explanation) == [(method, "POST"), (method, "PUT")]
    assert buttons(explain_status(response(405, Allow="HEAD"), request())) == [(method, "HEAD")]
    assert buttons(explain_status(response(405, Allow=" ,"), request())) == [
        (FixAction.EDIT_ADDRESS, "")
    ]


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (429, {"Retry_After": "17"}, [(FixAction.WAIT_AND_RESEND, "17")]),
        (429, {}, [(FixAction.WAIT_AND_RESEND, "60")]),
        (429, {"Retry_After": "0"}, [(FixAction.RESEND, "")]),
        (429, {"Retry_After": "86400"}, []),
        (503, {"Retry_After": "600"},
         [(FixAction.WAIT_AND_RESEND, "600"), (FixAction.COPY_REPORT, "")]),
        (503, {}, [(FixAction.RESEND_LATER, ""), (FixAction.COPY_REPORT, "")]),
    ],
)  # fmt: skip
def test_the_button_waits_as_long_as_the_server_asks(status, headers, expected):
    assert buttons(explain_status(response(status, **headers), request())) == expected


def test_a_long_wait_is_told_in_hours():
    text = explain_status(response(429, Retry_After="86400"), request()).fixes[0].text
    assert text.startswith("Wait 24 h, as the server asks")


def test_too_many_requests_tells_how_long_to_wait_and_how_many_are_allowed():
    limited = request(rate_limit_per_min=30)
    words = explain_status(response(429, Retry_After="60"), limited)
    assert "30 requests a minute" in words.meaning
    assert words.fixes[0].text.startswith("Wait 60 s")
    assert "a minute" not in explain_status(response(429, Retry_After="60"), request()).meaning
    dated = response(429, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT")
    assert explain_status(dated, limited).fixes[0].text.startswith("Wait a minute")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "60"}, 60),
        ({"Retry-After": " 0 "}, 0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT",
          "Date": "Wed, 21 Oct 2026 07:26:30 GMT"}, 90),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT",
          "Date": "Wed, 21 Oct 2026 07:29:30 GMT"}, 0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00",
          "Date": "Wed, 21 Oct 2026 07:27:30 GMT"}, 30),
        ({"Retry-After": "Wednesday, 21-Oct-26 07:28:00 GMT",
          "Date": "Wed Oct 21 07:27:00 2026"}, 60),
        ({"Retry-After": "Wed, 21 Oct 99999 07:28:00 GMT",
          "Date": "Wed, 21 Oct 2026 07:27:30 GMT"}, None),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "9" * 9}, 999_999_999),
        *(({"Retry-After": "1" * digits}, None) for digits in (10, 11, 50, 99, 100, 5000)),
        ({"Retry-After": "soon", "Date": "now"}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_the_wait_that_a_server_asks_for_is_read(headers, seconds):
    lines = tuple(Header(name, value) for name, value in headers.items())
    assert retry_after_s(Response(429, "HTTP/2", lines, ResponseBody(), "https://host/")) == seconds


def test_without_a_date_of_the_server_a_wait_counts_from_when_the_response_came():
    lines = (Header("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"),)
    came_at = datetime(2026, 10, 21, 7, 27, 15, tzinfo=UTC)
    response = Response(429, "HTTP/2", lines, ResponseBody(), "https://host/", received_at=came_at)
    assert retry_after_s(response) == 45


@pytest.mark.parametrize(("seconds", "words"), [(0, "0 s"), (120, "120 s"), (86400, "24 h")])
def test_a_wait_is_told_in_the_unit_that_a_person_counts_in(seconds, words):
    assert wait_in_words(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "actions"),
    [(0, [FixAction.RESEND]), (17, [FixAction.WAIT_AND_RESEND]), (86400, [])],
)
def test_a_wait_that_is_too_long_to_watch_has_no_button(seconds, actions):
    assert [fix.action for fix in resend_after(seconds)] == actions


HINTS = [
    (5, 5.0),
    (0.25, 0.25),
    ("30", 30.0),
    ("30s", 30.0),
    ("30.5s", 30.5),
    ("500ms", 0.5),
    ("2 m", 120.0),
    ("Wed, 21 Oct 2015 07:28:10 GMT", 10.0),
    ("Wed, 21 Oct 2015 07:27:00 GMT", 0.0),
    (-1, None),
    (True, None),
    (float("nan"), None),
    ("soon", None),
    ("²", None),
    ("9" * 5000, None),
    ([], None),
    (None, None),
]


def test_seconds_of_a_hint():
    date = "Wed, 21 Oct 2015 07:28:00 GMT"
    assert [(value, hinted_seconds(value, date)) for value, _ in HINTS] == HINTS


def test_a_date_without_the_date_of_the_response_says_nothing():
    assert hinted_seconds("Wed, 21 Oct 2015 07:28:10 GMT", None) is None
