import os
import shutil
import tempfile
from pathlib import Path

import pytest

from aiurdesk.core.request.limits import Limits
from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.response_body import BEGINNING_BYTES, SpooledBody, check_size
from aiurdesk.transport.temporary_files import TemporaryFiles
from aiurdesk.transport.transport import SendFailure

LIMITS = Limits(memory_bytes=10, body_bytes=3_000_000)


@pytest.fixture
def files():
    files = TemporaryFiles()
    yield files
    files.remove_all()


async def test_a_short_body_stays_in_memory(files):
    body = SpooledBody(files, LIMITS)
    await body.write(b"01234")
    await body.write(b"56789")
    assert await body.finish() == b"0123456789"
    assert body.path is None


async def test_a_long_body_goes_to_a_private_file(files):
    body = SpooledBody(files, LIMITS)
    pieces = [bytes([number]) * 100_000 for number in range(25)]
    for piece in pieces:
        await body.write(piece)
    assert await body.finish() == pieces[0][:10]
    assert body.path is not None
    assert Path(body.path).read_bytes() == b"".join(pieces)
    assert body.size_bytes == 2_500_000
    assert os.stat(os.path.dirname(body.path)).st_mode & 0o077 == 0


async def test_a_discarded_body_leaves_no_file(files):
    body = SpooledBody(files, LIMITS)
    await body.write(b"x" * 11)
    assert body.path is not None
    assert os.path.exists(body.path)
    body.discard()
    assert not os.path.exists(body.path)


async def test_removing_all_leaves_no_folder():
    files = TemporaryFiles()
    body = SpooledBody(files, LIMITS)
    await body.write(b"x" * 11)
    await body.finish()
    assert body.path is not None
    files.remove_all()
    assert not os.path.exists(os.path.dirname(body.path))


async def test_a_body_beyond_the_limit_is_refused(files):
    body = SpooledBody(files, LIMITS)
    await body.write(b"x" * 3_000_000)
    with pytest.raises(SendFailure) as end:
        await body.write(b"x")
    assert end.value.kind is FailureKind.TOO_LARGE
    body.discard()
    check_size(3_000_000, LIMITS)


async def test_a_full_disk_is_a_failure(files, monkeypatch):
    full = open("/dev/full", "wb")  # noqa: SIM115, ASYNC230 - the body closes it
    monkeypatch.setattr(files, "create", lambda: (full, "/dev/full"))
    body = SpooledBody(files, LIMITS)
    with pytest.raises(SendFailure, match="disk with the temporary folder is full") as end:
        await body.write(b"x" * 100_000)
    body.discard()
    assert end.value.kind is FailureKind.DISK_ERROR


def deleted(path: str | None) -> None:
    assert path is not None
    shutil.rmtree(os.path.dirname(path))


async def test_a_folder_that_vanishes_while_a_body_is_written_is_a_failure(files):
    body = SpooledBody(files, LIMITS)
    await body.write(b"x" * 11)
    deleted(body.path)
    await body.write(b"x" * 11)
    with pytest.raises(SendFailure, match="the temporary folder is gone") as end:
        await body.finish()
    assert end.value.kind is FailureKind.DISK_ERROR
    body.discard()


async def test_a_long_body_after_the_folder_has_vanished_gets_a_new_folder(files):
    for _ in range(2):
        body = SpooledBody(files, LIMITS)
        await body.write(b"x" * 11)
        await body.finish()
        assert Path(body.path or "").read_bytes() == b"x" * 11
        deleted(body.path)


async def test_without_any_temporary_folder_a_long_body_is_a_failure(files, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nothing"))
    body = SpooledBody(files, LIMITS)
    with pytest.raises(SendFailure, match="the temporary folder is gone") as end:
        await body.write(b"x" * 11)
    assert end.value.kind is FailureKind.DISK_ERROR
    (tmp_path / "nothing").mkdir()
    body = SpooledBody(files, LIMITS)
    await body.write(b"x" * 11)
    assert await body.finish() == b"x" * 10


@pytest.mark.parametrize("pieces", [1, 5])
async def test_the_beginning_can_be_read_before_the_end(files, pieces):
    body = SpooledBody(files, LIMITS)
    for _ in range(pieces):
        await body.write(b"01234")
    # Once it is in a file, only what fits into the memory is kept.
    assert body.beginning() == (b"01234" * pieces)[: LIMITS.memory_bytes]
    body.discard()


async def test_the_beginning_is_short(files):
    body = SpooledBody(files, Limits())
    await body.write(bytes(2 * BEGINNING_BYTES))
    assert len(body.beginning()) == BEGINNING_BYTES
