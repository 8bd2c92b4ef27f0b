"""Checks long texts that are edited, and lays them out, in a process of its own.

Reading some megabytes of JSON in the process of the window would hold it up: no reader of JSON
lets other threads go on meanwhile.
"""

import asyncio
from enum import StrEnum

import msgspec

from aiurdesk.core.formats.json.layout import compacted, formatted, mended
from aiurdesk.core.preparing.json_template import long_template_problem
from aiurdesk.core.problem import Problem
from aiurdesk.services.processes.helper_process import HelperEnded
from aiurdesk.services.processes.helper_processes import HelperProcesses, Purpose

_MOST_S = 30.0


class Layout(StrEnum):
    """How a text of JSON is written anew."""

    LINES = "lines"
    """One value in each line."""
    COMPACT = "compact"
    MENDED = "mended"
    """With what JSON has no place for, such as comments, left out."""


_LAYOUTS = {Layout.LINES: formatted, Layout.COMPACT: compacted, Layout.MENDED: mended}


class CheckedText(msgspec.Struct, frozen=True):
    """What was found out about a text of JSON."""

    problem: Problem | None = None
    can_be_mended: bool = False


def checked(text: str) -> CheckedText:
    """Return why a text is not JSON, and whether it nearly is."""
    problem = long_template_problem(text)
    return CheckedText(problem, problem is not None and mended(text) is not None)


def laid_out(text: str, layout: Layout) -> str | None:
    """Return a text of JSON written anew; None where it is not JSON."""
    return _LAYOUTS[layout](text)


class EditedTexts:
    """Does the same in a helper process; a text that takes too long counts as unknown."""

    def __init__(self, processes: HelperProcesses) -> None:
        self._processes = processes

    async def checked(self, text: str) -> CheckedText:
        """Return why a text is not JSON, and whether it nearly is."""
        try:
            async with asyncio.timeout(_MOST_S):
                return await self._processes.call(Purpose.EDITING, checked, text)
        except (HelperEnded, TimeoutError):
            return CheckedText()

    async def laid_out(self, text: str, layout: Layout) -> str | None:
        """Return a text of JSON written anew; None where it is not JSON."""
        try:
            async with asyncio.timeout(_MOST_S):
                return await self._processes.call(Purpose.EDITING, laid_out, text, layout)
        except (HelperEnded, TimeoutError):
            return None
