from datetime import UTC, datetime

import pytest

from aiurdesk.core.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.storage.bodies import FrameFile

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
