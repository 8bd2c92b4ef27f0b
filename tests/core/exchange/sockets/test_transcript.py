import pytest
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.exchange.sockets.frame import Direction, FrameKind
from aiurdesk.core.exchange.sockets.transcript import (
    Transcript,
    frame_lines,
    parse_frames,
    transcript_frames,
    transcript_of,
    with_transcript,
    without_secrets,
)
from aiurdesk.core.response.response import (
    Closing,
    Failure,
    FailureKind,
    Response,
    SocketSummary,
    has_transcript,
)
from aiurdesk.core.verdict.verdict import Severity
from tests.core.exchange.sockets.frames import a_frame, a_handshake

FRAMES = (
    a_frame("hello", Direction.SENT),
    a_frame("hello"),
    a_frame(b"\x00\xff"),
    a_frame("bye", kind=FrameKind.CLOSE, close_code=1000),
)


def test_the_frames_are_the_body_of_the_handshake():
    closing = Closing(1000, "bye", is_by_server=True)
    exchange = with_transcript(
        a_handshake(), Transcript(FRAMES, SocketSummary(0, 0, 2, 1, 0, closing, 250.0))
    )
    outcome = exchange.outcome
    assert isinstance(outcome, Response)
    assert has_transcript(outcome)
    assert transcript_of(outcome) == FRAMES
    # The same lines as in a file of frames.
    assert tuple(parse_frames(outcome.body.data.decode().split("\n"), "x")) == FRAMES
    assert outcome.timing.total_ms == 270.0
    assert exchange.verdict.severity is Severity.SUCCESS
    assert exchange.verdict.notes == (
        "Messages: 2 received, 1 sent in 250 ms.",
        "Closed by the server: bye.",
        "Close code 1000, normal closure.",
    )


@pytest.mark.parametrize(
    ("closing", "severity", "headline"),
    [
        (Closing(1011, "Oh no", is_by_server=True), Severity.SERVER, "Closed by the server"),
        (Closing(1001, is_by_server=True), Severity.SUCCESS, "101 Switched to WebSocket"),
        (
            Closing(1006, is_clean=False, failure=Failure(FailureKind.CUT_OFF)),
            Severity.FAILURE,
            "The connection was lost",
        ),
        (None, Severity.SUCCESS, "101 Switched to WebSocket"),
    ],
)
def test_an_end_that_is_not_a_success_is_the_verdict(closing, severity, headline):
    exchange = with_transcript(a_handshake(), Transcript((), SocketSummary(closing=closing)))
    assert (exchange.verdict.severity, exchange.verdict.headline) == (severity, headline)
    assert "Messages: 0 received, 0 sent in 0 ms." in exchange.verdict.notes


def test_a_note_says_how_many_frames_are_not_kept():
    for count, words in ((1, "1 frame was"), (1200, "1,200 frames were")):
        exchange = with_transcript(a_handshake(), Transcript(FRAMES, SocketSummary(count, 2048)))
        note = f"{words} not kept between the first and the last ones (2 KB)."
        assert note in exchange.verdict.notes
        assert isinstance(exchange.outcome, Response)
        assert exchange.outcome.body.size_bytes == len(exchange.outcome.body.data) + 2048


def test_secrets_are_dots_in_what_was_sent_and_in_reasons():
    secret = Secret("hush-hush")
    handshake = a_handshake(secrets=(secret,))
    other = Secret("typed-later")
    frames = (
        a_frame("I am hush-hush", Direction.SENT),
        a_frame(b"\xff hush-hush \xfe", Direction.SENT),
        a_frame("typed-later", Direction.SENT),
        a_frame("as received: hush-hush"),
    )
    closing = Closing(3000, "hush-hush is unknown", is_by_server=True)
    exchange = with_transcript(
        handshake, Transcript(frames, SocketSummary(closing=closing)), (other,)
    )
    contents = [frame.content for frame in transcript_of(exchange.outcome)]
    assert contents == [
        f"I am {DOTS}",
        b"\xff " + DOTS.encode() + b" \xfe",
        DOTS,
        "as received: hush-hush",
    ]
    assert exchange.verdict.message == f"{DOTS} is unknown"
    assert exchange.prepared.secrets == (secret, other)
    assert without_secrets(frames[0], ()) is frames[0]
    assert without_secrets(frames[3], (secret,)).content == f"as received: {DOTS}"


def test_only_an_open_socket_has_a_transcript():
    refused = a_handshake(status=401)
    assert not has_transcript(refused.outcome)
    assert transcript_of(refused.outcome) == ()
    assert not has_transcript(Failure(FailureKind.CUT_OFF))
    ordinary = replace(a_handshake().outcome, is_handshake=False)
    assert transcript_of(ordinary) == ()


def test_a_broken_line_ends_the_frames():
    data = frame_lines((a_frame("a"),)).encode()
    assert [frame.content for frame in transcript_frames(data + b"{\n" + data)] == ["a"]


def test_a_stream_counts_events():
    handshake = a_handshake(200)
    assert isinstance(handshake.outcome, Response)
    outcome = replace(handshake.outcome, is_handshake=False, is_stream=True)
    closing = Closing(0, is_stream=True, is_by_server=True)
    event = a_frame("x", name="tick", id="7")
    transcript = Transcript((event,), SocketSummary(received=1, closing=closing, elapsed_ms=250.0))
    exchange = with_transcript(replace(handshake, outcome=outcome), transcript)
    assert has_transcript(exchange.outcome)
    assert transcript_of(exchange.outcome) == (event,)
    assert exchange.verdict.notes == ("Events: 1 received in 250 ms.", "The stream ended.")
