"""Reads long bodies for the window in a process of its own: where lines begin, laid out, searched.

Each of that takes seconds for 100 MB, holds the interpreter meanwhile, and can be ended there.
"""

import asyncio
import contextlib
import threading
from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, Protocol, TypeAlias, TypeVar, cast

from aiurdesk.core.body_views.find import ExpressionMistake, FindQuery, Found, find_all
from aiurdesk.core.body_views.part import decode
from aiurdesk.core.body_views.rows import IndexPart, RowIndexer
from aiurdesk.core.errors import storage_errors
from aiurdesk.core.formats.json.layout import NotJson, laid_out_pieces
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.core.translation import tr
from aiurdesk.services.processes.helper_process import HelperEnded, HelperNotStarted, HelperProcess
from aiurdesk.services.processes.helper_processes import HelperProcesses, Purpose
from aiurdesk.storage.bodies import BodyFile, body_chunks

__all__ = ["BodyFile", "BodyTexts", "Source"]

_T = TypeVar("_T")
Source: TypeAlias = bytes | str
"""A text in memory, or the path of its file."""
_PIECE = 1024 * 1024
_STEP_S = 0.1
"""The window hears of what was found so often."""
_NOTHING = IndexPart(array("Q"), array("Q"), 0, 0, 1)
_MOST_STEP_S = 10.0
"""A search that says nothing for so long is ended: an expression may take for ever."""


class Files(Protocol):
    """A folder that does not outlive the program."""

    def create_path(self) -> str:
        """Return the path of a new file. Blocks for a moment."""
        ...

    def remove(self, path: str | None) -> None:
        """Delete a file of the folder."""
        ...


def pieces_of(source: Source) -> Iterator[bytes]:
    """Yield a text in pieces of a megabyte."""
    if isinstance(source, bytes):
        yield from (source[at : at + _PIECE] for at in range(0, len(source), _PIECE))
        return
    with Path(source).open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def indexed(source: Source, encoding: str, target: str | None) -> Iterator[IndexPart]:
    """Yield the index of a text, step by step.

    Args:
        source: The body.
        encoding: Of the body.
        target: Where it is written in UTF-8, where it is something else.
    """
    pieces = pieces_of(source)
    if target is None:
        yield from _index(pieces, None)
        return
    texts = (text.encode("utf-8", "replace") for text in decode(pieces, encoding))
    yield from _index(texts, target)


def laid_out(
    source: Source, encoding: str, target: str, *, is_whole: bool
) -> Iterator[IndexPart | None]:
    """Write JSON laid out to a file in UTF-8, and yield its index; None where it is not JSON.

    Args:
        source: The body.
        encoding: Of the body.
        target: The file.
        is_whole: Its end is there, so that one that is missing is a mistake.
    """
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    if encoding != "utf-8":
        data = data.decode(encoding, "replace").encode("utf-8", "replace")
    try:
        pieces = laid_out_pieces(data, is_whole=is_whole)
    except NotJson:
        yield None
        return
    del data
    yield from _index(pieces, target)


def _index(pieces: Iterable[bytes], target: str | None) -> Iterator[IndexPart]:
    indexer = RowIndexer()
    collected, told = _NOTHING, 0.0
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(Path(target).open("wb", buffering=0)) if target else None
        for piece in pieces:
            if file is not None:
                file.write(piece)
            collected = _joined(collected, indexer.feed(piece))
            # The first screen at once.
            if monotonic() - told > _STEP_S:
                told = monotonic()
                yield collected
                collected = _NOTHING
    # When all is written: the window may read it now.
    yield _joined(collected, indexer.finish())


def _joined(first: IndexPart, then: IndexPart) -> IndexPart:
    return IndexPart(
        first.offsets + then.offsets,
        first.numbers + then.numbers,
        then.count,
        then.size,
        then.last_number,
        then.is_last,
    )


def found_in(source: Source, query: FindQuery) -> Iterator[Found | ExpressionMistake]:
    """Yield what a search finds, step by step."""
    starts, ends, told = array("Q"), array("Q"), monotonic()
    for step in find_all(pieces_of(source), query):
        if isinstance(step, ExpressionMistake):
            yield step
            return
        starts += step.starts
        ends += step.ends
        if step.is_last or monotonic() - told > _STEP_S:
            told = monotonic()
            yield Found(starts, ends, step.searched, step.is_last)
            starts, ends = array("Q"), array("Q")


class BodyTexts:
    """Opens bodies, and has the helper process read them."""

    def __init__(self, processes: HelperProcesses, files: Files) -> None:
        self._processes = processes
        self._files = files

    def chunks(self, body: ResponseBody) -> Iterator[bytes]:
        """Yield a body in pieces; blocks while it reads a file.

        Raises:
            StorageError: It was deleted, or cannot be read.
        """
        return body_chunks(body)

    def open(self, path: str) -> BodyFile:
        """Open the file of a body.

        Raises:
            StorageError: It was deleted, or cannot be read.
        """
        return BodyFile(path)

    def new_file(self) -> str:
        """Return the path of a new file for a text; it is deleted with the program.

        Raises:
            StorageError: There can be none.
        """
        text = tr("The text could not be written ({value}). Free some disk space.")
        with storage_errors(text):
            return self._files.create_path()

    def remove(self, path: str) -> None:
        """Delete a file of ``new_file``, which takes the disk some time for a long one."""
        threading.Thread(target=self._files.remove, args=(path,), daemon=True).start()

    def rest(self) -> None:
        """End the process that searches, while nothing is shown that could be searched."""
        self._processes.let_go(Purpose.SEARCHING)

    async def index(
        self, source: Source, encoding: str, target: str | None, take: Callable[[IndexPart], None]
    ) -> str:
        """Hand over the index of a text as it grows.

        Returns:
            What went wrong; empty where all of it is known.
        """
        job = partial(indexed, source, encoding, target)
        try:
            async with self._processes.own(Purpose.SHOWING) as process:
                part = await _first(process, job)
                take(part)
                while not part.is_last:
                    part = await _next(process)
                    take(part)
        except HelperEnded as error:
            return _ended(error)
        return ""

    async def lay_out(
        self,
        source: Source,
        encoding: str,
        target: str,
        take: Callable[[IndexPart], None],
        *,
        is_whole: bool,
    ) -> str:
        """Hand over the index of a text that is laid out into a file, as that grows.

        Args:
            source: The body.
            encoding: Of the body.
            target: The file.
            take: Is called with each part.
            is_whole: As for ``laid_out``.

        Returns:
            What went wrong; empty where all of it is known.
        """
        job = partial(laid_out, source, encoding, target, is_whole=is_whole)
        try:
            async with self._processes.own(Purpose.SHOWING) as process:
                part = await _first(process, job)
                while part is not None:
                    take(part)
                    if part.is_last:
                        return ""
                    part = await _next(process)
        except HelperEnded as error:
            return _ended(error)
        return tr("The body is not valid JSON, so it is shown as received.")

    async def find(self, source: Source, query: FindQuery, take: Callable[[Found], None]) -> str:
        """Hand over what a search finds.

        Returns:
            What went wrong; empty where all was searched.
        """
        try:
            async with self._processes.borrowed(Purpose.SEARCHING) as process:
                async with asyncio.timeout(_MOST_STEP_S):
                    part = await _first(process, partial(found_in, source, query))
                while not isinstance(part, ExpressionMistake):
                    take(part)
                    if part.is_last:
                        return ""
                    async with asyncio.timeout(_MOST_STEP_S):
                        part = await _next(process)
                return part.sentence
        except TimeoutError:
            return tr("The search took too long, so it was stopped. Simplify the expression.")
        except HelperEnded as error:
            return _ended(error)


async def _first(process: HelperProcess, job: Callable[[], Iterator[_T]]) -> _T:
    """Return what a generator yields first in the process."""
    step: Any = await asyncio.to_thread(process.call, job)
    return cast("_T", step)


async def _next(process: HelperProcess) -> Any:
    return await asyncio.to_thread(process.receive)


def _ended(error: HelperEnded) -> str:
    if isinstance(error, HelperNotStarted):
        return tr("No further process can be started. Close other programs, and try again.")
    return tr("The process that reads the body was ended. Show the response again.")
