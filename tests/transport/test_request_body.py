import pytest

from aiurdesk.core.request.request import FileContent
from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.request_body import CHUNK_BYTES, READ_BYTES, measure, stream
from aiurdesk.transport.send_failure import SendFailure


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
