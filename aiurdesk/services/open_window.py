"""The one window of a profile: a second start of the program hands over to it and ends.

The window listens on a socket in the folder of the profile, which only its owner can use. On
Windows, and where the name of the folder is too long for a socket, each start opens a window;
``storage.window_claim`` sees to it that they do not overwrite each other.
"""

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from aiurdesk.core.translation import tr

ALREADY_OPEN = tr("The window of this profile is already open and comes to the front.")
_ANSWER_S = 3.0
"""Longest wait for the open window. It may be busy, or its process may be stopped."""
_TAKEN = b"taken"
# Two seconds in all: a window listens only when its parts are loaded.
_STARTING_STEPS = 10
_STARTING_STEP_S = 0.2


class Opening(msgspec.Struct, frozen=True):
    """A second start's request to the open window: an endpoint or address to open."""

    target: str = ""
    """Id of an endpoint, or an address; empty to open nothing."""
    activation_token: str = ""
    """Allows the window to come to the front, under Wayland."""


def hand_over(path: Path, opening: Opening) -> bool:
    """Ask the open window to come to the front, and tell whether it does.

    Args:
        path: The socket of the profile; there is none, or a stale one, where no window is open.
    """
    if sys.platform == "win32":
        return False
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_ANSWER_S)
            connection.connect(str(path))
            connection.sendall(_line(opening))
            return connection.recv(len(_TAKEN)) == _TAKEN
    except OSError:
        return False


async def hand_over_at_start(path: Path, opening: Opening) -> bool:
    """Hand over to a window that is starting at this moment and may not listen yet.

    One that listens and does not respond, such as a stopped process's, is asked once.
    """
    if sys.platform == "win32":
        return False
    for _ in range(_STARTING_STEPS):
        try:
            # Not on a thread: the end of the program would wait for it.
            reader, writer = await asyncio.open_unix_connection(str(path))
            with closing(writer):
                writer.write(_line(opening))
                async with asyncio.timeout(_ANSWER_S):
                    if await reader.read(len(_TAKEN)) == _TAKEN:
                        return True
        except TimeoutError:
            return False
        except OSError:
            pass
        await asyncio.sleep(_STARTING_STEP_S)
    return False


def _line(opening: Opening) -> bytes:
    return msgspec.json.encode(opening) + b"\n"


@contextlib.contextmanager
def _bound(path: Path) -> Iterator[socket.socket | None]:
    """Bind the socket of a profile, in place of one that a killed process has left."""
    if sys.platform == "win32":
        yield None
        return
    with socket.socket(socket.AF_UNIX) as listening:
        try:
            # The socket of a process that was killed; the claim says that no window is open.
            path.unlink(missing_ok=True)
            listening.bind(str(path))
            # Other accounts must not be able to open addresses in this window.
            path.chmod(0o600)
        except OSError:
            yield None
            return
        try:
            yield listening
        finally:
            with contextlib.suppress(OSError):
                path.unlink()


@contextlib.asynccontextmanager
async def listening(path: Path, on_opening: Callable[[Opening], None]) -> AsyncIterator[None]:
    """Take over from further starts of the program while the block runs.

    Args:
        on_opening: Called on the loop for each start.
    """
    connections: set[asyncio.StreamWriter] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.add(writer)
        with contextlib.suppress(OSError, ValueError, msgspec.MsgspecError), closing(writer):
            line = await asyncio.wait_for(reader.readline(), _ANSWER_S)
            opening = msgspec.json.decode(line, type=Opening)
            writer.write(_TAKEN)
            await writer.drain()
            # After the reply, so that the other program need not wait until the request is open.
            on_opening(opening)
        connections.discard(writer)

    with _bound(path) as bound:
        if bound is None or sys.platform == "win32":
            yield
            return
        server = await asyncio.start_unix_server(answer, sock=bound)
        async with server:
            try:
                yield
            finally:
                # The window closes: who has not said yet what to open gets no reply. From Python
                # 3.12 on, the end of the block waits for all connections.
                server.close()
                for writer in connections:
                    writer.transport.abort()
