"""Finds the long objects and lists of a body, and reads groups of their members, in a helper.

For 100 MB that takes seconds, holds the interpreter meanwhile, and can be ended there.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from mmap import ACCESS_READ, mmap
from pathlib import Path
from time import monotonic
from typing import Any

from aiurdesk.core.body_views.level_indexer import LevelIndexer
from aiurdesk.core.body_views.level_parts import LevelPart, read_part
from aiurdesk.core.body_views.levels import SIZES, Level, Levels, NoLevels, Sizes, Text
from aiurdesk.services.processes.body_texts import Source
from aiurdesk.services.processes.helper_process import HelperEnded
from aiurdesk.services.processes.helper_processes import HelperProcesses, Purpose

_STEP_S = 0.1
"""The window hears so often how far it is."""


def indexed_levels(source: Source, sizes: Sizes = SIZES) -> Iterator[int | Levels | None]:
    """Yield how many bytes were looked through, and last the levels; None where there are none.

    Args:
        source: JSON in UTF-8.
    """
    with _opened(source) as data:
        try:
            indexer, told = LevelIndexer(data, sizes), monotonic()
            while not indexer.advance():
                if monotonic() - told > _STEP_S:
                    told = monotonic()
                    yield indexer.at
            yield indexer.levels()
        except NoLevels:
            yield None


def part_in(source: Source, within: tuple[Level, ...], level: Level, group: int) -> LevelPart:
    """Return a group of the members of a level, as ``read_part`` does."""
    with _opened(source) as data:
        return read_part(data, within, level, group)


@contextmanager
def _opened(source: Source) -> Iterator[Text]:
    if isinstance(source, bytes) or not Path(source).stat().st_size:
        yield source if isinstance(source, bytes) else b""
        return
    # Only what is looked at is in memory.
    with Path(source).open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        yield data


class BodyLevels:
    """Has a helper process find and read the long objects and lists of bodies."""

    def __init__(self, processes: HelperProcesses) -> None:
        self._processes = processes

    async def index(self, source: Source, progress: Callable[[int], None]) -> Levels | None:
        """Return the levels of a body; None where there are none, or no helper can tell.

        Cancelling ends the process.

        Args:
            source: JSON in UTF-8.
            progress: Is told how many bytes were looked through.
        """
        try:
            # The one that reads parts afterwards.
            async with self._processes.borrowed(Purpose.SHOWING) as process:
                step: Any = await asyncio.to_thread(process.call, indexed_levels, source)
                while isinstance(step, int):
                    progress(step)
                    step = await asyncio.to_thread(process.receive)
        except HelperEnded:
            return None
        return step if isinstance(step, Levels) else None

    async def part(
        self, source: Source, levels: Levels, level: Level, group: int
    ) -> LevelPart | None:
        """Return a group of the members of a level; None where no helper can read it.

        Args:
            source: As for ``index``.
            levels: What that returned.
            level: One of these, or of what is left out of a part.
            group: From 0.
        """
        within = levels.within(level, group)
        try:
            return await self._processes.call(
                Purpose.SHOWING, partial(part_in, source, within, level, group)
            )
        except HelperEnded:
            return None

    def rest(self) -> None:
        """End the process that reads, while nothing is shown that could be opened."""
        self._processes.let_go(Purpose.SHOWING)
