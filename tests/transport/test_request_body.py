import os
import sys

import pytest

from aiurdesk.core.request.request import FileContent
from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.request_body import (
    CHUNK_BYTES,
    MAX_REFUSALS,
    MAX_RESENDS,
    READ_BYTES,
    Resends,
    measure,
    stream,
)
from aiurdesk.transport.transport import SendFailure
from tests.transport.calls import failed, outcome_of
from tests.transport.misbehaving_server import read_head, serving


async def gathered(segments, lengths) -> tuple[list[bytes], int]:
    sent: list[int] = []
    chunks = [chunk async for chunk in stream(segments, lengths, sent.append)]
    return chunks, sum(sent)


async def test_bytes_and_files_are_sent_in_order_in_small_chunks(tmp_path):
    path = tmp_path / "file"
    content = bytes(range(256)) * (READ_BYTES // 256 + 1)
    path.write_bytes(content)
    segments = (b"before", FileContent(str(path)), b"x" * (CHUNK_BYTES + 1))
    lengths = await measure(segments)
    chunks, sent = await gathered(segments, lengths)
    assert b"".join(chunks) == b"before" + content + b"x" * (CHUNK_BYTES + 1)
    assert sent == sum(lengths)
    assert max(map(len, chunks)) <= CHUNK_BYTES


async def test_an_empty_body_has_no_chunks():
    assert await measure(()) == ()
    assert await gathered((b"",), (0,)) == ([], 0)


@pytest.mark.parametrize("name", ["nothing", "."])
async def test_an_unreadable_file_is_a_failure_before_anything_is_sent(tmp_path, name):
    with pytest.raises(SendFailure) as end:
        await measure((FileContent(str(tmp_path / name)),))
    assert end.value.kind is FailureKind.FILE_UNREADABLE
    assert str(tmp_path) in end.value.detail


async def test_a_file_that_became_shorter_is_a_failure(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"short")
    with pytest.raises(SendFailure, match="shorter") as end:
        await gathered((FileContent(str(path)),), (10,))
    assert end.value.kind is FailureKind.FILE_UNREADABLE


async def test_a_deleted_file_is_a_failure(tmp_path):
    with pytest.raises(SendFailure, match="No such file"):
        await gathered((FileContent(str(tmp_path / "gone")),), (10,))


async def test_a_file_that_became_longer_is_sent_up_to_its_measured_length(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    chunks, _ = await gathered((FileContent(str(path)),), (4,))
    assert b"".join(chunks) == b"0123"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
async def test_a_pipe_or_device_is_a_failure_at_once(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (str(pipe), "/dev/zero"):
        for asked in (measure((FileContent(path),)), gathered((FileContent(path),), (10,))):
            with pytest.raises(SendFailure, match="device or a pipe") as end:
                await asked
            assert end.value.kind is FailureKind.FILE_UNREADABLE


async def test_a_file_that_is_deleted_before_it_is_sent_is_a_failure(tmp_path):
    """It is measured before the request is sent, and deleted while the part before it is sent."""
    path = tmp_path / "file"
    path.write_bytes(b"x" * 10)

    async def deleting(reader, writer) -> None:
        await read_head(reader)
        path.unlink()
        await reader.read()
        writer.close()

    async with serving(deleting) as port:
        # So long that the client cannot send all of it before the server reads on.
        body = (bytes(2**25), FileContent(str(path)))
        outcome = failed(await outcome_of(f"http://localhost:{port}/", method="POST", body=body))
    assert (outcome.kind, "No such file" in outcome.detail) == ("file_unreadable", True)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a permission there")
async def test_a_checked_file_that_became_a_link_is_not_read(tmp_path):
    (tmp_path / "link").symlink_to(__file__)
    segment = FileContent(str(tmp_path / "link"))
    assert await measure((segment,)) == (os.stat(__file__).st_size,)
    checked = FileContent(segment.path, follows_links=False)
    with pytest.raises(SendFailure) as end:
        await measure((checked,))
    assert end.value.kind is FailureKind.FILE_UNREADABLE
    with pytest.raises(SendFailure):
        await gathered((checked,), (1,))


def test_a_refused_request_waits_longer_each_time_and_is_given_up_at_last():
    resends = Resends()
    waits = [resends.count_refusal() for _ in range(MAX_REFUSALS + 1)]
    assert waits == [0.02, 0.04, 0.08, 0.16, 0.32, 0.64, None]
    assert resends.count == MAX_REFUSALS


def test_only_connections_that_accepted_nothing_are_limited():
    resends = Resends()
    assert all(resends.count_lost_connection(has_accepted_nothing=False) for _ in range(50))
    tried = [resends.count_lost_connection(has_accepted_nothing=True) for _ in range(4)]
    assert tried == [True] * MAX_RESENDS + [False]
    assert resends.count == 50 + MAX_RESENDS
