"""Reads bodies that are files for other programs, where the reading can be killed."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from aiurdesk.core.body_views.media import PDF, FileKind, media_words
from aiurdesk.core.body_views.pdf import MOST_BYTES, pdf_facts
from aiurdesk.core.body_views.view import Content, content_of_type
from aiurdesk.core.formats.svg import harmless_svg
from aiurdesk.core.problem import Problem
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.core.translation import tr
from aiurdesk.services.processes.helper_process import HelperEnded
from aiurdesk.services.processes.helper_processes import HelperProcesses, Purpose

MOST_S = 10.0
_T = TypeVar("_T")
Drawn = tuple[bytes, int, int]
"""A picture, and the size that the drawing asks for."""


class FileBodies:
    """Says what documents, audio and video are, and has drawings drawn."""

    def __init__(self, processes: HelperProcesses) -> None:
        self._processes = processes

    async def words(self, kind: FileKind, body: ResponseBody, content_type: str) -> str:
        """Return what a body says of itself; empty where that takes too long."""
        return await self._call(_words, kind, body, content_type) or ""

    async def drawn(self, draw: Callable[[bytes], Drawn], data: bytes) -> Drawn | Problem:
        """Return an SVG as a picture, or why it is not drawn.

        Args:
            draw: Draws what is harmless; a function of a module.
            data: The SVG as it came.
        """
        drawn = await self._call(_drawn, draw, data)
        if drawn is None:
            return Problem(tr("Drawing the image took too long or too much memory."))
        if isinstance(drawn, tuple) and not drawn[0]:
            return Problem(tr("The image cannot be drawn."))
        return drawn

    async def _call(self, function: Callable[..., _T], *arguments: object) -> _T | None:
        try:
            async with asyncio.timeout(MOST_S):
                return await self._processes.call_once(Purpose.SHOWING, function, *arguments)
        except (TimeoutError, HelperEnded):
            return None


# What follows runs in the helper process.


def _drawn(draw: Callable[[bytes], Drawn], data: bytes) -> Drawn | Problem:
    harmless = harmless_svg(data)
    return harmless if isinstance(harmless, Problem) else draw(harmless)


def _words(kind: FileKind, body: ResponseBody, content_type: str) -> str:
    size = max(body.size_bytes, len(body.data))
    content: Content = content_of_type(content_type, body.data[:1000], size)
    if body.path is None:
        data = body.data
        if kind == PDF:
            return pdf_facts(data).sentence
        return media_words(kind, content, lambda start, stop: data[start:stop])
    with Path(body.path).open("rb") as file:
        if kind == PDF:
            return pdf_facts(file.read(MOST_BYTES)).sentence

        def read(start: int, stop: int) -> bytes:
            file.seek(start)
            return file.read(stop - start)

        return media_words(kind, content, read)
