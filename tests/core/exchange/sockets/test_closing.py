import pytest
from websockets.frames import CloseCode as LibraryCode

from aiurdesk.core.exchange.sockets.closing import (
    SocketState,
    explain_close_code,
    is_temporary,
    judge_closing,
)
from aiurdesk.core.response.response import Closing, Failure, FailureKind
from aiurdesk.core.verdict.failures import explanations
from aiurdesk.core.verdict.verdict import Severity


def test_a_normal_close_by_the_server_is_a_success():
    verdict = judge_closing(Closing(1000, "done", is_by_server=True))
    assert (verdict.severity, verdict.headline) == (Severity.SUCCESS, "Closed by the server")
    assert verdict.message == "done"
    assert verdict.notes == ("Close code 1000, normal closure.",)
    assert verdict.fixes == ()


def test_a_server_that_restarts_is_to_be_connected_to_again():
    closing = Closing(1012, is_by_server=True)
    assert is_temporary(closing)
    assert judge_closing(closing).fixes[0].text == "Connect again in a few seconds."


def test_a_close_code_sent_by_this_side_is_not_an_error():
    verdict = judge_closing(Closing(3003))
    assert (verdict.severity, verdict.headline) == (Severity.SUCCESS, "Closed by aiurdesk")
    assert verdict.fixes == ()
    assert not is_temporary(Closing(3003))


@pytest.mark.parametrize(
    ("kind", "headline", "may_help"),
    [
        (FailureKind.CUT_OFF, "The connection was lost", True),
        (FailureKind.READ_TIMEOUT, "Nothing came for too long", True),
        (FailureKind.TOO_LARGE, "Message too large", False),
        (FailureKind.BAD_ENCODING, "Message is not text", False),
        (FailureKind.PROTOCOL_ERROR, "Invalid WebSocket frame", False),
    ],
)
def test_a_failure_says_what_happened(kind, headline, may_help):
    closing = Closing(1006, failure=Failure(kind, "a message is larger than 16 MB"))
    verdict = judge_closing(closing)
    assert (verdict.severity, verdict.headline) == (Severity.FAILURE, headline)
    # The end of the connection needs no detail: its code says the same.
    is_told = kind is not FailureKind.CUT_OFF
    assert ("A message is larger than 16 MB." in verdict.notes) is is_told
    assert is_temporary(closing) is may_help


def test_a_server_that_answers_no_ping_is_lost_for_this_reason():
    failure = Failure(FailureKind.CUT_OFF, "the server did not answer a ping for 20 s")
    closing = Closing(1006, failure=failure, is_ping_unanswered=True)
    verdict = judge_closing(closing)
    assert is_temporary(closing)
    assert verdict.headline == "The connection was lost"
    assert verdict.meaning.startswith("The server did not answer a ping for 20 s. It may have ")
    assert verdict.fixes[0].text.startswith("Connect again.")


def test_a_socket_that_was_silent_for_too_long_is_closed_as_it_was_asked_for():
    failure = Failure(FailureKind.READ_TIMEOUT, "no frame came within 3 s")
    verdict = judge_closing(Closing(1000, failure=failure))
    assert verdict.meaning == "This program closed the socket, as its options say."
    assert verdict.notes[1:] == ("No frame came within 3 s.",)


@pytest.mark.parametrize(
    ("kind", "headline", "may_help"),
    [
        (FailureKind.CUT_OFF, "The stream was cut off", True),
        (FailureKind.READ_TIMEOUT, "Nothing came for too long", True),
        (FailureKind.TOTAL_TIMEOUT, "The stream did not end in time", False),
        (FailureKind.TOO_LARGE, "The stream is too long", False),
        (FailureKind.BAD_ENCODING, "The stream cannot be decoded", False),
        # Whatever else ends a connection is a loss.
        (FailureKind.TLS_ERROR, "The stream was cut off", False),
    ],
)
def test_a_stream_that_failed_says_what_happened(kind, headline, may_help):
    closing = Closing(0, failure=Failure(kind, "it took 5 s"), is_stream=True)
    verdict = judge_closing(closing)
    assert (verdict.severity, verdict.headline) == (Severity.FAILURE, headline)
    assert verdict.notes == ("It took 5 s.",)
    assert is_temporary(closing) is may_help


def test_a_stream_that_ended_has_no_close_code():
    ended = judge_closing(Closing(0, is_stream=True, is_by_server=True))
    stopped = judge_closing(Closing(0, is_stream=True))
    assert (ended.headline, stopped.headline) == ("The stream ended", "Stopped by aiurdesk")
    assert (ended.severity, ended.notes) == (Severity.SUCCESS, ())


@pytest.mark.parametrize("is_resumable", [True, False])
def test_only_some_streams_go_on_after_their_end(is_resumable):
    ended = Closing(0, is_stream=True, is_by_server=True, is_resumable=is_resumable)
    assert is_temporary(ended) is is_resumable
    assert not is_temporary(Closing(0, is_stream=True, is_resumable=True))


def test_every_code_that_the_library_knows_is_explained():
    assert {str(int(code)) for code in LibraryCode} <= explanations("close_codes").keys()


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (1012, "Service restart"),
        (1999, "Reserved"),
        (2999, "Reserved"),
        (3999, "Registered"),
        (4001, "Private"),
        (7, "Invalid"),
    ],
)
def test_other_codes_are_explained_by_their_range(code, name):
    assert explain_close_code(code).headline == name


def test_a_socket_is_over_when_it_was_closed_or_refused():
    assert [state.value for state in SocketState if state.is_over] == ["closed", "refused"]
