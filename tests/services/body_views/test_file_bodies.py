"""Documents and drawings of strangers, read in a real process that can be killed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import sleep

from aiurdesk.core.body_views.media import PDF
from aiurdesk.core.problem import Problem
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.services.body_views import file_bodies
from aiurdesk.services.body_views.file_bodies import FileBodies
from aiurdesk.services.processes.helper_processes import HelperProcesses
from tests.core.body_views.test_pdf import CATALOGUE, PAGES, a_pdf


@asynccontextmanager
async def files_opened() -> AsyncIterator[FileBodies]:
    processes = HelperProcesses()
    try:
        yield FileBodies(processes)
    finally:
        await processes.aclose()


def never_ends(_data: bytes) -> tuple[bytes, int, int]:
    sleep(60)
    return b"", 0, 0


def echo(data: bytes) -> tuple[bytes, int, int]:
    return data, 1, 1


async def test_a_document_in_memory_or_in_a_file_says_its_pages(tmp_path):
    data = a_pdf(CATALOGUE, PAGES, "<< /Title (Lamps) >>")
    path = tmp_path / "body"
    path.write_bytes(data)
    told = "The body is a PDF document: PDF 1.4, 12 pages, “Lamps”."
    async with files_opened() as files:
        here = ResponseBody(data, size_bytes=len(data))
        there = ResponseBody(data[:8], str(path), len(data))
        assert await files.words(PDF, here, "application/pdf") == told
        assert await files.words(PDF, there, "application/pdf") == told


async def test_a_drawing_that_takes_too_long_is_killed_with_a_sentence(monkeypatch):
    monkeypatch.setattr(file_bodies, "MOST_S", 0.3)
    async with files_opened() as files:
        drawn = await files.drawn(never_ends, b"<svg/>")
        assert isinstance(drawn, Problem)
        assert "took too long" in drawn.sentence


async def test_only_what_is_harmless_is_handed_to_what_draws():
    async with files_opened() as files:
        drawn = await files.drawn(echo, b'<svg><image href="/etc/passwd"/></svg>')
        assert drawn == (b"<svg><image></image></svg>", 1, 1)
        assert isinstance(await files.drawn(echo, b"<svg"), Problem)
