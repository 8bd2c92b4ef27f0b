import json

import pytest

from aiurdesk.cli.streaming import (
    closing_lines,
    content_line,
    json_line,
    opened_line,
    reading_lines,
)
from aiurdesk.core.response.response import Closing
from aiurdesk.core.sockets.closing import SocketState, SocketStatus
from aiurdesk.core.sockets.event_types import EventType, FrameReading
from aiurdesk.core.sockets.frame import FrameKind
from aiurdesk.core.sockets.transcript import parse_frames
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from tests.core.sockets.frames import a_frame

VERDICT = Verdict(
    VerdictKind.ENVELOPE, Severity.INPUT, "Invalid input", "2020", -10, "InvalidInput", "a\x1b[31m"
)


@pytest.mark.parametrize(
    ("content", "line"),
    [("hé", "hé"), ("a\r\nb\n", "a\\r\\nb\\n"), (b"\x00\xff", "0x00ff"), ("", "")],
)
def test_a_message_is_one_line(content, line):
    assert content_line(a_frame(content), is_terminal=False) == line


def test_a_message_cannot_change_the_terminal():
    assert content_line(a_frame("\x1b[31mred"), is_terminal=True) == "\ufffd[31mred"
    assert content_line(a_frame("\x1b[31mred"), is_terminal=False) == "\x1b[31mred"


@pytest.mark.parametrize(
    "frame",
    [
        a_frame("hi\n"),
        a_frame(b"\x00\xff", kind=FrameKind.BINARY),
        a_frame("", kind=FrameKind.CLOSE),
        a_frame("bye", kind=FrameKind.CLOSE, close_code=1000),
    ],
)
def test_what_is_printed_as_json_can_be_opened_as_a_file_of_frames(frame):
    line = json_line(frame, FrameReading(VERDICT, EventType(7, "DissolveEvent"), "Kahla 2020"))
    assert list(parse_frames([line], "frames.jsonl")) == [frame]


def test_json_is_one_line_to_every_reader_and_cannot_change_the_terminal():
    frame = a_frame("a\x85b\u2028c\u2029d\x9b31m\x7f\x1b\u202e\u2066\n")
    line = json_line(frame, FrameReading())
    assert line.splitlines() == [line]
    assert line.isprintable()
    assert json.loads(line)["text"] == frame.content


def test_a_frame_as_json_has_its_members():
    event = EventType(7, "DissolveEvent")
    reading = FrameReading(VERDICT, event, "Kahla 2020")
    assert json.loads(json_line(a_frame("hi\n"), reading)) == {
        "at": "2026-11-26T12:30:15.123456+00:00",
        "direction": "received",
        "kind": "text",
        "size_bytes": 3,
        "text": "hi\n",
        "verdict": {
            "table": "2020",
            "code": -10,
            "name": "InvalidInput",
            "severity": "input",
            "headline": "Invalid input",
            "message": "a\x1b[31m",
        },
        "event": {"table": "Kahla 2020", "name": "DissolveEvent"},
    }
    ping = json.loads(json_line(a_frame(b"\xff", kind=FrameKind.PING), FrameReading()))
    assert (ping["kind"], ping["base64"]) == ("ping", "/w==")
    close = a_frame("bye", kind=FrameKind.CLOSE, close_code=1001)
    members = json.loads(json_line(close, FrameReading()))
    assert (members["code"], members["reason"]) == (1001, "bye")
    assert "text" not in members


def test_envelopes_and_events_are_said_in_words():
    assert reading_lines(FrameReading(VERDICT)) == ["−10 Invalid input · a\ufffd[31m"]
    event = EventType(7, "DissolveEvent", "A group was dissolved.")
    assert reading_lines(FrameReading(None, event, "Kahla 2020")) == [
        "Kahla 2020: DissolveEvent. A group was dissolved."
    ]
    assert reading_lines(FrameReading()) == []


def test_the_agreed_subprotocol_and_extension_are_printed():
    status = SocketStatus(SocketState.OPEN)
    assert opened_line(status) == "Connected."
    status = SocketStatus(
        SocketState.OPEN, subprotocol="a\x1bb", extensions=("permessage-deflate",)
    )
    assert opened_line(status) == (
        "Connected with subprotocol a\ufffdb and extension permessage-deflate."
    )
    status = SocketStatus(SocketState.OPEN, ignores_subprotocols=True)
    assert opened_line(status).endswith("none of the subprotocols that were offered.")


def test_a_closing_says_what_to_do_only_where_something_is_wrong():
    assert closing_lines(Closing(1000, "bye", is_by_server=True)) == [
        "Closed by the server · bye",
        "Close code 1000, normal closure.",
    ]
    assert closing_lines(Closing(1013, is_by_server=True)) == [
        "Closed by the server",
        "Close code 1013, try again later.",
        "The server is overloaded.",
        "Wait a while, then connect again.",
    ]
