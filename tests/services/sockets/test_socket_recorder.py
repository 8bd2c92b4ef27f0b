from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exchange.sockets.closing import SocketState, SocketStatus
from aiurdesk.core.exchange.sockets.event_types import FrameReading
from aiurdesk.core.exchange.sockets.frame import Direction, FrameKind
from aiurdesk.core.exchange.sockets.transcript import transcript_of
from aiurdesk.core.response.response import Closing, Response
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.services.sockets.socket_recorder import (
    FIRST_FRAMES,
    LAST_FRAMES,
    LONGEST_BYTES,
    SocketRecorder,
)
from tests.core.exchange.sockets.frames import a_frame, a_handshake

CONNECTING = SocketStatus(SocketState.CONNECTING)
OPEN = SocketStatus(SocketState.OPEN, exchange=a_handshake())
LOST = Closing(1006, is_clean=False)
DONE = Closing(1000, "done", is_by_server=True)


def recorded(*updates, end=None, secrets=()):
    recorder = SocketRecorder(secrets)
    exchanges = [recorder.take(status, frames) for status, *frames in updates]
    if end is not None:
        exchanges.append(recorder.end(end))
    return [exchange for exchange in exchanges if exchange is not None]


def contents(exchange):
    return [frame.content for frame in transcript_of(exchange.outcome)]


def test_each_connection_is_recorded_when_it_has_ended():
    waiting = SocketStatus(SocketState.WAITING, exchange=OPEN.exchange, closing=LOST)
    again = SocketStatus(SocketState.OPEN, exchange=OPEN.exchange, closing=LOST)
    closed = SocketStatus(SocketState.CLOSED, exchange=OPEN.exchange, closing=DONE)
    exchanges = recorded(
        (CONNECTING,),
        (OPEN, a_frame("one")),
        (OPEN, a_frame("two", Direction.SENT), a_frame(b"", kind=FrameKind.PING)),
        (waiting,),
        (again, a_frame("three")),
        (closed,),
        end=closed,
    )
    assert [contents(exchange) for exchange in exchanges] == [["one", "two", b""], ["three"]]
    assert exchanges[0].verdict.notes[0].startswith("Messages: 1 received, 1 sent in ")
    assert "Closed by the server: done." in exchanges[1].verdict.notes


def test_a_refusal_is_recorded_as_it_is():
    refused = SocketStatus(SocketState.REFUSED, exchange=a_handshake(status=401))
    assert recorded((CONNECTING,), (refused,), end=refused) == [refused.exchange]
    assert recorded((CONNECTING,), (SocketStatus(SocketState.REFUSED),)) == []


def test_a_socket_that_was_left_is_recorded_too():
    assert recorded((CONNECTING,), end=CONNECTING) == []
    (left,) = recorded((OPEN, a_frame("one")), end=OPEN)
    assert len(left.verdict.notes) == 1
    closed = SocketStatus(SocketState.CLOSED, exchange=OPEN.exchange, closing=DONE)
    (left,) = recorded((OPEN, a_frame("one")), end=closed)
    assert "Closed by the server: done." in left.verdict.notes
    # The closing of the connection before says nothing about this one.
    again = SocketStatus(SocketState.OPEN, exchange=OPEN.exchange, closing=LOST)
    (left,) = recorded((again,), end=again)
    assert len(left.verdict.notes) == 1


def test_the_first_and_the_last_frames_of_many_are_kept():
    count = FIRST_FRAMES + LAST_FRAMES + 10
    frames = (a_frame(str(number)) for number in range(count))
    (exchange,) = recorded((OPEN, *frames), end=OPEN)
    kept = contents(exchange)
    assert len(kept) == FIRST_FRAMES + LAST_FRAMES
    assert (kept[FIRST_FRAMES - 1], kept[FIRST_FRAMES]) == ("999", "1010")
    assert kept[-1] == str(count - 1)
    assert any(
        "10 frames were not kept between the first and the last ones (40 B)." in note
        for note in exchange.verdict.notes
    )
    assert exchange.verdict.notes[0].startswith(f"Messages: {count:,} received, 0 sent in ")


def test_long_messages_are_cut_and_it_is_said():
    long = "x" * LONGEST_BYTES + "word"
    frames = (a_frame("a"), a_frame(long), a_frame(long.encode()))
    (exchange,) = recorded((OPEN, *frames), end=OPEN)
    text, data = transcript_of(exchange.outcome)[1:]
    assert text.text.startswith("xxx")
    assert len(text.text) <= LONGEST_BYTES + 1
    assert (data.content, data.size_bytes) == (b"", LONGEST_BYTES + 4)
    assert "2 long messages were not kept to the end." in exchange.verdict.notes
    # Of a secret that is cut in two, nothing is left.
    hidden = "x" * (LONGEST_BYTES - 5) + "hush-hush-hush"
    (exchange,) = recorded(
        (OPEN, a_frame(hidden, Direction.SENT)), end=OPEN, secrets=(Secret("hush-hush-hush"),)
    )
    assert "hu" not in contents(exchange)[0]


def test_an_open_connection_can_be_looked_at():
    recorder = SocketRecorder()
    assert recorder.so_far() is None
    opened = SocketStatus(SocketState.OPEN, a_handshake())
    assert recorder.take(opened, (a_frame("one"),)) is None
    exchange = recorder.so_far()
    assert exchange is not None
    assert [frame.text for frame in transcript_of(exchange.outcome)] == ["one"]


def said(severity, kind=VerdictKind.ENVELOPE):
    return FrameReading(Verdict(kind, severity, severity.value))


async def test_the_worst_event_of_a_stream_is_its_verdict():
    readings = {
        "fine": said(Severity.SUCCESS),
        "bad": said(Severity.INPUT),
        "worse": said(Severity.SERVER),
    }
    handshake = a_handshake(status=200)
    assert isinstance(handshake.outcome, Response)
    stream = replace(handshake, outcome=replace(handshake.outcome, is_stream=True))
    told = {}
    for what, opened in (("stream", stream), ("socket", a_handshake())):
        recorder = SocketRecorder(read=lambda frame, *_: readings[frame.content])
        status = SocketStatus(SocketState.OPEN, exchange=opened)
        frames = tuple(map(a_frame, ("fine", "bad", "worse", "bad", "fine")))
        recorder.take(status, frames)
        await recorder.judge(frames)
        ended = recorder.end(status)
        assert ended is not None
        told[what] = ended.verdict.headline
    # Over a socket, each message is about something else.
    assert told == {"stream": "server", "socket": "101 Switched to WebSocket"}
