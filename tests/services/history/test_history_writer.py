"""What is sent is written into the history, and nothing waits for it."""

import asyncio
import threading
from pathlib import Path

import pytest
from msgspec.structs import replace

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.state.history_settings import HistorySettings
from aiurdesk.services.history.history import History
from aiurdesk.services.history.history_writer import NOT_RECORDED, not_written
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.storage.history import HistoryDatabase
from tests.child_process import children
from tests.coroutines import until
from tests.history_records import LIBRARY, WORDS, an_exchange
from tests.services.history.test_history import EVERYTHING, pipeline_with, recorded, sent_on


async def test_recording_never_waits_for_the_disk(tmp_path):
    may_open = threading.Event()

    def open_slowly():
        may_open.wait()
        return HistoryDatabase(tmp_path / "history.sqlite", tmp_path / "bodies")

    history = History(open_slowly, LIBRARY, HelperProcesses(), WORDS)
    history.configure(HistorySettings())
    pipeline = pipeline_with(history)
    for _ in range(3):
        assert isinstance(await sent_on(pipeline), Exchange)
    may_open.set()
    await history.aclose()
    assert len(await history.page(EVERYTHING)) == 3
    await history.aclose()


@pytest.mark.parametrize("is_cancelled", [False, True])
async def test_what_takes_too_long_is_not_waited_for_but_told(tmp_path, told, is_cancelled):
    may_open = threading.Event()

    def open_slowly():
        may_open.wait()
        return HistoryDatabase(tmp_path / "history.sqlite", tmp_path / "bodies")

    history = History(open_slowly, LIBRARY, HelperProcesses(), WORDS)
    history.configure(HistorySettings())
    history.on_trouble = told.append
    others = threading.enumerate()
    for _ in range(3):
        history.record(an_exchange(), "Sandbox")
    (writer,) = (thread for thread in threading.enumerate() if thread not in others)
    if is_cancelled:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await history.aclose()
    else:
        history.hurry()
        await history.aclose()
    assert told == [not_written(3)]
    may_open.set()
    writer.join()
    assert await history.page(EVERYTHING) == ()
    # It can be used again.
    await recorded(history, an_exchange())
    assert len(await history.page(EVERYTHING)) == 1
    await history.aclose()
    assert len(told) == 1


async def test_what_is_not_written_for_lack_of_memory_is_told(tmp_path, told):
    def open_without_memory():
        raise MemoryError

    history = History(open_without_memory, LIBRARY, HelperProcesses(), WORDS)
    history.configure(HistorySettings())
    history.on_trouble = told.append
    for _ in range(3):
        history.record(an_exchange(), "Sandbox")
    await history.aclose()
    assert told == [not_written(3)]


@pytest.mark.parametrize("settings", [None, HistorySettings(is_kept=False)])
async def test_without_permission_nothing_is_recorded(tmp_path, settings):
    file = tmp_path / "history.sqlite"
    history = History(
        lambda: HistoryDatabase(file, tmp_path / "bodies"), LIBRARY, HelperProcesses(), WORDS
    )
    if settings is not None:
        history.configure(settings)
    assert not history.is_recording
    await recorded(history, an_exchange())
    assert not file.exists()


async def test_trouble_is_told_once_until_it_works_again(tmp_path, told, caplog):
    folder = tmp_path / "state"
    folder.write_text("a file where a folder should be")
    history = History(
        lambda: HistoryDatabase(folder / "history.sqlite", tmp_path / "bodies"),
        LIBRARY,
        HelperProcesses(),
        WORDS,
    )
    history.configure(HistorySettings())
    history.on_trouble = told.append
    for _ in range(3):
        await recorded(history, an_exchange())
    await asyncio.sleep(0)
    assert len(told) == 1
    assert "The history could not be used" in told[0]
    folder.unlink()
    await recorded(history, an_exchange())
    assert len(await history.page(EVERYTHING)) == 1
    await history.aclose()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    caplog.clear()


async def test_a_mistake_in_recording_is_told_and_costs_no_other_exchange(history, told, caplog):
    # Nothing that the program sends looks like this, so only a mistake of ours can.
    history.record(replace(an_exchange(), verdict=None), "Sandbox")
    await recorded(history, an_exchange())
    await asyncio.sleep(0)
    assert told == [NOT_RECORDED]
    assert len(await history.page(EVERYTHING)) == 1
    await history.aclose()
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    caplog.clear()


@pytest.mark.parametrize(("count", "helpers"), [(50, 0), (150, 1)])
async def test_where_many_come_in_a_row_a_helper_process_records_them(history, count, helpers):
    entries: list[object] = []
    history.on_recorded = entries.extend
    before = children()
    for minutes in range(count):
        history.record(an_exchange(minutes=minutes), "Sandbox")
    await until(lambda: len(entries) == count)
    assert len(children() - before) == helpers
    for minutes in range(count, 250):
        history.record(an_exchange(minutes=minutes), "Sandbox")
    await history.aclose()
    assert len(await history.page(EVERYTHING, limit=1000)) == 250
    await history.aclose()
    assert children() <= before


async def test_old_entries_are_deleted_at_the_end_and_with_smaller_settings(history):
    # It was sent in March 2026, and is kept for a year by default.
    history.configure(HistorySettings(days=0))
    await recorded(history, an_exchange())
    assert len(await history.page(EVERYTHING)) == 1
    history.configure(HistorySettings(days=1))
    assert await history.delete([]) is not None
    assert await history.page(EVERYTHING) == ()
    await history.aclose()


@pytest.mark.parametrize("most_bytes", [1_000_000, 1000])
async def test_a_body_in_a_temporary_file_is_recorded_up_to_the_limit(
    history, tmp_path, most_bytes
):
    history.configure(HistorySettings(body_bytes=most_bytes))
    whole = b"z" * 100_000
    file = tmp_path / "long"
    file.write_bytes(whole)
    exchange = an_exchange()
    outcome = replace(
        exchange.outcome, body=ResponseBody(whole[:5000], str(file), len(whole), len(whole))
    )
    await recorded(history, replace(exchange, outcome=outcome))
    (entry,) = await history.page(EVERYTHING)
    restored = await history.exchange(entry.id)
    assert restored is not None
    assert isinstance(restored.outcome, Response)
    body = restored.outcome.body
    data = body.data if body.path is None else Path(body.path).read_bytes()
    assert data == whole[: most_bytes if most_bytes < len(whole) else None]
    await history.aclose()
