import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.core.response.response import Body
from aiurdesk.storage.bodies import body_chunks, put_into_folder, save_body


async def test_a_body_in_memory_is_written(tmp_path):
    await save_body(Body(b"\x00\xff\r\n", size_bytes=4), str(tmp_path / "body"))
    assert (tmp_path / "body").read_bytes() == b"\x00\xff\r\n"


async def test_a_body_in_a_file_is_copied_completely(tmp_path):
    (tmp_path / "whole").write_bytes(b"all of it")
    body = Body(b"all", path=str(tmp_path / "whole"), size_bytes=9)
    await save_body(body, str(tmp_path / "copy"))
    assert (tmp_path / "copy").read_bytes() == b"all of it"


async def test_a_file_that_cannot_be_written_is_an_error(tmp_path):
    with pytest.raises(StorageError, match="could not be saved as .*nowhere"):
        await save_body(Body(b"x"), str(tmp_path / "nowhere" / "body"))


async def test_a_deleted_temporary_file_is_an_error(tmp_path):
    body = Body(b"x", path=str(tmp_path / "gone"), size_bytes=2)
    with pytest.raises(StorageError, match="could not be saved"):
        await save_body(body, str(tmp_path / "copy"))


def test_a_body_is_read_in_pieces_from_memory_and_from_a_file(tmp_path):
    whole = bytes(range(256)) * 3000
    (tmp_path / "whole").write_bytes(whole)
    for body in (Body(whole), Body(whole[:10], path=str(tmp_path / "whole"))):
        chunks = list(body_chunks(body))
        assert b"".join(chunks) == whole
        assert len(chunks) > 2


def test_a_deleted_temporary_file_cannot_be_read(tmp_path):
    body = Body(b"x", path=str(tmp_path / "gone"), size_bytes=2)
    with pytest.raises(StorageError, match="cannot be read"):
        list(body_chunks(body))


def test_a_body_gets_a_name_in_a_folder(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    small = put_into_folder(Body(b"{}", size_bytes=2), folder, "a.json")
    assert (small.name, small.read_bytes()) == ("a.json", b"{}")
    long = tmp_path / "temporary"
    long.write_bytes(b"long")
    named = put_into_folder(Body(b"lo", str(long), size_bytes=4), folder, "b.json")
    long.unlink()
    assert named.read_bytes() == b"long"
