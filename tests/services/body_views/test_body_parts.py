"""Parts of bodies in memory and in files, found in a real process where they are long."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiurdesk.core.problem import Problem
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.services.body_views.body_parts import BodyParts
from aiurdesk.services.processes.body_texts import BodyTexts
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.transport.temporary_files import TemporaryFiles

TYPE = "multipart/mixed; boundary=b"
LONG = b"\x00\r\n-" * (3 * 1024 * 1024)


@asynccontextmanager
async def parts_opened() -> AsyncIterator[BodyParts]:
    processes = HelperProcesses()
    try:
        yield BodyParts(processes, BodyTexts(processes, TemporaryFiles()))
    finally:
        await processes.aclose()


def a_body(*contents: bytes, head: bytes = b"") -> bytes:
    return b"".join(b"--b\r\n" + head + b"\r\n" + part + b"\r\n" for part in contents) + b"--b--"


async def test_a_body_in_a_file_is_taken_apart_and_a_long_part_gets_a_file_of_its_own(tmp_path):
    data = a_body(b"first", LONG)
    path = tmp_path / "body"
    path.write_bytes(data)
    body = ResponseBody(data[:1000], str(path), len(data))
    async with parts_opened() as parts:
        assert parts.parts_here(body, TYPE) is None
        found = await parts.parts(body, TYPE)
        assert [part.size_bytes for part in found.parts] == [5, len(LONG)]
        first = await parts.content(body, found.parts[0])
        assert first == ResponseBody(b"first", None, 5, 5)
        long = await parts.content(body, found.parts[1])
        assert isinstance(long, ResponseBody)
        assert long.path is not None
        assert Path(long.path).read_bytes() == LONG


async def test_a_file_that_is_gone_is_told_with_a_sentence(tmp_path):
    body = ResponseBody(b"--b", str(tmp_path / "gone"), 999_999)
    async with parts_opened() as parts:
        found = await parts.parts(body, TYPE)
        assert found.parts == ()
        assert found.note
        text = a_body(b"1")
        whole = await parts.parts(ResponseBody(text, size_bytes=len(text)), TYPE)
        gone = await parts.content(body, whole.parts[0])
        assert isinstance(gone, Problem)


async def test_a_part_that_was_written_as_text_is_decoded():
    data = a_body(b"AAEC\r\n/w==", head=b"Content-Transfer-Encoding: BASE64\r\n")
    body = ResponseBody(data, size_bytes=len(data))
    async with parts_opened() as parts:
        found = await parts.parts(body, TYPE)
        content = await parts.content(body, found.parts[0])
        assert isinstance(content, ResponseBody)
        assert content.data == b"\x00\x01\x02\xff"


async def test_parts_of_graphql_need_no_boundary_and_others_do():
    async with parts_opened() as parts:
        data = b"\r\n---\r\n\r\n{}\r\n-----\r\n"
        body = ResponseBody(data, size_bytes=len(data))
        assert len((await parts.parts(body, "multipart/mixed")).parts) == 1
        assert "boundary" in (await parts.parts(body, "multipart/form-data")).note
