import os
import time
from datetime import UTC, datetime

import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.core.exchange.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.storage.bodies import (
    FrameFile,
    HistoryBodies,
    body_chunks,
    put_into_folder,
    save_body,
)


async def test_a_body_in_memory_is_written(tmp_path):
    await save_body(ResponseBody(b"\x00\xff\r\n", size_bytes=4), str(tmp_path / "body"))
    assert (tmp_path / "body").read_bytes() == b"\x00\xff\r\n"


async def test_a_body_in_a_file_is_copied_completely(tmp_path):
    (tmp_path / "whole").write_bytes(b"all of it")
    body = ResponseBody(b"all", path=str(tmp_path / "whole"), size_bytes=9)
    await save_body(body, str(tmp_path / "copy"))
    assert (tmp_path / "copy").read_bytes() == b"all of it"


async def test_a_file_that_cannot_be_written_is_an_error(tmp_path):
    with pytest.raises(StorageError, match="could not be saved as .*nowhere"):
        await save_body(ResponseBody(b"x"), str(tmp_path / "nowhere" / "body"))


async def test_a_deleted_temporary_file_is_an_error(tmp_path):
    body = ResponseBody(b"x", path=str(tmp_path / "gone"), size_bytes=2)
    with pytest.raises(StorageError, match="could not be saved"):
        await save_body(body, str(tmp_path / "copy"))


def test_a_body_is_read_in_pieces_from_memory_and_from_a_file(tmp_path):
    whole = bytes(range(256)) * 3000
    (tmp_path / "whole").write_bytes(whole)
    for body in (ResponseBody(whole), ResponseBody(whole[:10], path=str(tmp_path / "whole"))):
        chunks = list(body_chunks(body))
        assert b"".join(chunks) == whole
        assert len(chunks) > 2


def test_a_deleted_temporary_file_cannot_be_read(tmp_path):
    body = ResponseBody(b"x", path=str(tmp_path / "gone"), size_bytes=2)
    with pytest.raises(StorageError, match="cannot be read"):
        list(body_chunks(body))


def test_a_body_gets_a_name_in_a_folder(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    small = put_into_folder(ResponseBody(b"{}", size_bytes=2), folder, "a.json")
    assert (small.name, small.read_bytes()) == ("a.json", b"{}")
    long = tmp_path / "temporary"
    long.write_bytes(b"long")
    named = put_into_folder(ResponseBody(b"lo", str(long), size_bytes=4), folder, "b.json")
    long.unlink()
    assert named.read_bytes() == b"long"


def test_a_body_is_written_read_and_removed(tmp_path):
    bodies = HistoryBodies(tmp_path / "history")
    name = bodies.write(7, b"body")
    assert bodies.path(name).read_bytes() == b"body"
    bodies.remove(name)
    bodies.remove(name)
    assert list((tmp_path / "history").iterdir()) == []


def test_a_name_from_elsewhere_stays_in_the_folder(tmp_path):
    bodies = HistoryBodies(tmp_path / "history")
    assert bodies.path("../../etc/passwd") == tmp_path / "history" / "passwd"


def test_files_without_an_entry_are_removed_when_they_are_old(tmp_path):
    folder = tmp_path / "history"
    bodies = HistoryBodies(folder)
    named, stray, new = (bodies.write(number, b"body") for number in range(3))
    (folder / ".1.body.x").write_bytes(b"unfin")
    for name in (named, stray, ".1.body.x"):
        os.utime(folder / name, (time.time() - 9_999, time.time() - 9_999))
    bodies.remove_strays(4, lambda entry_id: False)
    assert len(list(folder.iterdir())) == 4
    bodies.remove_strays(1, lambda entry_id: entry_id == 0)
    assert {path.name for path in folder.iterdir()} == {named, new}


def test_other_files_of_the_folder_stay(tmp_path):
    bodies = HistoryBodies(tmp_path)
    (tmp_path / "own.txt").write_text("kept")
    bodies.write(1, b"body")
    bodies.remove_all()
    assert [path.name for path in tmp_path.iterdir()] == ["own.txt"]


def test_a_missing_folder_has_no_files(tmp_path):
    bodies = HistoryBodies(tmp_path / "missing")
    bodies.remove_all()
    bodies.remove_strays(0, lambda entry_id: False)
    assert not (tmp_path / "missing").exists()


AT = datetime(2026, 11, 26, tzinfo=UTC)


def block(start: int, count: int) -> tuple[Frame, ...]:
    contents: list[str | bytes] = [
        f"é{n}" if n % 2 else bytes((n,)) for n in range(start, start + count)
    ]
    return tuple(
        Frame(AT, Direction.RECEIVED, FrameKind.TEXT, content, 3, close_code=None)
        for content in contents
    )


def test_blocks_are_read_one_at_a_time(tmp_path):
    path = tmp_path / "frames"
    path.touch()
    file = FrameFile(str(path))
    blocks = [block(0, 5), block(5, 1), block(6, 40)]
    for frames in blocks:
        file.append(frames)
    assert [file.read(index) for index in (2, 0, 1)] == [blocks[2], blocks[0], blocks[1]]
    path.unlink()
    with pytest.raises(FileNotFoundError):
        file.read(0)
