"""Messages a second through a session against the bare library, and what a frame costs.

Run: python -m tests.benchmarks.sockets

Both receive the same messages of 64 bytes from a server in a process of its own, which writes them
ready-made as fast as they are taken, in turn. The session makes a frame of each and hands them over
as the window and the command line take them. A stall is the longest time in which the flood let
nothing else run on the event loop, in processor time, so that other programs do not count.
"""

import asyncio
import base64
import contextlib
import gc
import hashlib
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

MESSAGES = 200_000
ROUNDS = 5
TEXT = b'{"type":0,"text":"' + b"x" * 44 + b'"}'
FRAME = bytes((0x81, len(TEXT))) + TEXT
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_CLOSE = 0x8


async def _opcode(reader: asyncio.StreamReader) -> int:
    """Read a control frame of the client; it has a mask of four bytes. RFC 6455 section 5.2."""
    first, second = await reader.readexactly(2)
    await reader.readexactly(4 + (second & 0x7F))
    return first & 0x0F


async def serve() -> None:
    """Print the port, and send all messages to each client."""

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = dict(line.split(": ", 1) for line in head.splitlines()[1:] if line)
        key = next(value for name, value in lines.items() if name.lower() == "sec-websocket-key")
        accepted = base64.b64encode(hashlib.sha1((key + _GUID).encode()).digest()).decode()
        writer.write(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {accepted}\r\n\r\n".encode()
        )
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            for _ in range(MESSAGES // 1000):
                writer.write(FRAME * 1000)
                await writer.drain()
            while await _opcode(reader) != _CLOSE:
                # A ping: closing would have the system drop what the client has not read yet.
                pass
        writer.close()

    server = await asyncio.start_server(flood, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


@contextmanager
def server_process() -> Iterator[int]:
    """Run the server apart and yield its port."""
    command = [sys.executable, "-m", "tests.benchmarks.sockets", "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


async def bare(port: int) -> float:
    """Return messages a second with the library alone."""
    from websockets.asyncio.client import connect

    address = f"ws://127.0.0.1:{port}/"
    async with connect(address, compression=None, ping_interval=None, proxy=None) as socket:
        started, count = time.perf_counter(), 0
        async for _ in socket:
            count += 1
            if count == MESSAGES:
                break
        return MESSAGES / (time.perf_counter() - started)


async def through_session(
    port: int, folder: Path, on_open: Callable[[], object] = lambda: None
) -> float:
    """Return messages a second through a session."""
    from aiurdesk.assembly import build_services
    from aiurdesk.core.environments.environment import CUSTOM_URLS
    from aiurdesk.core.exchange.sockets.closing import SocketState
    from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
    from aiurdesk.core.request.request import Request
    from aiurdesk.core.request.typed import Typed
    from aiurdesk.services.sending.planned_request import USUAL_TERMS

    services = build_services(folder)
    endpoint = Typed(f"ws://127.0.0.1:{port}/")
    plan = services.pipeline.plan(Request(endpoint), CUSTOM_URLS)
    options = SocketOptions(is_compressed=False, ping_every_s=0)
    count, started = 0, 0.0
    async with services.sockets.session(plan, USUAL_TERMS, options) as session:
        async for update in session:
            if not started and update.status.state is SocketState.OPEN:
                started = time.perf_counter()
                on_open()
            count += len(update.frames)
            if count == MESSAGES:
                break
        speed = MESSAGES / (time.perf_counter() - started)
    await services.aclose()
    return speed


async def longest_stall_ms(port: int, folder: Path) -> float:
    """Return the longest time in which a flood let nothing else run."""
    stalls: list[float] = []

    async def watch() -> None:
        before = time.thread_time()
        while True:
            await asyncio.sleep(0)
            now = time.thread_time()
            stalls.append(now - before)
            before = now

    # As the window does after its start: the collector would search all modules.
    gc.collect()
    gc.freeze()
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(watch())
        # Reading the catalogue and the handshake are not part of the flood.
        await through_session(port, folder, stalls.clear)
        watching.cancel()
    return max(stalls) * 1000


def bytes_of_a_frame() -> float:
    """Return the memory of a frame beside its content."""
    from datetime import UTC, datetime

    from aiurdesk.core.exchange.sockets.frame import Direction, Frame, FrameKind

    texts = [f"{number:064}" for number in range(10_000)]
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    frames = [
        Frame(datetime.now(UTC), Direction.RECEIVED, FrameKind.TEXT, text, len(text))
        for text in texts
    ]
    used = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return used / len(frames)


def main() -> None:
    """Measure and print."""
    with server_process() as port, tempfile.TemporaryDirectory() as folder:
        ratios, alone, ours = [], [], []
        for _ in range(ROUNDS):
            alone.append(asyncio.run(bare(port)))
            ours.append(asyncio.run(through_session(port, Path(folder))))
            ratios.append(ours[-1] / alone[-1])
        stall_ms = asyncio.run(longest_stall_ms(port, Path(folder)))
    sys.stdout.write(
        f"the library alone       {statistics.median(alone):>10,.0f} messages/s\n"
        f"through a session       {statistics.median(ours):>10,.0f} messages/s\n"
        f"ratio, median           {statistics.median(ratios):>10.2f}   (goal 0.9)\n"
        f"longest stall           {stall_ms:>10.1f} ms (goal 16)\n"
        f"a frame beside its text {bytes_of_a_frame():>10.0f} bytes (goal 1,000)\n"
    )


if __name__ == "__main__":
    if "--serve" in sys.argv:
        asyncio.run(serve())
    else:
        main()
