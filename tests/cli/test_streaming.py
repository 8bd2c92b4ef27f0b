"""``aiurdesk send`` with streams, as a process of its own against a server on loopback."""

import asyncio
import json
import os
import re
import shlex
import signal
import sys
from asyncio.subprocess import PIPE

import pytest

from aiurdesk.cli.main import main
from aiurdesk.cli.streaming import (
    closing_lines,
    content_line,
    json_line,
    opened_line,
    reading_lines,
)
from aiurdesk.core.exchange.sockets.closing import SocketState, SocketStatus
from aiurdesk.core.exchange.sockets.event_types import EventType, FrameReading
from aiurdesk.core.exchange.sockets.frame import FrameKind
from aiurdesk.core.exchange.sockets.transcript import parse_frames
from aiurdesk.core.response.response import Closing
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.resources import read_text
from tests.child_process import default_signals
from tests.command_line import run_command
from tests.core.exchange.sockets.frames import a_frame
from tests.transport.misbehaving_server import answering, read_head, serving
from tests.transport.stream_bytes import CHUNKED, END, chunk, head

VARIABLES = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
TICKS = [chunk(b'event: tick\nid: %d\ndata: {"n":%d}\n\n' % (n, n)) for n in range(3)]


async def sent(port: int, *arguments: str, profile, command: str = "send"):
    call = (command, f"http://127.0.0.1:{port}/", *arguments, "--profile", profile)
    run = await asyncio.to_thread(run_command, *call, environment=VARIABLES)
    return run.returncode, run.stdout, run.stderr


async def test_events_are_lines_and_the_verdict_follows(tmp_path):
    async with serving(answering(CHUNKED, *TICKS, chunk(b": ping\n\n"), END)) as port:
        status, out, words = await sent(port, profile=tmp_path)
    assert (status, out) == (0, '{"n":0}\n{"n":1}\n{"n":2}\n')
    assert "200 OK · event stream" in words
    assert "Events: 3 received in" in words
    assert "The stream ended." in words


def test_the_commands_of_the_manual_work(tmp_path, capsys):
    commands = re.findall(r"^    aiurdesk (.+)$", read_text("manual/streams.md"), re.MULTILINE)
    # The last one names an address of another computer.
    for command in commands[:-1]:
        end = [] if "--count" in command or "--show json" in command else ["--count", "2"]
        assert main([*shlex.split(command), *end, "--profile", str(tmp_path)]) == 0, command
    printed = capsys.readouterr().out
    assert printed.count('"name": "tick"') == 2
    assert (
        len(json.loads(printed[printed.index('{\n  "verdict"') :].partition("\n}\n")[0] + "}")) > 3
    )


async def test_an_event_is_printed_before_the_next_one_comes(tmp_path):
    seen = asyncio.Event()

    async def script(reader, writer):
        await read_head(reader)
        writer.write(CHUNKED + TICKS[0])
        await seen.wait()
        writer.write(TICKS[1] + END)

    async with serving(script) as port:
        address = f"http://127.0.0.1:{port}/"
        command = [*("-m", "aiurdesk", "send", address), "--profile", str(tmp_path)]
        with default_signals():
            process = await asyncio.create_subprocess_exec(
                sys.executable, *command, stdout=PIPE, stderr=PIPE, env=VARIABLES
            )
        assert process.stdout is not None
        assert await process.stdout.readline() == b'{"n":0}\n'
        seen.set()
        out, _ = await process.communicate()
    assert out == b'{"n":1}\n'
    assert process.returncode == 0


async def test_control_c_ends_a_stream_in_order(tmp_path):
    async with serving(answering(CHUNKED, TICKS[0], hangs=True)) as port:
        address = f"http://127.0.0.1:{port}/"
        command = [*("-m", "aiurdesk", "send", address), "--profile", str(tmp_path)]
        with default_signals():
            process = await asyncio.create_subprocess_exec(
                sys.executable, *command, stdout=PIPE, stderr=PIPE, env=VARIABLES
            )
        assert process.stdout is not None
        await process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, words = await process.communicate()
    assert process.returncode == 0
    assert b"Stopped.\n" in words
    assert b"Events: 1 received" in words


async def test_enough_events_end_it(tmp_path):
    async with serving(answering(CHUNKED, *TICKS, hangs=True)) as port:
        status, out, words = await sent(port, "--count", "2", profile=tmp_path)
    assert (status, out) == (0, '{"n":0}\n{"n":1}\n')
    assert "Stopped by aiurdesk." in words


async def test_an_endless_stream_ends_with_a_sentence(tmp_path):
    (tmp_path / "settings.json").write_text('{"limits": {"total_s": 0.5}}')
    async with serving(answering(CHUNKED, *TICKS, hangs=True)) as port:
        status, out, words = await sent(port, profile=tmp_path)
    assert status == 3
    assert len(out.splitlines()) == 3
    assert "The stream did not end in time" in words
    assert "It did not end within 0.5 s." in words


async def test_json_has_the_events_as_frames(tmp_path):
    async with serving(answering(CHUNKED, *TICKS, END)) as port:
        status, out, _ = await sent(port, "--show", "json", profile=tmp_path)
    assert status == 0
    told = json.loads(out)
    assert told["response"]["body"] == ""
    first = told["frames"][0]
    assert (first["name"], first["id"], first["text"]) == ("tick", "0", '{"n":0}')
    # The history tells the same.
    listed = await asyncio.to_thread(
        run_command, "history", "--json", "--profile", tmp_path, environment=VARIABLES
    )
    assert "event stream" in listed.stdout


async def test_all_has_the_headers_first(tmp_path):
    async with serving(answering(CHUNKED, *TICKS, END)) as port:
        _, out, _ = await sent(port, "--show", "all", profile=tmp_path)
    assert out.startswith("HTTP/1.1 200 OK\nContent-Type: text/event-stream\n")
    assert out.endswith('\n\n{"n":0}\n{"n":1}\n{"n":2}\n')


FINE = chunk(b'data: {"code":0,"message":"Fine.","protocolVersion":"1"}\n\n')
ENDED = chunk(b'data: {"code":-8,"message":"The session has ended.","protocolVersion":"1"}\n\n')
OVERLOADED = chunk(b'data: {"error":{"type":"overloaded_error","message":"Overloaded"}}\n\n')
FAILED = "200 OK, but the body says that it failed: Overloaded"


@pytest.mark.parametrize(("events", "expected"), [((FINE, ENDED, FINE), 1), ((FINE, FINE), 0)])
@pytest.mark.parametrize("command", ["send", "listen"])
async def test_the_worst_event_decides_where_a_dialect_judges(tmp_path, events, expected, command):
    async with serving(answering(CHUNKED, *events, END)) as port:
        given = ("--dialect", "2020")
        status, _, words = await sent(port, *given, profile=tmp_path, command=command)
    assert status == expected
    assert ("\N{MINUS SIGN}8" in words) is bool(expected)
    assert ("The session has ended." in words) is bool(expected)


async def test_run_and_history_say_that_a_stream_failed(tmp_path):
    folder, report = tmp_path / "checks", tmp_path / "run.json"
    async with serving(answering(CHUNKED, TICKS[0], OVERLOADED, END)) as port:
        status, words = await ran(
            a_collection(folder, port), "--json", str(report), profile=tmp_path
        )
    (result,) = json.loads(report.read_text(encoding="utf-8"))["results"]
    assert (status, result["passed"]) == (1, False), words
    assert result["exchange"]["verdict"]["headline"] == FAILED
    listed = await asyncio.to_thread(
        run_command, "history", "--json", "--profile", tmp_path, environment=VARIABLES
    )
    assert FAILED in listed.stdout


@pytest.mark.parametrize(("show", "dialect"), [("body", ""), ("json", ""), ("body", "http")])
async def test_a_stream_that_says_that_it_failed_is_no_success(tmp_path, show, dialect):
    given = ("--dialect", dialect) if dialect else ()
    async with serving(answering(CHUNKED, TICKS[0], OVERLOADED, END)) as port:
        status, _, words = await sent(port, "--show", show, *given, profile=tmp_path)
    assert status == (0 if dialect else 1)
    assert ("but the body says that it failed: Overloaded" in words) is (not dialect)


async def test_a_stream_that_is_cut_off_is_not_a_success(tmp_path):
    async with serving(answering(CHUNKED, TICKS[0], resets=True)) as port:
        status, out, words = await sent(port, profile=tmp_path)
    assert (status, out) == (3, '{"n":0}\n')
    assert "The stream was cut off" in words


@pytest.mark.parametrize(
    ("lines", "expected"), [(b'{"a":1}\n{"a":2}', '{"a":1}\n{"a":2}\n'), (b"", "")]
)
async def test_json_lines_are_printed_as_they_are(tmp_path, lines, expected):
    whole = head("Content-Type: application/x-ndjson", f"Content-Length: {len(lines)}")
    async with serving(answering(whole, lines)) as port:
        status, out, words = await sent(port, profile=tmp_path)
    assert (status, out) == (0, expected)
    assert "200 OK · stream of JSON" in words


async def test_listen_takes_a_stream(tmp_path):
    async with serving(answering(CHUNKED, *TICKS, hangs=True)) as port:
        arguments = ("--count", "3", "--json")
        status, out, words = await sent(port, *arguments, profile=tmp_path, command="listen")
    assert status == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["0", "1", "2"]
    assert words.startswith("Connected.")


async def test_listen_says_that_a_page_is_not_a_stream(tmp_path):
    page = head("Content-Type: text/html", "Content-Length: 5")
    async with serving(answering(page, b"Hello")) as port:
        status, out, words = await sent(port, profile=tmp_path, command="listen")
    assert (status, out) == (1, "Hello")
    assert "The response is not a stream of events." in words


async def test_nothing_is_sent_over_a_stream(tmp_path):
    status, out, words = await sent(1, "--send", "hello", profile=tmp_path, command="listen")
    assert (status, out) == (2, "")
    assert "A stream takes no messages." in words


def a_collection(folder, port: int, rest: str = ""):
    """Write a collection with one request, to a stream."""
    folder.mkdir()
    (folder / "collection.toml").write_text('format = 1\nname = "Streams"\n', encoding="utf-8")
    text = f'method = "GET"\nurl = "http://127.0.0.1:{port}/"\n{rest}'
    (folder / "Ticks.request.toml").write_text(text, encoding="utf-8")
    return folder


async def ran(folder, *arguments: str, profile):
    call = ("run", str(folder), *arguments, "--profile", profile)
    run = await asyncio.to_thread(run_command, *call, environment=VARIABLES)
    return run.returncode, run.stdout + run.stderr


EXPECTED = """
frame_tests = [
    { frame = "any", value = "n", equals = 1 },
    { frame = 1, matches = "n" },
]
captures = [
    { variable = "second", value = "n" },
]
"""


async def test_a_run_ends_a_stream_when_its_tests_are_settled(tmp_path):
    async with serving(answering(CHUNKED, *TICKS, hangs=True)) as port:
        folder = a_collection(tmp_path / "checks", port, EXPECTED)
        report = tmp_path / "run.json"
        status, words = await ran(folder, "--json", str(report), profile=tmp_path)
    assert status == 0, words
    (result,) = json.loads(report.read_text(encoding="utf-8"))["results"]
    assert [frame["id"] for frame in result["exchange"]["frames"]][:2] == ["0", "1"]


async def test_a_run_tells_that_a_stream_does_not_end(tmp_path):
    async with serving(answering(CHUNKED, *TICKS, hangs=True)) as port:
        folder = a_collection(tmp_path / "checks", port, "timeout_ms = 500\n")
        status, words = await ran(folder, profile=tmp_path)
    assert status == 3
    assert "The stream did not end in time" in words


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
