import asyncio

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.services.sockets.frame_log import FrameLog
from aiurdesk.ui.live_sockets.shown_frames import ShownFrames
from aiurdesk.ui.widgets.note import WrappedLabel
from tests.core.exchange.sockets.frames import a_frame, a_handshake
from tests.coroutines import until


@pytest.fixture
def services(tmp_path):
    return build_services(tmp_path)


def notes(panel):
    labels = panel.findChildren(WrappedLabel)
    return [label.plain_text() for label in labels if label.isVisible()]


async def test_frames_in_the_file_are_counted_in_a_note_and_can_be_shown(panel, services):
    listed = ShownFrames(panel, services.sockets)
    listed.log = FrameLog(services.connections.files.create, memory_frames=1000)
    await listed.add(tuple(a_frame(f"number {number}") for number in range(2500)))
    panel.frames.flush()
    note = "The oldest 2,000 frames are in a temporary file."
    await until(lambda: note in notes(panel))
    panel.frames.table.selectRow(3)
    assert listed.log.in_memory(3) is None
    frame = await listed.frame(panel.frames.selected)
    assert frame is not None
    assert frame.content == "number 3"
    listed.clear()
    assert not any(panel.frames.counts)
    await until(lambda: note not in notes(panel))
    await services.aclose()


async def test_other_frames_take_the_place_of_those_that_are_listed(panel, services):
    listed = ShownFrames(panel, services.sockets)
    await listed.add((a_frame("one"), a_frame("two")))
    await listed.replace((a_frame("three"),))
    panel.frames.flush()
    assert panel.frames.lines().endswith("three")
    assert len(listed.log) == panel.frames.counts.listed == 1
    await services.aclose()


async def test_long_envelopes_are_listed_in_many_turns_of_the_loop(panel, services):
    listed = ShownFrames(panel, services.sockets)
    listed.handshake = a_handshake()
    envelope = a_frame('{"code": 0, "message": "m", "items": [' + "1, " * 60_000 + "1]}")
    turns = 0

    async def count():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        counting = group.create_task(count())
        await listed.add((envelope,) * 60)
        counting.cancel()
    # Each takes longer to read than a turn may take.
    assert turns > 10
    await services.aclose()
