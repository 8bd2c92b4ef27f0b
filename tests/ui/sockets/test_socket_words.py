import pytest

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.closing import SocketState, SocketStatus
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.response.response import Closing, Failure, FailureKind, Response, ResponseBody
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.ui.sockets.socket_words import state_words
from tests.core.exchange.sockets.frames import AT

S = SocketState


def refused(code, status=200):
    verdict = Verdict(VerdictKind.ENVELOPE, Severity.CREDENTIAL, "Not permitted", "2020", code)
    outcome = Response(status, "HTTP/1.1", (), ResponseBody(), "")
    request = custom_request("ws://localhost/")
    exchange = Exchange(request, PreparedRequest("GET", ""), outcome, None, verdict, AT)
    return SocketStatus(S.REFUSED, exchange)


@pytest.mark.parametrize(
    ("status", "word", "facts", "severity"),
    [
        (SocketStatus(S.CONNECTING), "Connecting", "", Severity.NOTICE),
        (SocketStatus(S.CONNECTING, attempt=2), "Connecting", "attempt 2", Severity.NOTICE),
        (
            SocketStatus(
                S.OPEN,
                round_trip_ms=3.21,
                subprotocol="chat",
                extensions=("permessage-deflate",),
            ),
            "Connected",
            "for 5 s · ping 3.2 ms · subprotocol chat · compressed",
            Severity.SUCCESS,
        ),
        (SocketStatus(S.REFUSED), "Not connected", "nothing was sent", Severity.INPUT),
        (refused(-8), "Refused", "the server responded with −8", Severity.CREDENTIAL),
        (refused(None, 404), "Refused", "the server responded with 404", Severity.CREDENTIAL),
        (SocketStatus(S.CLOSED), "Closed", "cancelled", Severity.FAILURE),
    ],
)
def test_each_state_has_its_words(status, word, facts, severity):
    words = state_words(status, open_for_s=5.4)
    assert (words.word, words.facts, words.severity) == (word, facts, severity)


def test_an_ignored_subprotocol_is_told_while_the_socket_is_open():
    words = state_words(SocketStatus(S.OPEN, ignores_subprotocols=True))
    assert words.meaning == "The server chose none of the subprotocols that were offered."
    assert state_words(SocketStatus(S.OPEN)).meaning == ""


def test_a_socket_that_got_no_response_was_not_refused():
    verdict = Verdict(VerdictKind.NO_ANSWER, Severity.FAILURE, "Certificate expired")
    outcome = Failure(FailureKind.CERTIFICATE_EXPIRED)
    exchange = Exchange(
        custom_request("ws://localhost/"), PreparedRequest("GET", ""), outcome, None, verdict, AT
    )
    words = state_words(SocketStatus(S.REFUSED, exchange))
    assert (words.word, words.facts) == ("Not connected", "certificate expired")


def test_a_close_code_is_explained():
    words = state_words(SocketStatus(S.CLOSED, closing=Closing(1011, "boom", is_by_server=True)))
    assert words.facts == "1011 internal error, by the server · “boom”"
    assert words.severity is Severity.SERVER
    assert "did not expect" in words.meaning
    assert "send a report" in words.meaning


def test_a_failure_of_this_side_is_explained():
    failure = Failure(FailureKind.TOO_LARGE, "the message has more than 16 MB")
    words = state_words(SocketStatus(S.CLOSED, closing=Closing(1009, failure=failure)))
    assert words.facts == "message too large · 1009"
    assert "more than 16 MB" in words.meaning


def test_waiting_counts_down():
    status = SocketStatus(S.WAITING, closing=Closing(1006), attempt=3, wait_s=4)
    assert state_words(status, left_s=2.2).facts == "connecting again in 2 s, attempt 3"
    assert "without a close frame" in state_words(status).meaning


def streaming(state, closing=None):
    outcome = Response(200, "HTTP/2", (), ResponseBody(), "", is_stream=True)
    verdict = Verdict(VerdictKind.BARE_STATUS, Severity.SUCCESS, "200 OK · event stream")
    request = custom_request("http://localhost/")
    exchange = Exchange(request, PreparedRequest("GET", ""), outcome, None, verdict, AT)
    return SocketStatus(state, exchange, closing=closing)


CUT_OFF = Failure(FailureKind.CUT_OFF, "the connection was closed")


@pytest.mark.parametrize(
    ("status", "word", "facts", "severity"),
    [
        (streaming(S.OPEN), "Receiving", "200 OK · event stream · for 5 s", Severity.SUCCESS),
        (streaming(S.WAITING), "Lost", "connecting again in 0 s, attempt 0", Severity.WAIT),
        (
            streaming(S.CLOSED, Closing(0, is_stream=True, is_by_server=True)),
            "Ended",
            "by the server",
            Severity.SUCCESS,
        ),
        (streaming(S.CLOSED, Closing(0, is_stream=True)), "Ended", "by aiurdesk", Severity.SUCCESS),
        (
            streaming(S.CLOSED, Closing(0, is_stream=True, failure=CUT_OFF)),
            "Ended",
            "the stream was cut off",
            Severity.FAILURE,
        ),
        (streaming(S.CLOSED), "Ended", "cancelled", Severity.FAILURE),
    ],
)
def test_each_state_of_a_stream_has_its_words(status, word, facts, severity):
    words = state_words(status, open_for_s=5.4)
    assert (words.word, words.facts, words.severity) == (word, facts, severity)


def test_a_stream_that_was_cut_off_says_what_to_do():
    words = state_words(streaming(S.CLOSED, Closing(0, is_stream=True, failure=CUT_OFF)))
    assert "The connection was closed." in words.meaning
    assert words.meaning.endswith("Send the request again to get the rest.")
