import asyncio
import contextlib
import socket
import sys
from pathlib import Path

import pytest

from aiurdesk.services import open_window
from aiurdesk.services.open_window import Opening, hand_over, hand_over_at_start, listening

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such sockets")


async def test_the_open_window_takes_over_what_another_start_asks(tmp_path):
    heard: list[Opening] = []
    path = tmp_path / "window.socket"
    asked = Opening("gateway.home.index", "token")
    async with listening(path, heard.append):
        assert path.stat().st_mode & 0o777 == 0o600
        assert await asyncio.to_thread(hand_over, path, asked)
    assert heard == [asked]
    assert not path.exists()
    assert not hand_over(path, asked)


async def test_a_stale_socket_is_replaced(tmp_path):
    path = tmp_path / "window.socket"
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(path))
    assert not hand_over(path, Opening())
    heard: list[Opening] = []
    async with listening(path, heard.append):
        assert await asyncio.to_thread(hand_over, path, Opening())
    assert heard == [Opening()]


@pytest.mark.parametrize("line", [b"", b"\n", b"nonsense\n", b"{" * 100_000])
async def test_a_line_that_is_not_a_request_is_ignored(tmp_path, line):
    heard: list[Opening] = []
    path = tmp_path / "window.socket"
    async with listening(path, heard.append):
        reader, writer = await asyncio.open_unix_connection(str(path))
        writer.write(line)
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()
        assert await asyncio.to_thread(hand_over, path, Opening())
    assert heard == [Opening()]


async def test_a_window_that_closes_takes_over_nothing_any_more(tmp_path, monkeypatch):
    # Nor does it wait for a start that says nothing.
    monkeypatch.setattr(open_window, "_ANSWER_S", 600)
    heard: list[Opening] = []
    path = tmp_path / "window.socket"
    async with asyncio.timeout(60), listening(path, heard.append):
        reader, writer = await asyncio.open_unix_connection(str(path))
        # From here on the window waits for the rest of the line.
        writer.write(b'{"target":')
        await writer.drain()
        assert await asyncio.to_thread(hand_over, path, Opening())
    with contextlib.suppress(OSError):
        writer.write(b'"late"}\n')
        assert await reader.read() == b""
    writer.close()
    assert heard == [Opening()]


async def test_where_no_socket_can_be_made_nothing_is_handed_over(tmp_path):
    path = tmp_path / ("long" * 40) / "window.socket"
    path.parent.mkdir()
    async with listening(path, lambda _: None):
        assert not hand_over(path, Opening())


async def test_a_window_that_does_not_respond_is_asked_once(tmp_path, monkeypatch):
    monkeypatch.setattr(open_window, "_ANSWER_S", 0.05)
    path = tmp_path / "window.socket"
    with socket.socket(socket.AF_UNIX) as stopped:
        # The system accepts connections instead of a stopped process.
        stopped.bind(str(path))
        stopped.listen()
        assert not await hand_over_at_start(path, Opening("a"))
        stopped.setblocking(False)
        stopped.accept()[0].close()
        with pytest.raises(BlockingIOError):
            stopped.accept()


async def test_a_window_that_is_starting_is_waited_for(tmp_path):
    path = Path(tmp_path / "window.socket")
    heard: list[Opening] = []
    async with asyncio.TaskGroup() as group:
        handing = group.create_task(hand_over_at_start(path, Opening("a")))
        await asyncio.sleep(0)
        async with listening(path, heard.append):
            assert await handing
    assert heard == [Opening("a")]
