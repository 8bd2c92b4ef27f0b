"""Levels of real files, found in a real process that can be killed."""

import asyncio
import json

import pytest

from aiurdesk.core.body_views.level_indexer import levels_of
from aiurdesk.core.body_views.level_parts import read_part
from aiurdesk.core.body_views.levels import Levels
from aiurdesk.services.body_views.body_levels import BodyLevels, indexed_levels
from aiurdesk.services.processes.helper_processes import HelperProcesses
from tests.coroutines import until

LONG = json.dumps({"count": 3000, "items": [{"id": n, "name": "é" * 20} for n in range(3000)]})


@pytest.mark.parametrize("is_file", [True, False])
async def test_a_process_finds_the_levels_and_reads_a_group(tmp_path, is_file):
    data = LONG.encode()
    path = tmp_path / "body"
    path.write_bytes(data)
    source = str(path) if is_file else data
    processes = HelperProcesses()
    body_levels = BodyLevels(processes)
    levels = await body_levels.index(source, lambda size: None)
    assert levels is not None
    assert [*levels] == [*levels_of(data)]
    part = await body_levels.part(source, levels, levels[1], 5)
    assert part is not None
    assert part.steps(1) == (2500,)
    expected = read_part(data, (), levels[1], 5)
    assert list(part.tree.pretty_lines()) == list(expected.tree.pretty_lines())
    outer = await body_levels.part(source, levels, levels[0], 0)
    assert outer is not None
    assert [hole.level for hole in outer.holes] == [levels[1]]
    body_levels.rest()
    await processes.aclose()


@pytest.mark.parametrize("text", ["", "7", "[1,", "<p>"])
def test_a_file_of_something_else_has_no_levels(tmp_path, text):
    path = tmp_path / "body"
    path.write_text(text)
    assert list(indexed_levels(str(path))) == [None]


async def test_progress_is_told_and_the_index_can_be_given_up():
    processes = HelperProcesses()
    body_levels = BodyLevels(processes)
    told: list[int] = []
    data = b"[" + b",".join([b'{"a":1}'] * 4_000_000) + b"]"
    job = asyncio.get_running_loop().create_task(body_levels.index(data, told.append))
    await until(lambda: told)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    levels = await body_levels.index(b"[1]", told.append)
    assert isinstance(levels, Levels)
    assert told[0] < len(data)
    await processes.aclose()
