"""Frames that are kept in memory and in a real file."""

import asyncio
import threading
import tracemalloc
from pathlib import Path

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import StorageError
from aiurdesk.core.exchange.sockets.frame import Frame
from aiurdesk.services.sockets.frame_log import BLOCK_FRAMES, FrameLog, open_frames
from tests.core.exchange.sockets.frames import a_frame


def some_frames(count: int) -> list[Frame]:
    return [a_frame(f"number {number}") for number in range(count)]


def a_log(folder: Path, **limits: int) -> FrameLog:
    path = folder / "older"
    return FrameLog(lambda: (path.open("wb"), str(path)), **limits)


async def test_the_oldest_frames_go_to_the_file_and_come_back(tmp_path):
    log, frames = a_log(tmp_path, memory_frames=2000), some_frames(5300)
    for start in range(0, len(frames), 700):
        log.add(frames[start : start + 700])
        await log.settle()
    assert len(log) == 5300
    assert log.first_in_memory == 4 * BLOCK_FRAMES
    assert log.in_memory(5299) == frames[5299]
    assert log.in_memory(3999) is None
    assert log.in_memory(5300) is None
    for start, stop in [(0, 10), (990, 1010), (3990, 4010), (5290, 9999), (0, 5300), (7, 7)]:
        assert await log.frames(start, stop) == tuple(frames[start:stop])
    assert (log.lost, log.trouble) == (0, "")


async def test_long_messages_go_to_the_file_earlier(tmp_path):
    log = a_log(tmp_path, memory_bytes=3000)
    frames = [a_frame(str(n) * 1000) for n in range(8)]
    for frame in frames:
        log.add([frame])
        await log.settle()
    assert log.first_in_memory > 0
    assert await log.frames(0, 8) == tuple(frames)


async def test_a_block_that_is_being_written_counts_also_where_nobody_waits_any_more(tmp_path):
    path = tmp_path / "older"
    asked, may_go_on = threading.Event(), threading.Event()

    def create():
        asked.set()
        may_go_on.wait()
        return path.open("wb"), str(path)

    log, frames = FrameLog(create, memory_frames=1000), some_frames(3500)
    log.add(frames)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(log.settle())
        await asyncio.to_thread(asked.wait)
        # Such as by a person who disconnects.
        task.cancel()
        await asyncio.sleep(0)
        may_go_on.set()
    await log.settle()
    assert await log.frames(0, 3500) == tuple(frames)


async def test_without_a_file_the_oldest_frames_are_dropped_and_it_is_said(tmp_path):
    def create():
        raise OSError(28, "No space left on device")

    log, frames = FrameLog(create, memory_frames=1000), some_frames(2500)
    log.add(frames)
    await log.settle()
    assert (len(log), log.lost) == (2500, 2000)
    assert "No space left on device" in log.trouble
    assert await log.frames(0, 2500) == tuple(frames[2000:])
    assert log.path == ""


async def test_frames_are_saved_without_secrets_and_opened_again(tmp_path):
    log = a_log(tmp_path, memory_frames=1000)
    frames = [*some_frames(2300), a_frame("my topsecret-key"), a_frame("ü\n\u2028")]
    log.add(frames)
    await log.settle()
    path = tmp_path / "saved.frames.jsonl"
    await log.save(str(path), (Secret("topsecret-key"),))
    assert "topsecret" not in path.read_text(encoding="utf-8")
    opened = await open_frames(str(path))
    assert opened[:2300] == tuple(frames[:2300])
    assert opened[2300].content == "my ••••"
    assert opened[2301] == frames[2301]


async def test_a_file_that_cannot_be_read_or_written_is_an_error(tmp_path):
    with pytest.raises(StorageError, match="could not be read"):
        await open_frames(str(tmp_path / "missing"))
    (tmp_path / "other").write_text("hello")
    with pytest.raises(StorageError, match="does not hold the frames of a socket"):
        await open_frames(str(tmp_path / "other"))
    log = a_log(tmp_path, memory_frames=1000)
    log.add(some_frames(2500))
    await log.settle()
    (tmp_path / "older").unlink()
    with pytest.raises(StorageError, match="Older frames cannot be read"):
        await log.frames(0, 10)


async def test_the_file_of_a_log_is_private_and_is_deleted(tmp_path):
    services = build_services(tmp_path)
    log = services.sockets.log()
    log.add(some_frames(60_000))
    await log.settle()
    path = Path(log.path)
    assert path.exists()
    assert path.parent.stat().st_mode & 0o077 == 0
    services.sockets.discard(log)
    assert not path.exists()
    await services.aclose()


async def test_a_long_log_is_saved_a_block_at_a_time(tmp_path):
    log = a_log(tmp_path, memory_frames=1000)
    for _ in range(30):
        log.add(a_frame("x" * 2000) for _ in range(1000))
        await log.settle()
    path = tmp_path / "saved.frames.jsonl"
    tracemalloc.start()
    try:
        await log.save(str(path))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert path.stat().st_size > 60_000_000
    # Two or three blocks of 2 MB, and not the whole file.
    assert peak < 25_000_000
