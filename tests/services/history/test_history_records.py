"""Records of long exchanges are made in a helper process, and are the same."""

import os
import signal
from pathlib import Path

import pytest
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.exchange.sockets.transcript import Transcript, with_transcript
from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.core.history.recording import record_of
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.services.history.history_records import INLINE_BYTES, HistoryRecorder
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.storage.history import HistoryDatabase
from tests.child_process import children, wait_until
from tests.core.exchange.sockets.frames import a_frame, a_handshake
from tests.history_records import an_exchange

MOST = 8 * 2**20
SECRET = "s3cret-token-of-mine"
LONG = b'{"code": 0, "items": [' + b'"an item", ' * (INLINE_BYTES // 8) + SECRET.encode() + b"]}"


@pytest.fixture
def recorder():
    made = HistoryRecorder(HelperProcesses())
    yield made
    made.close()


def exchange_with(data: bytes, path: Path | None = None):
    exchange = an_exchange()
    assert isinstance(exchange.outcome, Response)
    body = ResponseBody(data, None if path is None else str(path), len(LONG), len(LONG))
    headers = (Header("X-Repeated", SECRET),)
    return replace(
        exchange,
        outcome=replace(exchange.outcome, body=body, headers=headers),
        prepared=replace(exchange.prepared, secrets=(Secret(SECRET),)),
    )


def test_a_short_exchange_needs_no_other_process(recorder):
    before = children()
    exchange = exchange_with(LONG[:1000])
    assert recorder.record(exchange, "Sandbox", MOST) == record_of(exchange, "Sandbox", MOST)
    assert children() <= before


def test_a_long_exchange_is_recorded_in_another_process_as_it_would_be_here(recorder):
    before = children()
    exchange = exchange_with(LONG)
    record = recorder.record(exchange, "Sandbox", MOST)
    assert record == record_of(exchange, "Sandbox", MOST)
    assert DOTS.encode() in record.body
    assert SECRET.encode() not in record.body + record.details
    assert len(children() - before) == 1
    recorder.close()
    assert children() <= before


def test_a_body_in_a_file_is_recorded_whole(recorder, tmp_path):
    path = tmp_path / "body"
    path.write_bytes(LONG)
    in_file = recorder.record(exchange_with(LONG[:1000], path), "Sandbox", MOST)
    assert in_file.is_body_whole
    assert in_file.body == record_of(exchange_with(LONG), "Sandbox", MOST).body


def test_of_a_body_whose_file_is_gone_the_beginning_is_recorded(recorder, tmp_path):
    record = recorder.record(exchange_with(LONG[:1000], tmp_path / "gone"), "Sandbox", MOST)
    assert (record.body, record.is_body_whole) == (LONG[:1000], False)


def test_a_helper_process_that_was_killed_costs_nothing(recorder):
    before = children()
    exchange = exchange_with(LONG)
    recorded = recorder.record(exchange, "Sandbox", MOST)
    (helper,) = children() - before
    os.kill(helper, signal.SIGKILL)
    assert recorder.record(exchange, "Sandbox", MOST) == recorded


@pytest.fixture
def database(tmp_path):
    opened = HistoryDatabase(tmp_path / "history.sqlite", tmp_path / "bodies")
    yield opened
    opened.close()


def started(recorder, database):
    """Start the helper process, wait until it records, and return its id."""
    before = children()
    recorder.start_helper()
    wait_until(lambda: recorder.add(database, (), MOST) is not None)
    (helper,) = children() - before
    return helper


def test_many_exchanges_are_recorded_by_another_process_as_they_would_be_here(recorder, database):
    before = children()
    given = [(exchange_with(LONG[:size]), f"Environment {size}") for size in range(100, 130)]
    assert recorder.add(database, given, MOST) is None
    started(recorder, database)
    entries = recorder.add(database, given, MOST)
    records = [database.exchange(entry.id).record for entry in entries]
    expected = [record_of(*exchange, MOST) for exchange in given]
    assert [replace(record, entry=None) for record in records] == [
        replace(record, entry=None) for record in expected
    ]
    assert [entry.environment for entry in entries] == [name for _, name in given]
    recorder.close()
    assert children() <= before


def test_many_exchanges_with_a_long_one_are_recorded_one_by_one(recorder, database, tmp_path):
    helper = started(recorder, database)
    short = (exchange_with(LONG[:1000]), "Sandbox")
    for long in (exchange_with(LONG), exchange_with(LONG[:1000], tmp_path / "body")):
        assert recorder.add(database, [short, (long, "Sandbox")], MOST) is None
    assert database.page(HistoryFilter()) == ()
    recorder.record(exchange_with(LONG), "Sandbox", MOST)
    assert helper in children()


def test_a_helper_that_cannot_record_costs_no_other_exchange(recorder, database):
    helper = started(recorder, database)
    short = exchange_with(LONG[:1000])
    given = [(short, "Sandbox"), (replace(short, request=None), "")]
    assert recorder.add(database, given, MOST) is None
    assert helper not in children()
    assert database.page(HistoryFilter()) == ()
    assert recorder.record(short, "Sandbox", MOST) == record_of(short, "Sandbox", MOST)


def test_a_helper_that_cannot_write_leaves_it_to_the_program(recorder, database, tmp_path):
    helper = started(recorder, database)
    in_a_file = HistoryDatabase(tmp_path / "history.sqlite" / "below", tmp_path / "bodies")
    given = [(exchange_with(LONG[:100]), "Sandbox")]
    assert recorder.add(in_a_file, given, MOST) is None
    assert helper in children()
    assert len(recorder.add(database, given, MOST)) == 1


def test_a_helper_that_is_still_starting_is_ended_too(recorder):
    before = children()
    recorder.start_helper()
    recorder.close()
    assert children() <= before


def test_a_long_socket_is_recorded_in_the_helper_process_too(recorder):
    frames = tuple(a_frame(f"{number} pin=hunter2 {'x' * 1000}") for number in range(200))
    exchange = with_transcript(a_handshake(), Transcript(frames))
    record = recorder.record(exchange, "Tests", 1_000_000)
    assert record.is_body_whole
    assert b"hunter2" not in record.body
    assert record.body.count(b"\n") == 200
