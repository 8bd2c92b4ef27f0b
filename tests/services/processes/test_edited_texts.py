"""Long texts of JSON are checked and laid out in a helper process."""

import contextlib

import pytest

from aiurdesk.core.problem import TextPlace
from aiurdesk.services.processes.edited_texts import CheckedText, EditedTexts, Layout
from aiurdesk.services.processes.helper_processes import HelperProcesses

LONG = "[" + '{"id": 1, "name": "a lamp"}, ' * 40_000 + "{}]"


@contextlib.asynccontextmanager
async def texts():
    processes = HelperProcesses()
    try:
        yield EditedTexts(processes)
    finally:
        await processes.aclose()


async def test_a_text_above_the_limit_of_the_window_is_checked_with_its_place():
    async with texts() as checks:
        assert await checks.checked(LONG) == CheckedText()
        assert len(LONG) > 1_000_000
        found = await checks.checked(LONG + " x")
        assert found.problem is not None
        assert isinstance(found.problem.at, TextPlace)
        assert found.problem.at.offset == len(LONG) + 1
        assert not found.can_be_mended
        assert (await checks.checked("{a: 1}")).can_be_mended


@pytest.mark.parametrize(
    ("layout", "expected"),
    [(Layout.LINES, '{\n  "a": 1\n}'), (Layout.COMPACT, '{"a":1}'), (Layout.MENDED, None)],
)
async def test_a_text_is_written_anew(layout, expected):
    async with texts() as checks:
        assert await checks.laid_out('{"a": 1}', layout) == expected


async def test_a_text_that_takes_all_memory_or_depth_is_let_be():
    async with texts() as checks:
        assert await checks.laid_out("[" * 1_000_000, Layout.LINES) is None
        assert (await checks.checked("[" * 1_000_000)).problem is not None
